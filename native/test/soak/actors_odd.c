/* Callers that are killed or signalled while they wait, and calls that are rare. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actors.h"

static void nap(long millis) {
  struct timespec time = {millis / 1000, millis % 1000 * 1000000};
  nanosleep(&time, NULL);
}

/* Waits for something that hangs, or reads so much that answers are under way when it is killed. */
static void wait_to_be_killed(const char *mount, bool hangs) {
  char path[256];
  struct stat st;
  snprintf(path, sizeof path, hangs ? "%s/hang" : "%s/killed-big", mount);
  if (hangs) {
    stat(path, &st); /* ends only by being answered before the look-up is done */
    _exit(2);
  }
  static char into[1 << 20];
  while (true) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) _exit(1);
    while (read(fd, into, sizeof into) > 0) {
    }
    close(fd);
  }
}

static void kill_one(const struct actor *actor, bool hangs) {
  pid_t child = fork();
  MUST(child >= 0);
  if (child == 0) wait_to_be_killed(actor->mount, hangs);
  nap(random_below(hangs ? 200 : 20));
  int status;
  MUST(kill(child, SIGKILL) == 0);
  MUST(waitpid(child, &status, 0) == child);
  MUST(WIFSIGNALED(status));
}

static void on_signal(int number) { (void)number; }

/* A signal that does not end the process is no reason to fail what it called. */
static void signal_one(const struct actor *actor) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGUSR1, &action, NULL);
  pid_t child = fork();
  MUST(child >= 0);
  if (child == 0) {
    char path[256];
    struct stat st;
    snprintf(path, sizeof path, "%s/slow", actor->mount);
    for (int i = 0; i < 5; i++) MUST(stat(path, &st) == 0);
    _exit(0);
  }
  int status;
  while (waitpid(child, &status, WNOHANG) == 0) {
    kill(child, SIGUSR1);
    nap(10);
  }
  MUST(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void make(const struct actor *actor, const char *name, off_t size) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", actor->mount, name);
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  MUST(fd >= 0 && ftruncate(fd, size) == 0);
  close(fd);
}

void act_killed(const struct actor *actor) {
  make(actor, "slow", 1);
  make(actor, "killed-big", 8 << 20);
  time_t end = seconds_now() + actor->seconds;
  unsigned killed = 0;
  do {
    kill_one(actor, true);
    for (int i = 0; i < 10; i++) kill_one(actor, false);
    signal_one(actor);
    killed += 11;
  } while (seconds_now() < end);
  printf("soak: %u callers killed while they waited\n", killed);
}

/* Calls that the filesystem has no callback for: they fail cleanly or the kernel does them. */
static void unknown_calls(int fd, int other, const char *path, const char *mount) {
  char to[300];
  snprintf(to, sizeof to, "%s-2", path);
  loff_t from = 0;
  MUST(copy_file_range(fd, &from, other, NULL, 4, 0) >= 0 || errno == EXDEV || errno == EOPNOTSUPP ||
       errno == ENOSYS);
  lseek(fd, 0, SEEK_DATA);
  lseek(fd, 0, SEEK_HOLE);
  int bytes;
  MUST(ioctl(fd, FIONREAD, &bytes) == 0 || errno == ENOTTY);
  ioctl(fd, 0x5501, &bytes);
  struct pollfd waited = {.fd = fd, .events = POLLIN};
  MUST(poll(&waited, 1, 0) == 1);
  renameat2(AT_FDCWD, path, AT_FDCWD, to, RENAME_NOREPLACE);
  renameat2(AT_FDCWD, to, AT_FDCWD, path, RENAME_NOREPLACE);
  renameat2(AT_FDCWD, path, AT_FDCWD, path, RENAME_EXCHANGE);
  struct statx more;
  MUST(statx(AT_FDCWD, path, AT_STATX_FORCE_SYNC, STATX_ALL, &more) == 0);
  MUST(syncfs(fd) == 0);
  int nameless = open(mount, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (nameless >= 0) close(nameless);
}

static void directory_calls(const char *mount) {
  char path[256];
  struct stat st;
  struct statvfs space;
  snprintf(path, sizeof path, "%s/odd", mount);
  MUST(stat(path, &st) < 0 && errno == EIO); /* a result that is no errno */
  snprintf(path, sizeof path, "%s/odd-fifo", mount);
  MUST(mknod(path, S_IFIFO | 0600, 0) == 0 && stat(path, &st) == 0 && S_ISFIFO(st.st_mode));
  MUST(access(path, R_OK) == 0 && unlink(path) == 0);
  MUST(mknod(path, S_IFREG | 0600, 0) == 0 && unlink(path) == 0);
  MUST(statvfs(mount, &space) == 0 && space.f_blocks > 0);
  int directory = open(mount, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  MUST(directory >= 0 && fsync(directory) == 0 && close(directory) == 0);
  char longest[400];
  memset(longest, 'x', sizeof longest - 1);
  longest[sizeof longest - 1] = '\0';
  memcpy(longest, mount, strlen(mount));
  longest[strlen(mount)] = '/';
  MUST(stat(longest, &st) < 0 && (errno == ENAMETOOLONG || errno == ENOENT));
}

void act_odd(const struct actor *actor) {
  char path[256];
  make(actor, "odd-1", 100);
  make(actor, "odd-other", 0);
  time_t end = seconds_now() + actor->seconds;
  do {
    snprintf(path, sizeof path, "%s/odd-other", actor->mount);
    int other = open(path, O_RDWR | O_CLOEXEC);
    snprintf(path, sizeof path, "%s/odd-1", actor->mount);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    MUST(fd >= 0 && other >= 0);
    unknown_calls(fd, other, path, actor->mount);
    directory_calls(actor->mount);
    close(fd);
    close(other);
    nap(20);
  } while (seconds_now() < end);
}
