/*
 * soak SECONDS [SEED]: the library on a real mount, used hard in all ways at once, with a small
 * filesystem behind it, while other mounts end badly, one after the other. Meant to be built with
 * AddressSanitizer and UndefinedBehaviorSanitizer. Ends with 0 when every content was as it must
 * be, nobody hung, and all tables, threads and descriptors are as they were at the start.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "stage.h"

/* How much longer than its time a stage may take; the machine may be busy. */
#define PATIENCE_SECONDS 600

static char place[128];
static volatile sig_atomic_t told_to_end;

static void end(int number) {
  (void)number;
  told_to_end = 1;
}

/* Each stage is a process with a group of its own, so that its actors can be ended with it. */
static pid_t begin(int (*play)(const char *, uint64_t), const char *where, uint64_t seed) {
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    setpgid(0, 0);
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    exit(play(where, seed)); /* by exit, so that leaks are looked for */
  }
  setpgid(child, child);
  return child;
}

static time_t mixed_seconds;

static int mixed(const char *where, uint64_t seed) { return play_mixed(where, seed, mixed_seconds); }

/* Whatever is left of a stage. */
static void clear(const char *where, pid_t group) {
  char path[200];
  kill(-group, SIGKILL);
  snprintf(path, sizeof path, "%s/control", where);
  umount2(path, MNT_DETACH);
  snprintf(path, sizeof path, "%s/mount", where);
  umount2(path, MNT_DETACH);
}

/* Whether the stage has ended; ends it when it is too late. */
static bool has_ended(pid_t child, const char *where, time_t latest, bool *good) {
  int status;
  pid_t ended = waitpid(child, &status, WNOHANG);
  if (ended == 0 && seconds_now() < latest && !told_to_end) return false;
  if (ended == 0) {
    fprintf(stderr, "soak: %s %s\n", where, told_to_end ? "is told to end" : "hangs");
    kill(-child, SIGKILL);
    clear(where, child);
    waitpid(child, &status, 0);
  } else {
    clear(where, child);
  }
  bool well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (!well) fprintf(stderr, "soak: %s failed\n", where);
  *good = *good && well;
  return true;
}

static unsigned play_cycles(pid_t main_stage, const char *main_place, time_t latest, uint64_t seed,
                            bool *good) {
  unsigned cycles = 0;
  while (*good && !has_ended(main_stage, main_place, latest, good)) {
    char where[160];
    snprintf(where, sizeof where, "%s/%s%u", place, cycles % 2 == 0 ? "busy" : "aborted", cycles);
    pid_t child = begin(cycles % 2 == 0 ? play_busy : play_aborted, where, seed + cycles);
    time_t limit = seconds_now() + PATIENCE_SECONDS;
    while (!has_ended(child, where, limit, good)) usleep(50000);
    cycles++;
    sleep(1);
  }
  return cycles;
}

static const char *why_not(void) {
  if (geteuid() != 0) return "needs root";
  int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (device < 0) return "needs /dev/fuse";
  close(device);
  return NULL;
}

/* In memory where there is enough of it; else in the usual place. */
static void make_place(void) {
  struct statvfs space;
  bool memory = statvfs("/dev/shm", &space) == 0 && space.f_bavail * space.f_frsize > 512u << 20;
  const char *other = getenv("TMPDIR");
  snprintf(place, sizeof place, "%.90s/vosfs-soak.XXXXXX",
           memory ? "/dev/shm" : other != NULL ? other : "/tmp");
  CHECK(mkdtemp(place) != NULL);
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: soak SECONDS [SEED]\n");
    return 2;
  }
  const char *problem = why_not();
  if (problem != NULL) {
    printf("soak: skipped: %s\n", problem);
    return 0;
  }
  signal(SIGTERM, end);
  signal(SIGINT, end);
  setvbuf(stdout, NULL, _IOLBF, 0);
  mixed_seconds = strtol(argv[1], NULL, 10);
  uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL) % 1000000;
  make_place();
  char where[160];
  snprintf(where, sizeof where, "%s/mixed", place);
  printf("soak: %ld seconds with the seed %llu\n", (long)mixed_seconds, (unsigned long long)seed);
  bool good = true;
  time_t latest = seconds_now() + mixed_seconds + PATIENCE_SECONDS;
  pid_t child = begin(mixed, where, seed);
  unsigned cycles = play_cycles(child, where, latest, seed, &good);
  if (!good) clear(where, child);
  char command[200];
  snprintf(command, sizeof command, "rm -rf --one-file-system '%s'", place);
  if (system(command) != 0) good = false;
  printf("soak: %u mounts that end badly; %s\n", cycles, good ? "passed" : "FAILED");
  return good ? 0 : 1;
}
