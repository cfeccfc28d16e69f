/* One process's own files in all states, against a copy of each in memory. */
#define _GNU_SOURCE
#include "model.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "actors.h"

static struct slot slots[MODEL_SLOTS];
static char home[200];

const char *model_path(const struct slot *slot, char path[MODEL_PATH]) {
  snprintf(path, MODEL_PATH, "%s/d%u/f%u", home, slot->directory, slot->name);
  return path;
}

static void create(struct slot *slot) {
  if (slot->there || slot->held) return;
  char path[MODEL_PATH];
  slot->directory = random_below(MODEL_DIRECTORIES);
  slot->name = (unsigned)(slot - slots) + MODEL_SLOTS * random_below(5);
  slot->fds[0] = open(model_path(slot, path), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  MUST(slot->fds[0] >= 0);
  slot->writes[0] = true;
  slot->held = 1;
  slot->there = true;
  slot->size = 0;
  slot->value = 0;
  memset(slot->content, 0, MODEL_LARGEST);
}

/* One more descriptor, to read or to write; perhaps emptied by that. */
static void open_more(struct slot *slot) {
  char path[MODEL_PATH];
  unsigned at = random_below(MODEL_FDS);
  if (!slot->there || slot->fds[at] >= 0) return;
  bool writes = random_below(2) == 0;
  bool empties = writes && random_below(8) == 0;
  int flags = (writes ? O_RDWR : O_RDONLY) | (empties ? O_TRUNC : 0) | O_CLOEXEC;
  slot->fds[at] = open(model_path(slot, path), flags);
  MUST(slot->fds[at] >= 0);
  slot->writes[at] = writes;
  slot->held++;
  if (empties) model_resized(slot, 0);
}

static void close_one(struct slot *slot) {
  unsigned at = random_below(MODEL_FDS);
  if (slot->fds[at] < 0) return;
  MUST(close(slot->fds[at]) == 0);
  slot->fds[at] = -1;
  slot->held--;
}

void model_resized(struct slot *slot, size_t size) {
  if (size < slot->size) memset(slot->content + size, 0, slot->size - size);
  slot->size = size;
}

static void truncate_it(struct slot *slot) {
  char path[MODEL_PATH];
  size_t size = random_below(MODEL_LARGEST);
  unsigned at = random_below(MODEL_FDS);
  if (slot->fds[at] >= 0 && slot->writes[at]) {
    MUST(ftruncate(slot->fds[at], (off_t)size) == 0);
  } else if (slot->there) {
    MUST(truncate(model_path(slot, path), (off_t)size) == 0);
  } else {
    return;
  }
  model_resized(slot, size);
}

static void unlink_it(struct slot *slot) {
  char path[MODEL_PATH];
  if (!slot->there) return;
  MUST(unlink(model_path(slot, path)) == 0);
  MUST(access(path, F_OK) < 0 && errno == ENOENT);
  slot->there = false;
}

/* To another place; sometimes by a second name and the removal of the first. */
static void rename_it(struct slot *slot) {
  char from[MODEL_PATH];
  char to[MODEL_PATH];
  if (!slot->there) return;
  struct slot old = *slot;
  slot->directory = random_below(MODEL_DIRECTORIES);
  slot->name = (unsigned)(slot - slots) + MODEL_SLOTS * random_below(5);
  model_path(&old, from);
  model_path(slot, to);
  if (strcmp(from, to) == 0) return;
  if (random_below(4) == 0) {
    MUST(link(from, to) == 0 && unlink(from) == 0);
  } else {
    MUST(rename(from, to) == 0);
  }
  MUST(access(from, F_OK) < 0 && errno == ENOENT);
}

/* Two directories trade their names, with everything that is in them. */
static void rename_directories(struct slot *slot) {
  char one[MODEL_PATH];
  char two[MODEL_PATH];
  char between[MODEL_PATH];
  unsigned first = random_below(MODEL_DIRECTORIES);
  unsigned second = (first + 1) % MODEL_DIRECTORIES;
  (void)slot;
  snprintf(one, sizeof one, "%s/d%u", home, first);
  snprintf(two, sizeof two, "%s/d%u", home, second);
  snprintf(between, sizeof between, "%s/between", home);
  MUST(rename(one, between) == 0 && rename(two, one) == 0 && rename(between, two) == 0);
  for (unsigned i = 0; i < MODEL_SLOTS; i++) {
    if (slots[i].directory == first) {
      slots[i].directory = second;
    } else if (slots[i].directory == second) {
      slots[i].directory = first;
    }
  }
}

static void attributes(struct slot *slot) {
  char path[MODEL_PATH];
  char value[32];
  if (!slot->there) return;
  model_path(slot, path);
  ssize_t size = getxattr(path, "user.value", value, sizeof value);
  if (slot->value == 0) {
    MUST(size < 0 && errno == ENODATA);
  } else {
    MUST(size > 0 && size < (ssize_t)sizeof value);
    value[size] = '\0';
    MUST(strtoul(value, NULL, 10) == slot->value);
    char names[200];
    MUST(listxattr(path, names, sizeof names) == sizeof "user.value");
  }
  if (slot->value != 0 && random_below(3) == 0) {
    MUST(removexattr(path, "user.value") == 0);
    slot->value = 0;
    return;
  }
  slot->value = 1 + random_below(1000000);
  int length = snprintf(value, sizeof value, "%u", slot->value);
  MUST(setxattr(path, "user.value", value, (size_t)length, 0) == 0);
}

static void links(struct slot *slot) {
  char path[MODEL_PATH];
  char name[MODEL_PATH + 8];
  char target[MODEL_PATH];
  snprintf(name, sizeof name, "%s/link", home);
  MUST(symlink(model_path(slot, path), name) == 0);
  ssize_t length = readlink(name, target, sizeof target - 1);
  MUST(length == (ssize_t)strlen(path) && memcmp(target, path, (size_t)length) == 0);
  MUST(access(name, F_OK) == (slot->there ? 0 : -1));
  MUST(unlink(name) == 0);
}

static void (*const acts[])(struct slot *) = {
    create,       create,       create,      open_more,   open_more,          open_more,
    close_one,    close_one,    close_one,   model_write, model_write,        model_write,
    model_read,   model_read,   model_read,  model_map,   model_map,          truncate_it,
    model_stat,   model_fsync,  model_holes, rename_it,   rename_directories, unlink_it,
    attributes,   links,        model_read,  model_times, model_list};

static void open_home(const struct actor *actor) {
  char path[MODEL_PATH];
  snprintf(home, sizeof home, "%s/model%u", actor->mount, actor->number);
  MUST(mkdir(home, 0755) == 0);
  for (unsigned i = 0; i < MODEL_DIRECTORIES; i++) {
    snprintf(path, sizeof path, "%s/d%u", home, i);
    MUST(mkdir(path, 0700) == 0);
  }
  for (unsigned i = 0; i < MODEL_SLOTS; i++) {
    for (unsigned at = 0; at < MODEL_FDS; at++) slots[i].fds[at] = -1;
    slots[i].name = i;
    MUST((slots[i].content = calloc(1, MODEL_LARGEST)) != NULL);
  }
}

static void close_home(void) {
  char path[MODEL_PATH];
  for (unsigned i = 0; i < MODEL_SLOTS; i++) {
    model_read(&slots[i]);
    for (unsigned at = 0; at < MODEL_FDS; at++) {
      if (slots[i].fds[at] >= 0) MUST(close(slots[i].fds[at]) == 0);
      slots[i].fds[at] = -1;
    }
    model_read(&slots[i]);
    unlink_it(&slots[i]);
    free(slots[i].content);
  }
  for (unsigned i = 0; i < MODEL_DIRECTORIES; i++) {
    snprintf(path, sizeof path, "%s/d%u", home, i);
    MUST(rmdir(path) == 0);
  }
  MUST(rmdir(home) == 0);
}

const struct slot *model_slots(void) { return slots; }

const char *model_home(void) { return home; }

void act_model(const struct actor *actor) {
  open_home(actor);
  time_t end = seconds_now() + actor->seconds;
  unsigned long steps = 0;
  while (seconds_now() < end) {
    struct slot *slot = &slots[random_below(MODEL_SLOTS)];
    acts[random_below(sizeof acts / sizeof *acts)](slot);
    steps++;
  }
  close_home();
  printf("soak: model %u: %lu steps agree\n", actor->number, steps);
}
