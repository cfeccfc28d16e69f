# What bin/demo and bin/test share: installing what is missing, building, looking at /dev/fuse.
# Sourced by bash; expects `top` (the checkout) and `program` (the name used in messages).
# shellcheck shell=bash disable=SC2015,SC2154

export LC_ALL=C.UTF-8

say() {
  printf '%s\n' "$*"
}

fail() {
  printf '%s: %s\n' "$program" "$*" >&2
  exit 1
}

# The newest Java found with a compiler of version 17 or later, in `java_home`; false without one.
find_jdk() {
  local candidate version
  for candidate in "${JAVA_HOME:-}" \
    "$(dirname -- "$(dirname -- "$(readlink -f -- "$(command -v javac || echo /none/none/none)")")")" \
    /usr/lib/jvm/default-java /usr/lib/jvm/*; do
    [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] && [ -x "$candidate/bin/java" ] || continue
    # The release file spares starting it.
    version=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$candidate/release" \
      2>/dev/null)
    [ -n "$version" ] ||
      version=$("$candidate/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    if [ "${version:-0}" -ge 17 ]; then
      java_home=$(readlink -f -- "$candidate")
      return 0
    fi
  done
  return 1
}

has_command() {
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ]
}

has_libfuse() {
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } 2>/dev/null | grep -q 'libfuse\.so\.2'
}

has_package() {
  dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'
}

# Whether apt-get could install it.
has_candidate() {
  apt-cache policy "$1" 2>/dev/null | grep -q '^ *Candidate: [^(]'
}

# The first of these packages that this distribution has.
first_candidate() {
  local package
  for package in "$@"; do
    if has_candidate "$package"; then
      printf '%s' "$package"
      return 0
    fi
  done
  printf '%s' "$1"
}

# Writes what is missing, one thing a line, alternatives separated by spaces. With "test": also
# the programs that the tests run; with "full": also those of the long forms; with "bench": what
# vosfs is measured against.
missing_things() {
  local pair
  find_jdk || echo openjdk-17-jdk-headless openjdk-21-jdk-headless openjdk-25-jdk-headless
  has_command mvn || echo maven
  has_libfuse || echo libfuse2t64 libfuse2
  has_command cc || echo gcc
  has_command make || echo make
  [ -e /usr/include/stdio.h ] || echo libc6-dev
  has_command fusermount || has_command fusermount3 || echo fuse3
  has_command flock || echo util-linux
  case ${1:-} in
    test | full) ;;
    bench)
      for pair in rclone:rclone curl:curl python3:python3 ip:iproute2 tc:iproute2 \
        unshare:util-linux mkfs.ext4:e2fsprogs; do
        has_command "${pair%%:*}" || echo "${pair#*:}"
      done
      has_command pkg-config || echo pkgconf pkg-config
      [ -e /usr/include/fuse/fuse.h ] || echo libfuse-dev
      has_package python3-astropy || echo python3-astropy
      return 0
      ;;
    *) return 0 ;;
  esac
  for pair in git:git rsync:rsync sqlite3:sqlite3 tar:tar zip:zip unzip:unzip setfattr:attr \
    python3:python3 unshare:util-linux umount:mount mkfs.ext4:e2fsprogs mkfs.xfs:xfsprogs \
    strace:strace vim:vim; do
    has_command "${pair%%:*}" || echo "${pair#*:}"
  done
  # Debian's own Python, whatever python3 is first in the path.
  has_package python3-numpy || echo python3-numpy
  has_package python3-astropy || echo python3-astropy
  has_package python3-h5py || echo python3-h5py
  [ "$1" = full ] || return 0
  for pair in fio:fio dbench:dbench stress-ng:stress-ng chromium:chromium \
    chromedriver:chromium-driver debootstrap:debootstrap systemd-nspawn:systemd-container; do
    has_command "${pair%%:*}" || echo "${pair#*:}"
  done
}

# Installs what is missing, nothing else. Asks no questions.
install_missing() {
  local missing packages=() line root=() log
  missing=$(missing_things "${1:-}")
  [ -n "$missing" ] || return 0
  has_command apt-get ||
    fail "this distribution has no apt-get; install by hand:" \
      "$(printf '%s\n' "$missing" | sed 's/ / or /g' | paste -sd , | sed 's/,/, /g')"
  if [ "$(id -u)" -ne 0 ]; then
    has_command sudo ||
      fail "cannot install $(printf '%s\n' "$missing" | sed 's/ .*//' | paste -sd ' '):" \
        "neither root nor sudo; ask an administrator to install them"
    root=(sudo)
  fi
  root+=(env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8)
  log=$(mktemp) || fail "cannot write a temporary file"
  say "looking for packages"
  "${root[@]}" apt-get -q update >"$log" 2>&1 || true # the lists at hand may do
  while read -r line; do
    # shellcheck disable=SC2086 # alternatives
    packages+=("$(first_candidate $line)")
  done <<<"$missing"
  say "installing ${packages[*]}"
  if ! "${root[@]}" apt-get -q install -y --no-install-recommends "${packages[@]}" \
    >>"$log" 2>&1 </dev/null; then
    if grep -qE 'Temporary failure|Could not (resolve|connect)|Failed to fetch|Unable to locate' "$log"; then
      fail "cannot install ${packages[*]}: the package servers cannot be reached" \
        "(no network?); full output: $log"
    fi
    fail "cannot install ${packages[*]}:" \
      "$(grep -m 1 -E '^E: ' "$log" || tail -n 1 "$log"); full output: $log"
  fi
  rm -f "$log"
  missing=$(missing_things "${1:-}")
  [ -z "$missing" ] ||
    fail "still missing after installing: $(printf '%s\n' "$missing" | paste -sd ,)"
}

