# For long tests on mounts: serves a space, mounts it, runs a function in it, and looks that nothing
# broke: no call hangs, the process lives, everything reaches the server and comes back from it.
# Sourced by the executables beside this directory, which are run from anywhere. The mounts are on the
# native layer, and some also on libfuse 2; VOSFS_FUSE_LIBRARY=system or native has all on one.
# shellcheck shell=bash disable=SC1091,SC2034,SC2154

set -u
program=$(basename -- "$0")
top=$(dirname -- "$(dirname -- "$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")")")
# shellcheck source=../../../../bin/lib/setup.bash
. "$top/bin/lib/setup.bash"

# Minutes that one function may take on one kind of service; a call that hangs takes longer.
limit=${VOSFS_FULL_LIMIT:-30}

# What is made and has to go again, whatever happens.
place='' server='' mounted=''

# For those who want another server or another mount: its arguments; options, a comma before each.
serve_with=()
mount_options() { :; }

# The processes behind a mount.
daemons() {
  local file
  for file in $(grep -slzxF -- "$1" /proc/[0-9]*/cmdline); do
    if grep -sqzxF org.vosfs.cli.Main "$file"; then
      file=${file#/proc/}
      echo "${file%/cmdline}"
    fi
  done
}

clean() {
  local process
  trap - EXIT INT TERM HUP
  cd / || true
  if [ -n "$mounted" ]; then
    for process in $(daemons "$mounted"); do kill -KILL "$process" 2>/dev/null; done
    while grep -qF " $mounted " /proc/self/mounts; do umount -l "$mounted" || break; done
  fi
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; }
  [ -z "$place" ] || rm -rf --one-file-system "$place"
  place='' server='' mounted=''
}
trap 'clean; exit 130' INT TERM HUP
trap clean EXIT

broken() {
  printf '%s: %s\n' "$program" "$*" >&2
  if [ -n "$place" ] && [ -f "$place/mount.log" ]; then
    printf 'the end of the log of the mount:\n' >&2
    tail -n 30 "$place/mount.log" >&2
  fi
  clean
  exit 1
}

mount_it() {
  "$top/bin/vosfs" mount vos: "$mounted" \
    -o "endpoint=$endpoint,cache-dir=$place/$1,log-file=$place/mount.log$(mount_options)" ||
    broken "cannot mount"
}

umount_it() {
  "$top/bin/vosfs" umount "$mounted" || broken "cannot unmount"
  [ -z "$(daemons "$mounted")" ] || broken "unmounted, and the process is left"
}

# All names with types, sizes and sums, below the current directory.
tree() {
  find . -type d -print -o -type l -printf '%p -> %l\n' | sort
  find . -type f -print0 | sort -z | xargs -0 -r md5sum
}

# Runs a function, in a directory of its own on a mount of that kind of service, with what follows
# as its arguments. `local` is a directory on the local disk for it.
on_a_mount() {
  local profile=$1 what=$2 home code
  shift 2
  say "-- $what on $profile"
  place=$(mktemp -d) || fail "cannot make a temporary directory"
  mounted=$place/mount
  mkdir "$place/user" "$place/mount" "$place/local"
  export HOME=$place/user XDG_CONFIG_HOME=$place/user/.config XDG_CACHE_HOME=$place/user/.cache \
    XDG_STATE_HOME=$place/user/.state XDG_DATA_HOME=$place/user/.data
  "$top/bin/vosfs" serve --root "$place/space" --profile "$profile" --port 0 \
    "${serve_with[@]}" \
    >"$place/server.out" 2>"$place/server.err" &
  server=$!
  for _ in $(seq 600); do
    endpoint=$(head -n 1 "$place/server.out")
    [ -z "$endpoint" ] || break
    kill -0 "$server" 2>/dev/null || broken "the server ended: $(cat "$place/server.err")"
    sleep 0.1
  done
  [ -n "$endpoint" ] || broken "the server does not start"
  mount_it cache
  "$top/bin/vosfs" status "$mounted" | grep -E '^ +driver'
  home=$mounted
  [ "$profile" = vault ] || home=$mounted/home
  home=$(find "$home" -mindepth 1 -maxdepth 1 -type d | head -n 1)
  mkdir "$home/test" || broken "cannot write to the mount"
  cd "$home/test" || broken "cannot enter the mount"
  export -f "$what"
  export local=$place/local top
  timeout -k 20 "$limit"m bash -c "set -e -u -o pipefail; $what \"\$@\"" "$what" "$@"
  code=$?
  cd / || true
  [ "$code" -ne 124 ] && [ "$code" -ne 137 ] || broken "$what hangs: not done in $limit minutes"
  [ "$code" -eq 0 ] || broken "$what failed on $profile"
  "$top/bin/vosfs" status "$mounted" >/dev/null || broken "the process behind the mount is dead"
  (cd "$home/test" && tree) >"$place/before" || broken "cannot read the mount"
  umount_it
  mount_it cold
  (cd "$home/test" && tree) >"$place/after" || broken "cannot read the mount again"
  diff "$place/before" "$place/after" >&2 ||
    broken "with an empty cache the mount shows something else"
  umount_it
  ! grep -E '^[^ ]+ [^ ]+ ERROR|^[^ ]+ ERROR' "$place/mount.log" >&2 || broken "the mount logged errors"
  clean
}

on_both() {
  on_a_mount vault "$@"
  on_a_mount cavern "$@"
}

# Once more on libfuse 2, which stands in for the native layer: NAME=VALUE, the size of a short form
# unless that is set, and the function. Nothing when the library was chosen.
on_libfuse2() {
  local name=${1%%=*} value=${1#*=}
  [ -z "${VOSFS_FUSE_LIBRARY:-}" ] || return 0
  shift
  export VOSFS_FUSE_LIBRARY=system "$name=${!name:-$value}"
  on_a_mount vault "$@"
  unset VOSFS_FUSE_LIBRARY
}

build_jar_for_tests() {
  find_jdk || fail "no JDK of version 17 or later"
  [ -f "$top/target/vosfs.jar" ] || build_jar
  [ "${VOSFS_NO_INSTALL:-}" = yes ] || install_missing full
}
