#define _GNU_SOURCE
#include "actors.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t state;

void random_begin(uint64_t seed) { state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1; }

uint64_t random_number(void) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  uint64_t mixed = (state ^ (state >> 33)) * UINT64_C(0xff51afd7ed558ccd);
  return mixed ^ (mixed >> 29);
}

unsigned random_below(unsigned limit) { return (unsigned)(random_number() % limit); }

time_t seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

void must_failed(const char *file, int line, const char *what) {
  fprintf(stderr, "%s:%d: not so: %s (%s)\n", file, line, what, strerror(errno));
  _exit(1);
}

/* --- names that everybody uses ----------------------------------------------------------------- */

#define NAMES 24
#define LARGEST 70000u

struct self {
  uint64_t identity;
  uint64_t size;
};

static bool ended; /* the mount is gone, and that may be so */
static bool may_end;

/* Whether the call worked or somebody else was faster; what else happens ends the program. */
#define worked(result) worked_at(__LINE__, result)

static bool worked_at(int line, int result) {
  if (result >= 0) return true;
  if (may_end && (errno == ENOTCONN || errno == ECONNABORTED || errno == ENODEV || errno == EIO)) {
    ended = true;
    return false;
  }
  if (errno == ENOENT || errno == EEXIST || errno == ESTALE) return false;
  must_failed(__FILE__, line, "worked, or somebody else was faster");
  return false;
}

static unsigned char pattern(uint64_t identity, size_t at) {
  return (unsigned char)((identity >> (at % 8 * 8)) + at / 8 * 31);
}

static void shared_name(char path[256], const struct actor *actor) {
  unsigned which = random_below(NAMES);
  snprintf(path, 256, "%s/shared%u/s%u", actor->mount, which % 3, which);
}

static size_t fill_in(char *content, const struct actor *actor) {
  static uint64_t made;
  struct self self = {.identity = ((uint64_t)getpid() << 32 | ++made) * UINT64_C(0x9e3779b97f4a7c15),
                      .size = sizeof self + random_below(LARGEST)};
  (void)actor;
  memcpy(content, &self, sizeof self);
  for (size_t i = sizeof self; i < self.size; i++) content[i] = (char)pattern(self.identity, i);
  return self.size;
}

