/* Reading, writing, mapping and listing, each compared with what the model knows. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actors.h"
#include "model.h"

/* One of its descriptors, or -1. */
static int any_fd(const struct slot *slot, bool to_write) {
  unsigned first = random_below(MODEL_FDS);
  for (unsigned i = 0; i < MODEL_FDS; i++) {
    unsigned at = (first + i) % MODEL_FDS;
    if (slot->fds[at] >= 0 && (!to_write || slot->writes[at])) return slot->fds[at];
  }
  return -1;
}

/* A descriptor for now: one that is open, or a new one; -1 when it has neither. */
static int borrow(const struct slot *slot, bool to_write, bool *is_new) {
  char path[MODEL_PATH];
  int fd = random_below(3) == 0 ? -1 : any_fd(slot, to_write);
  *is_new = fd < 0 && slot->there;
  if (!*is_new) return fd < 0 ? any_fd(slot, to_write) : fd;
  fd = open(model_path(slot, path), (to_write ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  MUST(fd >= 0);
  return fd;
}

static void give_back(int fd, bool is_new) {
  if (is_new) MUST(close(fd) == 0);
}

static void random_bytes(unsigned char *to, size_t size) {
  for (size_t i = 0; i < size; i += 8) {
    uint64_t bits = random_number();
    memcpy(to + i, &bits, size - i < 8 ? size - i : 8);
  }
}

/* A stretch that begins within the file or a bit after its end. */
static size_t stretch(const struct slot *slot, size_t *size) {
  size_t off = random_below((unsigned)slot->size + 5000);
  if (off >= MODEL_LARGEST) off = MODEL_LARGEST - 1;
  *size = 1 + random_below(random_below(4) == 0 ? MODEL_LARGEST : 6000);
  if (*size > MODEL_LARGEST - off) *size = MODEL_LARGEST - off;
  return off;
}

void model_write(struct slot *slot) {
  bool is_new;
  int fd = borrow(slot, true, &is_new);
  if (fd < 0) return;
  size_t size;
  size_t off = stretch(slot, &size);
  random_bytes(slot->content + off, size);
  for (size_t done = 0; done < size;) {
    ssize_t put = pwrite(fd, slot->content + off + done, size - done, (off_t)(off + done));
    MUST(put > 0);
    done += (size_t)put;
  }
  if (off + size > slot->size) slot->size = off + size;
  give_back(fd, is_new);
}

static void differs(const struct slot *slot, const unsigned char *got, size_t off, size_t size) {
  size_t at = 0;
  while (at < size && got[at] == slot->content[off + at]) at++;
  char path[MODEL_PATH];
  fprintf(stderr, "soak: %s, %zu bytes: other content from byte %zu on\n", model_path(slot, path),
          slot->size, off + at);
  MUST(false);
}

void model_read(struct slot *slot) {
  static unsigned char into[MODEL_LARGEST + 6000];
  bool is_new;
  int fd = borrow(slot, false, &is_new);
  if (fd < 0) return;
  bool whole = random_below(3) == 0;
  size_t size = sizeof into;
  size_t off = whole ? 0 : stretch(slot, &size);
  size_t got = 0;
  while (got < size) {
    size_t piece = 1 + random_below(131072);
    ssize_t now = pread(fd, into + got, piece < size - got ? piece : size - got, (off_t)(off + got));
    MUST(now >= 0);
    if (now == 0) break;
    got += (size_t)now;
  }
  size_t expected = off >= slot->size ? 0 : slot->size - off;
  if (expected > size) expected = size;
  MUST(got == expected);
  if (memcmp(into, slot->content + off, got) != 0) differs(slot, into, off, got);
  give_back(fd, is_new);
}

/* A shared mapping, used after its descriptor was closed as well. */
void model_map(struct slot *slot) {
  bool is_new;
  bool writes = random_below(2) == 0;
  if (slot->size == 0) return;
  int fd = borrow(slot, writes, &is_new);
  if (fd < 0) return;
  size_t length = slot->size;
  unsigned char *map =
      mmap(NULL, length, writes ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd, 0);
  MUST(map != MAP_FAILED || errno == ENODEV); /* not of a file that is open directly */
  give_back(fd, is_new);
  if (map == MAP_FAILED) return;
  if (memcmp(map, slot->content, length) != 0) differs(slot, map, 0, length);
  if (writes) {
    size_t off = random_below((unsigned)length);
    size_t size = 1 + random_below((unsigned)(length - off));
    random_bytes(slot->content + off, size);
    memcpy(map + off, slot->content + off, size);
    if (random_below(2) == 0) MUST(msync(map, length, MS_SYNC) == 0);
  }
  MUST(munmap(map, length) == 0);
}

void model_stat(struct slot *slot) {
  char path[MODEL_PATH];
  struct stat st;
  int fd = any_fd(slot, false);
  if (fd >= 0) MUST(fstat(fd, &st) == 0 && (size_t)st.st_size == slot->size);
  if (slot->there) {
    MUST(stat(model_path(slot, path), &st) == 0 && (size_t)st.st_size == slot->size);
    MUST(S_ISREG(st.st_mode) && st.st_nlink == 1);
  }
}

void model_fsync(struct slot *slot) {
  int fd = any_fd(slot, true);
  if (fd >= 0) MUST((random_below(2) == 0 ? fsync(fd) : fdatasync(fd)) == 0);
}

/* Room beyond the end, or a hole within. */
void model_holes(struct slot *slot) {
  int fd = any_fd(slot, true);
  if (fd < 0) return;
  size_t size;
  size_t off = stretch(slot, &size);
  bool hole = random_below(2) == 0;
  int mode = hole ? FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE : 0;
  if (fallocate(fd, mode, (off_t)off, (off_t)size) != 0) {
    MUST(errno == EOPNOTSUPP);
    return;
  }
  if (hole) {
    memset(slot->content + off, 0, size);
  } else if (off + size > slot->size) {
    slot->size = off + size;
  }
}

void model_times(struct slot *slot) {
  char path[MODEL_PATH];
  struct stat st;
  if (!slot->there) return;
  model_path(slot, path);
  struct timespec times[2] = {{1000, 0}, {2000 + random_below(1000), 5}};
  MUST(utimensat(AT_FDCWD, path, times, 0) == 0);
  MUST(chmod(path, 0600 | random_below(64)) == 0);
  MUST(geteuid() != 0 || chown(path, geteuid(), getegid()) == 0);
  MUST(stat(path, &st) == 0 && st.st_mtim.tv_sec == times[1].tv_sec);
}

/* Every directory holds exactly the names that it must. */
void model_list(struct slot *slot) {
  char path[MODEL_PATH];
  unsigned in = slot->directory;
  snprintf(path, sizeof path, "%s/d%u", model_home(), in);
  DIR *directory = opendir(path);
  MUST(directory != NULL);
  unsigned found = 0;
  const struct dirent *entry;
  while ((entry = readdir(directory)) != NULL) {
    if (entry->d_name[0] != 'f') continue;
    unsigned long name = strtoul(entry->d_name + 1, NULL, 10);
    const struct slot *at = &model_slots()[name % MODEL_SLOTS];
    MUST(at->there && at->name == name && at->directory == in);
    found++;
  }
  closedir(directory);
  for (unsigned i = 0; i < MODEL_SLOTS; i++) {
    found -= model_slots()[i].there && model_slots()[i].directory == in;
  }
  MUST(found == 0);
}
