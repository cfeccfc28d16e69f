/*
 * How files are opened for the kernel beside each other. The kernel here is one that takes every
 * backing file: the ioctls end in this program.
 */
#define _GNU_SOURCE
#include "harness.h"

#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>

static int registered; /* backing files now */
static int last_id;
static char local[64];
static bool offered;
static bool direct;
static uint64_t last_fh;
static struct harness kernel;

int ioctl(int fd, unsigned long request, ...) {
  (void)fd;
  registered += request == PROTO_BACKING_OPEN ? 1 : -1;
  return request == PROTO_BACKING_OPEN ? ++last_id : 0;
}

static int my_open(const char *path, struct fuse_file_info *info) {
  (void)path;
  info->fh = ++last_fh;
  info->direct_io = direct;
  if (offered && info->backing_room > 0) {
    snprintf(info->backing_path, info->backing_room, "%s", local);
    info->backing_size = 5;
  }
  return 0;
}

static const struct fuse_operations operations = {.open = my_open};

enum how { PLAIN, DIRECT, OFFERED };

/* Opens the node; how the kernel is to do it. */
static uint32_t open_as(enum how how) {
  struct proto_open_in in = {.flags = O_RDONLY};
  direct = how == DIRECT;
  offered = how == OFFERED;
  CHECK(harness_ask(&kernel, OP_OPEN, 42, &in, sizeof in) == 0);
  const struct proto_open_out *out = harness_content(&kernel);
  CHECK(((out->open_flags & OPENED_PASSTHROUGH) != 0) == (out->backing_id > 0));
  CHECK(out->backing_id == 0 || out->backing_id == last_id);
  return out->open_flags;
}

static void close_fh(uint64_t fh) {
  struct proto_release_in in = {.fh = fh};
  CHECK(harness_ask(&kernel, OP_RELEASE, 42, &in, sizeof in) == 0);
}

static void nothing_is_left(void) {
  CHECK(registered == 0);
  CHECK(nodes_count(&kernel.session.nodes) == 0);
}

static void the_second_has_the_same_file(void) {
  CHECK(open_as(OFFERED) == OPENED_PASSTHROUGH);
  CHECK(open_as(OFFERED) == OPENED_PASSTHROUGH && registered == 1);
  close_fh(last_fh);
  CHECK(registered == 1);
  close_fh(last_fh - 1);
  nothing_is_left();
}

static void what_is_not_offered_goes_directly_beside_it(void) {
  CHECK(open_as(OFFERED) == OPENED_PASSTHROUGH);
  CHECK(open_as(PLAIN) == (OPENED_PASSTHROUGH | OPENED_DIRECT_IO));
  CHECK(open_as(DIRECT) == (OPENED_PASSTHROUGH | OPENED_DIRECT_IO));
  for (uint64_t fh = last_fh - 2; fh <= last_fh; fh++) close_fh(fh);
  nothing_is_left();
}

static void beside_cached_ones_all_are_cached(void) {
  CHECK(open_as(PLAIN) == 0);
  CHECK(open_as(OFFERED) == 0 && registered == 0);
  close_fh(last_fh - 1);
  CHECK(open_as(OFFERED) == 0);
  close_fh(last_fh - 1);
  close_fh(last_fh);
  CHECK(open_as(OFFERED) == OPENED_PASSTHROUGH);
  close_fh(last_fh);
  nothing_is_left();
}

/*
 * The kernel takes a direct open only while the file has no backing file. Its answer may still be
 * under way when another open is decided, and overtaken: so that one cannot have a backing file.
 */
static void beside_direct_ones_none_has_a_backing_file(void) {
  CHECK(open_as(DIRECT) == OPENED_DIRECT_IO);
  CHECK(open_as(OFFERED) == 0 && registered == 0);
  close_fh(last_fh);
  close_fh(last_fh - 1);
  CHECK(open_as(OFFERED) == OPENED_PASSTHROUGH);
  close_fh(last_fh);
  nothing_is_left();
}

int main(void) {
  snprintf(local, sizeof local, "/tmp/vosfs-passthrough.XXXXXX");
  int fd = mkstemp(local);
  CHECK(fd >= 0 && write(fd, "local", 5) == 5 && close(fd) == 0);
  harness_open(&kernel, &operations);
  CHECK(harness_hello(&kernel, 45, ~UINT64_C(0)) == 0);
  the_second_has_the_same_file();
  what_is_not_offered_goes_directly_beside_it();
  beside_cached_ones_all_are_cached();
  beside_direct_ones_none_has_a_backing_file();
  harness_close(&kernel);
  unlink(local);
  PASSED();
  return 0;
}
