/*
 * Messages that no kernel sends: cut, too long, without the end of a name, with counts that are
 * too high. Nothing may crash, leak, or be left unanswered that waits. Random ones: replay_test.c.
 */
#include "anything.h"
#include "harness.h"

static struct harness kernel;

static void names_must_end(void) {
  CHECK(harness_ask(&kernel, OP_LOOKUP, 1, "abc", 3) == EINVAL);
  CHECK(harness_ask(&kernel, OP_LOOKUP, 1, NULL, 0) == EINVAL);
  CHECK(harness_ask(&kernel, OP_LOOKUP, 1, "", 1) == EINVAL);
  CHECK(harness_ask(&kernel, OP_LOOKUP, 1, "a/b", 4) == EINVAL);
  CHECK(harness_ask(&kernel, OP_UNLINK, 1, "..", 3) == EINVAL);
  CHECK(harness_ask(&kernel, OP_SYMLINK, 1, "a\0b", 3) == EINVAL);
  CHECK(harness_ask(&kernel, OP_RENAME, 1, "12345678a\0b", 11) == EINVAL);
  static char longest[5000];
  memset(longest, 'x', sizeof longest - 1);
  CHECK(harness_ask(&kernel, OP_LOOKUP, 1, longest, sizeof longest) == ENAMETOOLONG);
}

static void bodies_must_be_there(void) {
  for (uint32_t opcode = 0; opcode < 80; opcode++) {
    int error = harness_ask(&kernel, opcode, 1, NULL, 0);
    bool bare = opcode == OP_READLINK || opcode == OP_STATFS || opcode == OP_DESTROY;
    CHECK(kernel.answered < 0 || error == EINVAL || error == ENOSYS || bare);
  }
  CHECK(harness_ask(&kernel, 4000000000u, 1, NULL, 0) == ENOSYS);
}

static void what_is_announced_must_follow(void) {
  struct proto_write_in write = {.fh = 3, .size = 1};
  CHECK(harness_ask(&kernel, OP_WRITE, 5, &write, sizeof write) == EINVAL);
  struct {
    struct proto_setxattr_in in;
    char rest[4];
  } value = {{.size = UINT32_MAX}, "n\0v"};
  CHECK(harness_ask(&kernel, OP_SETXATTR, 5, &value, sizeof value) == EINVAL);
  struct proto_batch_forget_in forget = {.count = UINT32_MAX};
  harness_ask(&kernel, OP_BATCH_FORGET, 0, &forget, sizeof forget);
  CHECK(kernel.answered < 0); /* nobody waits for it */
}

static void lengths_must_agree(void) {
  struct proto_in_header header = {.len = 4000, .opcode = OP_STATFS, .unique = 9};
  harness_raw(&kernel, (const char *)&header, sizeof header);
  CHECK(kernel.answered == (ssize_t)sizeof(struct proto_out_header));
  harness_raw(&kernel, (const char *)&header, sizeof header - 1);
  CHECK(kernel.answered < 0); /* not even a header */
}

int main(void) {
  harness_open(&kernel, &anything);
  CHECK(harness_hello(&kernel, 45, ~UINT64_C(0)) == 0);
  names_must_end();
  bodies_must_be_there();
  what_is_announced_must_follow();
  lengths_must_agree();
  harness_close(&kernel);
  PASSED();
  return 0;
}
