# What new-user does in each root. Run by bash as root in a chroot with /root/vosfs.deb.
# shellcheck shell=bash

set -u
out='' code=0

# title: what the user is up to
title() {
  printf '\n### %s\n\n' "$*"
}

# as USER COMMAND: runs it in USER's home as a login would, shows it and what it said.
as() {
  local user=$1 command=$2 home sign='$'
  home=$(getent passwd "$user" | cut -d : -f 6)
  [ "$user" != root ] || sign='#'
  printf '%s%s %s\n' "$user" "$sign" "$command"
  code=0
  out=$(runuser -u "$user" -- env -i "HOME=$home" "USER=$user" LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    timeout 300 bash -c "cd && $command" 2>&1 </dev/null) || code=$?
  [ -z "$out" ] || printf '%s\n' "$out"
  [ "$code" = 0 ] || printf '[exit code %s]\n' "$code"
}

ana() {
  as ana "$1"
}

stuck() {
  printf '\n!!! %s\n' "$*"
  exit 1
}

# What the last command must have done.
done_well() {
  [ "$code" = 0 ] || stuck "that should have worked"
}

exit_code() {
  [ "$code" = "$1" ] || stuck "the exit code should have been $1"
}

says() {
  local text
  for text in "$@"; do
    case $out in
      *"$text"*) ;;
      *) stuck "it does not say: $text" ;;
    esac
  done
}

# A command that failed says why in one line.
one_line() {
  [ "$(printf '%s\n' "$out" | grep -c .)" = 1 ] || stuck "that should have been one line"
}

# Whether the server's disk holds a file with that content.
on_the_server() {
  grep -rqs -- "$1" /home/ana/space || stuck "the server does not have \"$1\""
  printf '(the server has it)\n'
}

not_on_the_server() {
  ! grep -rqs -- "$1" /home/ana/space || stuck "the server has \"$1\" already"
}

# The process behind ana's mount.
daemon() {
  runuser -u ana -- env -i HOME=/home/ana PATH=/usr/bin:/bin vosfs status --json |
    sed -n 's/.*"pid" : \([0-9]*\).*/\1/p'
}

