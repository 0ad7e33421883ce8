#!/usr/bin/env bash
# Makes the files of a tarball the next commit of the branch of a release: publish-actions.sh release.tar v1.2.3
# The branch only goes forward: a release is refused where the branch has a later one.
set -euo pipefail

tarball=$(realpath "$1")
tag=$2
[[ $tag =~ ^v(0|[1-9][0-9]*)\.[0-9]+\.[0-9]+$ ]] || { echo "$tag is no tag of a release, as v1.2.3"; exit 1; }
branch=v${BASH_REMATCH[1]}
source=$(git rev-parse HEAD)

if [ -n "${GITHUB_TOKEN:-}" ]; then # by the environment: arguments can be seen by other processes
  export GIT_CONFIG_COUNT=1
  export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
  GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$GITHUB_TOKEN" | base64 --wrap=0)"
  export GIT_CONFIG_VALUE_0
fi

parent=()
if git fetch --quiet origin "refs/heads/$branch"; then
  parent=(-p "$(git rev-parse FETCH_HEAD)")
  last=$(git log -1 --format=%s FETCH_HEAD)
  [ "$(printf '%s\n' "$last" "$tag" | sort --version-sort | tail -1)" = "$tag" ] && [ "$last" != "$tag" ] ||
    { echo "$branch is at $last already, so $tag is not put there"; exit 1; }
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/files"
tar -xf "$tarball" -C "$work/files"
export GIT_INDEX_FILE=$work/index
git --work-tree="$work/files" add --force --all .
tree=$(git write-tree)
commit=$(git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit-tree "$tree" "${parent[@]}" -m "$tag" -m "Built from $source.")
git push --quiet origin "$commit:refs/heads/$branch"
echo "$branch is at $commit"
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  echo "actions=$GITHUB_REPOSITORY@$commit $tag" >> "$GITHUB_OUTPUT"
fi