static void churn_put(const struct actor *actor) {
  static char content[sizeof(struct self) + LARGEST];
  char own[256];
  char to[256];
  shared_name(to, actor);
  snprintf(own, sizeof own, "%s/shared%u/own-%d", actor->mount, random_below(3), (int)getpid());
  size_t size = fill_in(content, actor);
  int fd = open(own, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (!worked(fd)) return;
  for (size_t at = 0; at < size;) {
    size_t piece = size - at < 40000 ? size - at : 40000;
    ssize_t put = pwrite(fd, content + at, piece, (off_t)at);
    if (!worked((int)put)) break;
    at += (size_t)put;
  }
  close(fd);
  if (!ended) worked(rename(own, to));
}

static void check_self(const char *content, size_t size) {
  struct self self;
  MUST(size >= sizeof self);
  memcpy(&self, content, sizeof self);
  MUST(self.size == size);
  for (size_t i = sizeof self; i < size; i++) {
    MUST((unsigned char)content[i] == pattern(self.identity, i));
  }
}

/* What is put in place is whole and never changed, so every reader must find it so. */
static void churn_read(const struct actor *actor) {
  static char content[sizeof(struct self) + LARGEST + 1];
  char path[256];
  shared_name(path, actor);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (!worked(fd)) return;
  struct stat st;
  size_t size = 0;
  ssize_t got = fstat(fd, &st);
  while (got >= 0) {
    got = pread(fd, content + size, 1 + random_below(30000), (off_t)size);
    if (got <= 0) break;
    size += (size_t)got;
    MUST(size <= sizeof content - 1);
  }
  if (worked((int)got)) check_self(content, size);
  if (!ended && random_below(2) == 0) {
    char *seen = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (seen != MAP_FAILED && !may_end) check_self(seen, size); /* may die of SIGBUS at the end */
    if (seen != MAP_FAILED) munmap(seen, size);
  }
  close(fd);
}

static void churn_names(const struct actor *actor) {
  char from[256];
  char to[256];
  struct stat st;
  shared_name(from, actor);
  shared_name(to, actor);
  switch (random_below(5)) {
    case 0: worked(unlink(from)); break;
    case 1: worked(rename(from, to)); break;
    case 2: worked(link(from, to)); break;
    case 3: worked(lstat(from, &st)); break;
    default: {
      *strrchr(from, '/') = '\0';
      DIR *directory = opendir(from);
      if (!worked(directory == NULL ? -1 : 0)) return;
      while (readdir(directory) != NULL) {
      }
      closedir(directory);
    }
  }
}

static void churn(const struct actor *actor) {
  for (unsigned i = 0; i < 3 && !ended; i++) {
    char path[256];
    snprintf(path, sizeof path, "%s/shared%u", actor->mount, i);
    worked(mkdir(path, 0755));
  }
  time_t end = seconds_now() + actor->seconds;
  while (!ended && seconds_now() < end) {
    unsigned choice = random_below(8);
    if (choice < 2) {
      churn_put(actor);
    } else if (choice < 5) {
      churn_read(actor);
    } else {
      churn_names(actor);
    }
  }
}

void act_churn(const struct actor *actor) {
  churn(actor);
}

void act_churn_to_the_end(const struct actor *actor) {
  may_end = true;
  churn(actor);
  MUST(ended);
}

/* --- 10,000 open files ------------------------------------------------------------------------- */

#define MANY 10000

static void many_name(char path[256], const struct actor *actor, unsigned which) {
  snprintf(path, 256, "%s/many/m%05u", actor->mount, which);
}

static unsigned listed(const struct actor *actor) {
  char path[256];
  snprintf(path, sizeof path, "%s/many", actor->mount);
  DIR *directory = opendir(path);
  MUST(directory != NULL);
  unsigned found = 0;
  const struct dirent *entry;
  while ((entry = readdir(directory)) != NULL) found += entry->d_name[0] == 'm';
  closedir(directory);
  return found;
}

static void once_many(const struct actor *actor, unsigned many, int *fds) {
  char path[256];
  for (unsigned i = 0; i < many; i++) {
    many_name(path, actor, i);
    fds[i] = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    MUST(fds[i] >= 0);
    MUST(pwrite(fds[i], &i, sizeof i, 0) == sizeof i);
  }
  MUST(listed(actor) == many);
  for (unsigned i = 0; i < many; i++) {
    unsigned which = random_below(many);
    unsigned content = ~which;
    struct stat st;
    many_name(path, actor, which);
    MUST(pread(fds[which], &content, sizeof content, 0) == sizeof content && content == which);
    MUST(stat(path, &st) == 0 && st.st_size == sizeof content);
  }
  for (unsigned i = 0; i < many; i++) {
    many_name(path, actor, i);
    if (i % 2 == 0) MUST(close(fds[i]) == 0);
    MUST(unlink(path) == 0);
    if (i % 2 == 1) MUST(close(fds[i]) == 0);
  }
  MUST(listed(actor) == 0);
}

void act_many(const struct actor *actor) {
  struct rlimit limit;
  MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = limit.rlim_max;
  MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  unsigned many = limit.rlim_max > MANY + 1000 ? MANY : (unsigned)limit.rlim_max / 2;
  int *fds = calloc(many, sizeof *fds);
  MUST(fds != NULL);
  char path[256];
  snprintf(path, sizeof path, "%s/many", actor->mount);
  MUST(mkdir(path, 0755) == 0);
  time_t end = seconds_now() + actor->seconds;
  unsigned rounds = 0;
  do {
    once_many(actor, many, fds);
    rounds++;
  } while (seconds_now() + 20 < end);
  MUST(rmdir(path) == 0);
  free(fds);
  printf("soak: %u files open at once, %u times\n", many, rounds);
}
