#!/usr/bin/env bash
# Compares what was trained in the folder that this runs in with the base. By the environment: BASE, a commit or branch, and REPORT,
# the name of the report; TRAINED_SECONDS and RUNNER_NAME, where it was trained and for how long.
set -euo pipefail

refuse() {
  echo "::error title=Sightline::$1"
  exit 1
}

[[ $REPORT =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$ ]] || refuse "report must be a short name of letters, digits, dots, dashes and underscores"
if [ -z "$BASE" ]; then
  echo "There is no base to compare with: none is given, and this is no pull request."
  exit 0
fi
base=$(git merge-base "$BASE" HEAD) ||
  refuse 'In this clone the base and this commit have no commit in common.%0AGive the step of actions/checkout `with: { fetch-depth: 0 }`.'
report=(report --pull --base "$base" --output sightline-report)
if [[ ${TRAINED_SECONDS:-} =~ ^[0-9]{1,9}$ ]]; then
  report+=(--seconds "$TRAINED_SECONDS" --runner="${RUNNER_NAME:-unknown}")
fi
sightline "${report[@]}"
echo "folder=sightline-report" >> "$GITHUB_OUTPUT"