# One line that says why no filesystem can be mounted here, or nothing.
fuse_problem() {
  if [ ! -e /dev/fuse ]; then
    echo "/dev/fuse is missing; load the kernel module with: modprobe fuse" \
      "(in a container, start it with --device /dev/fuse and CAP_SYS_ADMIN)"
  elif ! { : <>/dev/fuse; } 2>/dev/null; then
    echo "/dev/fuse may not be opened by you; ask for read and write permission on it" \
      "(usually mode 0666; in a container, start it with --device /dev/fuse)"
  fi
}

# Runs Maven: from the local repository, and only when something is not in it from the network.
# Output goes through; the attempt that only found out what is missing is not shown with "quiet".
maven() {
  local log code
  export JAVA_HOME=$java_home
  log=$(mktemp) || fail "cannot write a temporary file"
  code=0
  maven_run "$log" --offline "$@" || code=$?
  if [ "$code" -ne 0 ] && grep -qE 'offline mode|has not been downloaded from it' "$log"; then
    say "fetching libraries that are not on this machine yet"
    code=0
    maven_run "$log" "$@" || code=$?
    if [ "$code" -ne 0 ] && grep -qE \
      'Could not transfer|Unknown host|Connection refused|Network is unreachable|timed out' "$log"; then
      printf '%s: %s\n' "$program" \
        "cannot fetch libraries: the Maven repository cannot be reached (no network?)" >&2
    fi
  fi
  rm -f "$log"
  return "$code"
}

maven_run() {
  local log=$1 code
  shift
  # Fetching is tried again: a proxy that drops a connection is not a reason to stop.
  set -- -B -ntp -Dstyle.color=never -Dmaven.wagon.http.retryHandler.count=5 -f "$top/pom.xml" "$@"
  if [ "${maven_quiet:-}" = yes ]; then
    mvn -q "$@" >"$log" 2>&1 </dev/null
    code=$?
    [ "$code" -eq 0 ] || grep -qE 'offline mode|has not been downloaded from it' "$log" ||
      cat "$log" >&2
    return "$code"
  fi
  mvn "$@" 2>&1 </dev/null | tee "$log"
  return "${PIPESTATUS[0]}"
}

jar_is_current() {
  [ -f "$top/target/vosfs.jar" ] && [ -d "$top/target/lib" ] &&
    [ -z "$(find "$top/src/main" "$top/native" "$top/pom.xml" -newer "$top/target/vosfs.jar" -print -quit)" ]
}

# Builds the jar when it is older than the sources, without tests and style check.
build_jar() {
  jar_is_current && return 0
  say "building"
  maven_quiet=yes maven -Dmaven.test.skip=true -Dunit.skip=true -Dspotless.check.skip=true package ||
    fail "the build failed"
  # Nothing may have changed in it, so that Maven left it as it was.
  touch "$top/target/vosfs.jar"
}

# Java starts in half the time from an archive of the classes it will load. Made once per build;
# doing without it only costs time.
make_archive() {
  local archive=$top/target/vosfs.jsa
  [ ! -f "$archive" ] || [ "$archive" -ot "$top/target/vosfs.jar" ] || return 0
  rm -f "$archive"
  say "preparing for a fast start"
  "$top/bin/vosfs" archive >/dev/null 2>&1 </dev/null || rm -f "$archive"
}
