/* Everything at once on one mount; at the end the tables must be as they were at the start. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "check.h"
#include "filesystem.h"
#include "stage.h"
#include "vosfs.h"

#define STORMS 2

static atomic_bool calm;

struct picked {
  uint64_t directory;
  char name[256];
  unsigned left;
};

static void pick(void *with, uint64_t directory, const char *name) {
  struct picked *picked = with;
  if (picked->left-- != 0) return;
  picked->directory = directory;
  snprintf(picked->name, sizeof picked->name, "%s", name);
}

/* Has the kernel forget names and attributes all the time, of what there is and what there is not. */
static void *storm(void *argument) {
  struct session *session = argument;
  uint64_t state = (uint64_t)(uintptr_t)&session;
  while (!atomic_load(&calm)) {
    state = state * UINT64_C(6364136223846793005) + 1;
    struct picked picked = {.left = (unsigned)(state >> 40) % 8};
    pthread_mutex_lock(&tree_lock);
    uint64_t last = tree_last_id();
    uint64_t node = 1 + (state >> 33) % (last > 600 ? 600 : last);
    if (state >> 63 == 1) node = last - (state >> 33) % (last > 100 ? 100 : last);
    tree_each_name(pick, &picked, node);
    pthread_mutex_unlock(&tree_lock);
    vosfs_forget_attributes(session, node);
    if (picked.name[0] != '\0') vosfs_forget_name(session, picked.directory, picked.name);
    vosfs_forget_name(session, node, "never heard of");
    usleep(500);
  }
  return NULL;
}

static void cast(struct stage *stage, uint64_t seed, time_t seconds) {
  static const struct {
    void (*act)(const struct actor *);
    unsigned count;
  } parts[] = {{act_model, 5}, {act_churn, 4}, {act_many, 1}, {act_killed, 2}, {act_odd, 1}};
  for (size_t part = 0; part < sizeof parts / sizeof *parts; part++) {
    for (unsigned i = 0; i < parts[part].count; i++) {
      stage_actor(stage, (struct actor){.act = parts[part].act, .seed = seed, .number = i,
                                        .seconds = seconds});
    }
  }
}

static bool unmount(const char *place) {
  for (int i = 0; i < 500; i++) { /* somebody may just look at what is mounted */
    if (umount2(place, 0) == 0) return true;
    if (errno != EBUSY) break;
    usleep(20000);
  }
  fprintf(stderr, "soak: cannot unmount: %s\n", strerror(errno));
  return false;
}

int play_mixed(const char *place, uint64_t seed, time_t seconds) {
  static struct stage stage;
  pthread_t storms[STORMS];
  record_begin();
  stage_open(&stage, place);
  cast(&stage, seed, seconds);
  stage_begin(&stage);
  for (int i = 0; i < STORMS; i++) {
    CHECK(pthread_create(&storms[i], NULL, storm, stage.session) == 0);
  }
  bool good = stage_wait(&stage);
  atomic_store(&calm, true);
  for (int i = 0; i < STORMS; i++) CHECK(pthread_join(storms[i], NULL) == 0);
  bool passthrough = (vosfs_features(stage.session) & FEATURE_PASSTHROUGH) != 0;
  good = stage_forget(&stage) && good;
  good = unmount(stage.mount) && good;
  CHECK(good);
  stage_close(&stage, true);
  printf("soak: mixed: all tables are empty again; %ld files were given to the kernel%s\n",
         recorded_backings_ever(), passthrough ? "" : " (it takes none here)");
  return 0;
}
