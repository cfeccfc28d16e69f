# Roots of a distribution for long forms, and the package to install there. Sourced by bash; needs
# `top`. What is made is taken away again at the end of the script.
# shellcheck shell=bash disable=SC2154

work=
finish=()

# Runs what was registered, last first, and removes the scratch directory.
clean_up() {
  local i
  for ((i = ${#finish[@]} - 1; i >= 0; i--)); do
    eval "${finish[i]}" || true
  done
  [ -z "$work" ] || rm -rf --one-file-system "$work"
}

scratch() {
  work=$(mktemp -d "${TMPDIR:-/var/tmp}/vosfs-full.XXXXXX")
  trap clean_up EXIT
  trap 'exit 130' INT TERM HUP
}

give_up() {
  printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
  exit 1
}

need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || give_up "$program is missing"
  done
}

# The package of this checkout, in `package`; built when there is none or an older one.
need_package() {
  package=$(ls -t "$top"/target/vosfs_*.deb 2>/dev/null | head -n 1)
  if [ -z "$package" ] || [ -n "$(find "$top/src/main" "$top/src/deb" "$top/systemd" \
    "$top/bin" "$top/pom.xml" -newer "$package" -print -quit)" ]; then
    (cd "$top" && mvn -q -B -Pdeb -Dmaven.test.skip=true -Dspotless.check.skip=true package) ||
      give_up "the package cannot be built"
    package=$(ls -t "$top"/target/vosfs_*.deb | head -n 1)
  fi
}

# need_root SUITE PACKAGES: a small root of that suite in `root`.
need_root() {
  local suite=$1 mirror=${VOSFS_MIRROR:-} options=() script=() keys
  shift
  root=$work/root
  case $suite in
    jammy | noble) # Ubuntu's, whose later names Debian's debootstrap may not know
      mirror=${VOSFS_UBUNTU_MIRROR:-http://archive.ubuntu.com/ubuntu}
      options=(--components=main,universe)
      keys=/usr/share/keyrings/ubuntu-archive-keyring.gpg
      [ -f "$keys" ] && options+=("--keyring=$keys") || options+=(--no-check-gpg)
      [ -e "/usr/share/debootstrap/scripts/$suite" ] || script=(/usr/share/debootstrap/scripts/gutsy)
      ;;
  esac
  debootstrap --variant=minbase --include="$(IFS=,; printf '%s' "$*")" "${options[@]}" \
    "$suite" "$root" ${mirror:+"$mirror"} "${script[@]}" >"$work/debootstrap.log" 2>&1 ||
    give_up "debootstrap $suite failed: $(tail -n 1 "$work/debootstrap.log")"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
}
