/* The table of nodes, the options, the buffers of libfuse 2. */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "nodes.h"
#include "options.h"
#include "vosfs.h"

static void forget_storms_leave_nothing(void) {
  struct nodes nodes;
  CHECK(nodes_init(&nodes) == 0);
  for (int round = 0; round < 3; round++) {
    for (uint64_t id = 2; id < 50002; id++) CHECK(nodes_remember(&nodes, id) == 0);
  }
  CHECK(nodes_count(&nodes) == 50000);
  for (uint64_t id = 2; id < 50002; id++) nodes_forget(&nodes, id, 2);
  CHECK(nodes_count(&nodes) == 50000);
  for (uint64_t id = 50001; id > 1; id--) nodes_forget(&nodes, id, 1);
  CHECK(nodes_count(&nodes) == 0);
  nodes_destroy(&nodes);
}

static void forgetting_more_than_there_was_is_harmless(void) {
  struct nodes nodes;
  CHECK(nodes_init(&nodes) == 0);
  nodes_forget(&nodes, 99, 1);
  nodes_forget(&nodes, 1, UINT64_MAX); /* the root */
  CHECK(nodes_remember(&nodes, 99) == 0);
  nodes_forget(&nodes, 99, UINT64_MAX);
  CHECK(nodes_count(&nodes) == 0);
  nodes_destroy(&nodes);
}

static void options_are_read_like_libfuse(void) {
  struct options options;
  char problem[128] = "";
  char *words[] = {"vosfs", "-f", "-o", "fsname=a\\,b\\\\c,ro,allow_other", "-osubtype=vosfs,attr_timeout=1.5",
                   "/mnt", "-o", "unknown=3,,entry_timeout=0.25"};
  CHECK(options_parse(&options, 8, words, problem, sizeof problem) == 0);
  CHECK(strcmp(options.source, "a,b\\c") == 0);
  CHECK(strcmp(options.subtype, "vosfs") == 0 && strcmp(options.mount_point, "/mnt") == 0);
  CHECK(options.read_only && options.allow_other && options.passthrough);
  CHECK(options.attr_timeout_millis == 1500 && options.entry_timeout_millis == 250);
  options_free(&options);
}

static void bad_options_say_why(void) {
  struct options options;
  char problem[128] = "";
  char *none[] = {"vosfs"};
  CHECK(options_parse(&options, 1, none, problem, sizeof problem) == -EINVAL);
  CHECK(strcmp(problem, "no mount point") == 0);
  char *wrong[] = {"vosfs", "/mnt", "-oattr_timeout=soon"};
  CHECK(options_parse(&options, 3, wrong, problem, sizeof problem) == -EINVAL);
  CHECK(strcmp(problem, "not a number: attr_timeout=soon") == 0);
  char *two[] = {"vosfs", "/mnt", "/other"};
  CHECK(options_parse(&options, 3, two, problem, sizeof problem) == -EINVAL);
}

static void buffers_are_copied_across_their_borders(void) {
  struct {
    struct fuse_bufvec vector;
    struct fuse_buf second;
  } from = {{2, 0, 0, {{3, 0, "abc", -1, 0}}}, {4, 0, "defg", -1, 0}};
  char target[6] = "";
  struct fuse_bufvec to = {1, 0, 0, {{5, 0, target, -1, 0}}};
  CHECK(fuse_buf_size(&from.vector) == 7);
  CHECK(fuse_buf_copy(&to, &from.vector, 0) == 5);
  CHECK(strcmp(target, "abcde") == 0);
}

int main(void) {
  forget_storms_leave_nothing();
  forgetting_more_than_there_was_is_harmless();
  options_are_read_like_libfuse();
  bad_options_say_why();
  buffers_are_copied_across_their_borders();
  PASSED();
  return 0;
}