server=''
serve() {
  local words=$1
  printf 'ana$ vosfs serve %s &\n' "$words"
  # shellcheck disable=SC2086 # words on purpose
  runuser -u ana -- env -i HOME=/home/ana LC_ALL=C.UTF-8 PATH=/usr/bin:/bin \
    vosfs serve ${words//'~'//home/ana} >/home/ana/serve.out 2>&1 </dev/null &
  server=$!
  for _ in $(seq 300); do
    endpoint=$(head -n 1 /home/ana/serve.out)
    [ -z "$endpoint" ] || break
    kill -0 "$server" 2>/dev/null || stuck "the server ended: $(cat /home/ana/serve.out)"
    sleep 0.1
  done
  printf '%s\n' "$endpoint"
  [ "$endpoint" = http://127.0.0.1:8080/vault ] || stuck "no server"
}

end_server() {
  kill -TERM "$server"
  wait "$server" 2>/dev/null
  printf '(the server has ended)\n'
}

endpoint=http://127.0.0.1:8080/vault
with="-o endpoint=$endpoint"

title "Installing"
as root "apt-get -qq update && apt-get -qq install -y --no-install-recommends ./vosfs.deb >apt.log 2>&1 || tail apt.log"
done_well
useradd -m -s /bin/bash ana
ana "vosfs --version"
done_well
ana "vosfs doctor"
done_well
case $out in
  *"ln -s /proc/self/mounts /etc/mtab"*) # as the doctor says
    as root "ln -s /proc/self/mounts /etc/mtab"
    ana "vosfs doctor | grep -c mtab"
    exit_code 1
    ;;
esac
ana "ls /usr/share/doc/vosfs /usr/share/man/man1 | grep -E 'TROUBLE|README|vosfs-mount'"
says TROUBLESHOOTING.md README.md vosfs-mount.1

title "A space of one's own, with a login (vosfs serve --help)"
serve "--root ~/space --port 8080 --user ana:secret --token-lifetime 25"
ana "vosfs login --token --endpoint $endpoint"
exit_code 1
one_line
says ".netrc" "no terminal"
ana "(umask 077; echo 'machine 127.0.0.1 login ana password wrong' >.netrc); vosfs login --token --endpoint $endpoint"
exit_code 1
one_line
says "does not accept this name and password"
ana "sed -i s/wrong/ana/ .netrc; vosfs login --token --endpoint $endpoint"
done_well
ana "vosfs whoami --endpoint $endpoint"
done_well
says "ana"
# What is known of names lasts longer than a token, however slow the machine is.
ana "mkdir vos; vosfs mount vos: ~/vos $with,ttl=10m"
done_well
ana "vosfs login --token --endpoint $endpoint" # tokens are short here
ana "mkdir vos/ana/run1; echo first-words >vos/ana/run1/a.txt; cp -r /usr/share/doc/vosfs vos/ana/run1/doc; ls vos/ana/run1/doc | head -n 3; cat vos/ana/run1/a.txt"
done_well
says first-words
ana "vosfs login --token --endpoint $endpoint && vosfs sync ~/vos"
done_well
on_the_server first-words
ana "vosfs status"
done_well
says "everything is on the server"

title "The token ends (TROUBLESHOOTING: a credential that has ended)"
for _ in $(seq 90); do
  runuser -u ana -- env -i HOME=/home/ana PATH=/usr/bin:/bin vosfs whoami --endpoint "$endpoint" \
    >/dev/null 2>&1 || break
  sleep 1
done
ana "vosfs whoami --endpoint $endpoint"
exit_code 1
one_line
says "wrong or expired; renew it"
ana "echo written-without-token >vos/ana/run1/b.txt; cat vos/ana/run1/a.txt vos/ana/run1/b.txt"
done_well
ana "vosfs sync ~/vos --timeout 5"
exit_code 3
says "not uploaded so far: " "renew it" "b.txt"
ana "vosfs status"
says "renew it"
ana "mkdir vos/ana/run2"
exit_code 1
says "Permission denied"
not_on_the_server written-without-token
ana "vosfs login --token --endpoint $endpoint && vosfs sync ~/vos && mkdir vos/ana/run2"
done_well
on_the_server written-without-token
ana "vosfs umount ~/vos"
done_well
end_server
serve "--root ~/space --port 8080 --user ana:secret"
ana "vosfs login --token --endpoint $endpoint"
done_well

title "The process is killed"
ana "vosfs mount vos: ~/vos $with,quiet=1h && echo closed-before-the-kill >vos/ana/run1/c.txt"
done_well
killed=$(daemon)
printf 'root# kill -9 %s\n' "$killed"
kill -KILL "$killed"
# What looks before the process has quite ended hears "Software caused connection abort".
for _ in $(seq 100); do kill -0 "$killed" 2>/dev/null && sleep 0.1; done
ana "ls vos"
says "Transport endpoint is not connected"
ana "vosfs status"
exit_code 1
says "has died" "mount vos: there again" "vosfs umount /home/ana/vos"
ana "vosfs list"
says dead
not_on_the_server closed-before-the-kill
ana "vosfs mount vos: ~/vos $with && cat vos/ana/run1/c.txt && vosfs sync"
done_well
says closed-before-the-kill
on_the_server closed-before-the-kill
ana "vosfs umount ~/vos"
done_well

title "The disk of the cache is full"
mkdir /home/ana/small
mount -t tmpfs -o size=64M,mode=755,uid="$(id -u ana)",gid="$(id -g ana)" tmpfs /home/ana/small
ana "vosfs doctor vos: $with,cache-dir=small/cache"
says tmpfs "write-through=close"
ana "vosfs mount vos: ~/vos $with,cache-dir=small/cache,deadline=5s"
done_well
ana "head -c 100M /dev/urandom >big; cp big vos/ana/run1/big"
exit_code 1
says "No space left on device"
ana "echo after-the-full-disk >vos/ana/run1/d.txt; vosfs status"
ana "rm -f vos/ana/run1/big; vosfs umount ~/vos"
done_well
ana "vosfs mount vos: ~/vos $with && cp big vos/ana/run1/big && vosfs sync && cat vos/ana/run1/d.txt"
done_well
says after-the-full-disk
ana "vosfs umount ~/vos && vosfs mount vos: ~/vos $with,cache-dir=other && cmp big vos/ana/run1/big && vosfs umount ~/vos"
done_well
umount /home/ana/small

title "The server is gone"
ana "vosfs mount vos: ~/vos $with,deadline=5s && cat vos/ana/run1/a.txt && ls vos/ana/run1 && ls vos/ana/run2"
done_well
end_server
ana "cat vos/ana/run1/a.txt"
done_well
says first-words
ana "cat vos/ana/run1/doc/README.md >/dev/null"
exit_code 1
says "Input/output error"
ana "echo written-without-server >vos/ana/run1/e.txt; cat vos/ana/run1/e.txt"
done_well
ana "vosfs sync ~/vos --timeout 3"
exit_code 3
says "not uploaded so far: cannot reach" "connection refused" "nothing is lost" "e.txt"
ana "vosfs status"
done_well
says "away" "connection refused; last asked" "what is cached is served" "tried again"
ana "vosfs pending"
says e.txt "connection refused"
ana "vosfs doctor vos: $with"
exit_code 1
says "cannot reach"
ana "vosfs umount ~/vos --timeout 3"
exit_code 3
says "1 file" "not uploaded" "sent by the next mount of the space"
ana "vosfs mount vos: ~/vos $with"
exit_code 1
one_line
says "cannot reach" "is the service running, and the endpoint right?"
serve "--root ~/space --port 8080 --user ana:secret"
ana "vosfs mount vos: ~/vos $with && cat vos/ana/run1/e.txt && vosfs sync"
done_well
on_the_server written-without-server

title "Getting out"
as root "apt-get -qq remove -y vosfs"
says "vosfs is mounted; unmount first: vosfs umount DIR"
ana "cd vos && vosfs umount ~/vos"
exit_code 1
one_line
says "is busy" "close what is open there and try again"
ana "vosfs umount ~/vos"
done_well
ana "vosfs status; vosfs list"
says "nothing is mounted"
end_server
as root "apt-get -qq purge -y vosfs >apt.log 2>&1 || tail apt.log"
done_well
as root "ls /usr/lib/vosfs /usr/bin/vosfs"
says "No such file"
! grep -q fuse.vosfs /proc/self/mountinfo || stuck "something is still mounted"
! grep -qs org.vosfs.cli.Main /proc/[0-9]*/cmdline || stuck "a process is left"
printf '\nnothing is mounted, no process is left\n'
