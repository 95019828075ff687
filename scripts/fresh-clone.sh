#!/usr/bin/env bash
# Executes the commands that README.md begins with as a newcomer would: in a clone in an empty folder, with nothing
# installed. Once as this user and, when that is root, once more as an ordinary one.
set -euo pipefail

LIMIT=${FRESH_CLONE_LIMIT:-300}   # seconds for the commands of one clone
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

# What a newcomer clones. Of its own, as git does not read a repository that belongs to another user.
git -c safe.directory="$root" clone --quiet --bare --no-hardlinks "$root" "$work/origin"
echo "fresh clone: of $(git --git-dir="$work/origin" log -1 --format='%h %s')"

commands=$(awk '/^```sh fresh-clone$/ { on = 1; next } /^```$/ { on = 0 } on' "$root/README.md")
[ -n "$commands" ] || { echo 'fresh clone: README.md has no block of first commands'; exit 1; }
commands=${commands//<this repository>/"$work/origin"}

# Installations of the second clone find in this cache what the first one fetched.
export npm_config_cache=$work/npm-cache npm_config_prefer_offline=true npm_config_update_notifier=false
npm_config_registry=$(npm config get registry)
export npm_config_registry

newcomer() { # newcomer NAME COMMAND-PREFIX..: the commands, in an empty folder of its own
  local name=$1 home=$work/$1
  shift
  echo "fresh clone: as $name"
  echo "$commands" | sed 's/^/  $ /'
  # Twice the last command: what it leaves behind must not be in its own way.
  local script="cd '$home'; $commands
    $(tail -n 1 <<<"$commands")
    changes=\$(git status --porcelain)
    [ -z \"\$changes\" ] || { echo \"the clone was changed: \$changes\"; exit 1; }"
  if ! timeout --kill-after=10 "$LIMIT" "$@" env HOME="$home" bash -euc "$script" </dev/null >"$work/$name.log" 2>&1; then
    cat "$work/$name.log"
    echo "fresh clone: the commands failed as $name"
    return 1
  fi
  tail -n 6 "$work/$name.log" | sed 's/^/  /'
  sleep 2
  printf '%s\n' "$home/" pgdurable-demo- >"$work/traces"
  if grep -laFf "$work/traces" /proc/[0-9]*/cmdline 2>/dev/null >"$work/left"; then
    echo 'fresh clone: processes were left behind:'
    xargs -a "$work/left" -I{} sh -c 'tr "\0" " " <{}; echo'
    return 1
  fi
}

mkdir "$work/$(id -un)"
newcomer "$(id -un)" env

if [ "$(id -u)" = 0 ]; then
  user=pgdurable-newcomer
  getent passwd "$user" >/dev/null || useradd --system --no-create-home "$user"
  mkdir "$work/$user"
  chown -R "$user" "$work/$user" "$work/origin" "$npm_config_cache"
  newcomer "$user" setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups
fi
echo 'fresh clone: passed'
