#!/usr/bin/env bash
# Trains what is stale in the folder that this runs in, and shares it. By the environment: TARGETS (one a line); JOBS; PULL_REQUEST, or
# QUEUE, the branch of a merge queue, which names one; FROM_PULL_REQUEST, or MESSAGE, that of the merge of one; DEFAULT_BRANCH, and what the
# runner tells of the branch: GITHUB_REF and GITHUB_REF_PROTECTED.
set -euo pipefail

refuse() {
  echo "::error title=Sightline::$1"
  exit 1
}

if [[ -z $PULL_REQUEST && $QUEUE =~ /pr-([0-9]+)-[0-9a-f]+$ ]]; then
  PULL_REQUEST=${BASH_REMATCH[1]}
fi
if [[ -z $FROM_PULL_REQUEST && ${MESSAGE%%$'\n'*} =~ ^Merge\ pull\ request\ #([0-9]+)\ |\(#([0-9]+)\)$ ]]; then
  FROM_PULL_REQUEST=${BASH_REMATCH[1]:-}${BASH_REMATCH[2]:-}
fi
[[ $JOBS =~ ^[1-9][0-9]{0,3}$ ]] || refuse "jobs must be a number from 1 to 9999"
train=(train --push --jobs "$JOBS")
push=(push)
if [ -n "$PULL_REQUEST" ]; then
  [[ $PULL_REQUEST =~ ^[1-9][0-9]{0,9}$ ]] || refuse "pull-request must be the number of one"
  train+=(--pull-request "$PULL_REQUEST")
  push+=(--pull-request "$PULL_REQUEST")
elif [ -n "${GITHUB_REF:-}" ] && [ "$GITHUB_REF" != "refs/heads/$DEFAULT_BRANCH" ] && [ "${GITHUB_REF_PROTECTED:-}" != true ]; then
  # Everybody who may push reaches such a branch, and what lies in the trusted place is believed.
  refuse 'This branch is neither the default one nor protected, so its runs must not go to the trusted place.%0ATrain it in a pull request, or name one as `pull-request`.'
else
  train+=(--proven)
  if [ -n "$FROM_PULL_REQUEST" ]; then
    [[ $FROM_PULL_REQUEST =~ ^[1-9][0-9]{0,9}$ ]] || refuse "from-pull-request must be the number of one"
    train+=(--from-pull-request "$FROM_PULL_REQUEST")
  fi
fi
train+=(--)
while IFS= read -r target; do
  [ -z "$target" ] || train+=("$target")
done <<< "$TARGETS"

# The note that keeps a lock has an author, and a new runner knows none.
if ! git var GIT_COMMITTER_IDENT > /dev/null 2>&1; then
  export GIT_AUTHOR_NAME='github-actions[bot]' GIT_COMMITTER_NAME='github-actions[bot]'
  export GIT_AUTHOR_EMAIL='41898282+github-actions[bot]@users.noreply.github.com'
  export GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
fi

# What training prints gives the runner no commands.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
trap 'echo "::$token::"' EXIT

# Whoever cancels the job tells this shell alone, and training has things to put in order: claims, checkpoints, processes.
run() {
  local child code=0
  sightline "$@" &
  child=$!
  trap 'kill -TERM "$child" 2> /dev/null || true' INT TERM
  wait "$child" || code=$?
  while kill -0 "$child" 2> /dev/null; do
    code=0
    wait "$child" || code=$?
  done
  trap - INT TERM
  return "$code"
}

run "${train[@]}"
run "${push[@]}"
echo "seconds=$SECONDS" >> "$GITHUB_OUTPUT"
