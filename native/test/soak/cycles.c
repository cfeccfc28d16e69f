/* Mounts that end badly: unmounted while they are in use, and aborted by the kernel. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "check.h"
#include "filesystem.h"
#include "stage.h"
#include "vosfs.h"

static int told[2];   /* by the actor to the stage */
static int answer[2]; /* and the other way round */

static void say(int to) { MUST(write(to, "", 1) == 1); }

static void hear(int from) {
  char byte;
  MUST(read(from, &byte, 1) == 1);
}

/* Holds a file and a directory open while the mount is taken from under it. */
static void act_holder(const struct actor *actor) {
  char path[256];
  char content[100];
  snprintf(path, sizeof path, "%s/held", actor->mount);
  int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  MUST(fd >= 0 && pwrite(fd, "before", 6, 0) == 6);
  MUST(chdir(actor->mount) == 0);
  say(told[1]);
  hear(answer[0]);
  MUST(pwrite(fd, "beyond", 6, 6) == 6);
  MUST(pread(fd, content, sizeof content, 0) == 12 && memcmp(content, "beforebeyond", 12) == 0);
  MUST(fsync(fd) == 0);
  MUST(access("held", F_OK) == 0 && mkdir("new", 0700) == 0);
  MUST(chdir("/") == 0);
  MUST(close(fd) == 0);
}

int play_busy(const char *place, uint64_t seed) {
  static struct stage stage;
  CHECK(pipe(told) == 0 && pipe(answer) == 0);
  stage_open(&stage, place);
  stage_actor(&stage, (struct actor){.act = act_holder, .seed = seed});
  stage_begin(&stage);
  hear(told[0]);
  CHECK(umount2(stage.mount, 0) < 0 && errno == EBUSY);
  CHECK(umount2(stage.mount, MNT_DETACH) == 0);
  say(answer[1]);
  CHECK(stage_wait(&stage));
  stage_close(&stage, false); /* what the kernel still knows at its end it does not forget one by one */
  return 0;
}

/*
 * Ends the connection of the mount whose device has that number; where the kernel's control files
 * cannot be had, by taking the mount away by force.
 */
static void abort_connection(const char *place, const char *where, dev_t device) {
  char path[300];
  snprintf(path, sizeof path, "%s/control", place);
  CHECK(mkdir(path, 0700) == 0);
  if (mount("none", path, "fusectl", 0, NULL) != 0) {
    umount2(where, MNT_FORCE);
    return;
  }
  snprintf(path, sizeof path, "%s/control/%u/abort", place, (unsigned)minor(device));
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  CHECK(fd >= 0 && write(fd, "1", 1) == 1);
  close(fd);
  snprintf(path, sizeof path, "%s/control", place);
  CHECK(umount2(path, MNT_DETACH) == 0);
}

/* The number of the device that is mounted there, told by somebody who may hang. */
static void act_looker(const struct actor *actor) {
  struct stat st;
  MUST(stat(actor->mount, &st) == 0);
  MUST(write(told[1], &st.st_dev, sizeof st.st_dev) == sizeof st.st_dev);
}

int play_aborted(const char *place, uint64_t seed) {
  static struct stage stage;
  CHECK(pipe(told) == 0);
  stage_open(&stage, place);
  for (unsigned i = 0; i < 6; i++) {
    stage_actor(&stage, (struct actor){.act = act_churn_to_the_end, .seed = seed, .number = i,
                                       .seconds = 60});
  }
  stage_actor(&stage, (struct actor){.act = act_looker, .seed = seed});
  stage_begin(&stage);
  dev_t device;
  CHECK(read(told[0], &device, sizeof device) == sizeof device);
  usleep(300000 + (useconds_t)(seed % 7) * 100000);
  abort_connection(place, stage.mount, device);
  CHECK(stage_wait(&stage)); /* nobody hangs, and nobody reads anything wrong before it ends */
  CHECK(umount2(stage.mount, MNT_DETACH) == 0 || errno == EINVAL);
  stage_close(&stage, false);
  return 0;
}
