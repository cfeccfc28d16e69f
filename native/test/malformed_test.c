/*
 * Messages that no kernel sends: cut, too long, without the end of a name, with counts that are
 * too high, and random ones. Nothing may crash, leak, or be left unanswered that waits.
 *
 * The random part changes recorded messages; VOSFS_FUZZ_ROUNDS says how many times (default
 * 200000), VOSFS_FUZZ_SEED where it begins. The seed is printed when it fails.
 */
#include "harness.h"

static int any_getattr(const char *path, struct stat *st) {
  (void)path;
  st->st_ino = 5;
  st->st_mode = S_IFREG;
  return 0;
}

static int any_path(const char *path) {
  CHECK(path[0] == '/' && path[1] == '@');
  return 0;
}

static int any_two(const char *from, const char *to) {
  (void)from;
  return any_path(to);
}

static int any_mode(const char *path, mode_t mode) {
  (void)mode;
  return any_path(path);
}

static int any_open(const char *path, struct fuse_file_info *info) {
  info->fh = 3;
  return any_path(path);
}

static int any_release(const char *path, struct fuse_file_info *info) {
  (void)path;
  (void)info;
  return 0;
}

static int any_create(const char *path, mode_t mode, struct fuse_file_info *info) {
  (void)mode;
  return any_open(path, info);
}

static int any_read(const char *path, char *to, size_t size, off_t off,
                    struct fuse_file_info *info) {
  (void)path;
  (void)off;
  (void)info;
  memset(to, 'r', size);
  return (int)size;
}

static unsigned sum;

static int any_write(const char *path, const char *from, size_t size, off_t off,
                     struct fuse_file_info *info) {
  (void)path;
  (void)off;
  (void)info;
  for (size_t i = 0; i < size; i++) sum += (unsigned char)from[i]; /* every byte must be there */
  return (int)size;
}

static int any_setxattr(const char *path, const char *name, const char *value, size_t size,
                        int flags) {
  (void)flags;
  sum += (unsigned)strlen(name);
  for (size_t i = 0; i < size; i++) sum += (unsigned char)value[i];
  return any_path(path);
}

static int any_getxattr(const char *path, const char *name, char *value, size_t size) {
  (void)path;
  (void)name;
  if (value != NULL) memset(value, 'v', size);
  return (int)size;
}

static int any_readdir(const char *path, void *buf, fuse_fill_dir_t fill, off_t off,
                       struct fuse_file_info *info) {
  (void)path;
  (void)info;
  if (off < 0) return -EINVAL;
  struct stat st;
  memset(&st, 0, sizeof st);
  st.st_ino = 6;
  for (off_t at = off; at < 20 && fill(buf, "entry", &st, at + 1) == 0; at++) {
  }
  return 0;
}

static const struct fuse_operations operations = {
    .getattr = any_getattr, .unlink = any_path,       .rmdir = any_path,
    .mkdir = any_mode,      .chmod = any_mode,        .symlink = any_two,
    .rename = any_two,      .open = any_open,         .create = any_create,
    .read = any_read,       .write = any_write,       .release = any_release,
    .flush = any_release,   .setxattr = any_setxattr, .getxattr = any_getxattr,
    .readdir = any_readdir, .releasedir = any_release};

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

/* A message as a kernel sends it, to begin with. */
static size_t recorded(uint32_t which, char *to) {
  static const uint32_t opcodes[] = {OP_LOOKUP,  OP_GETATTR, OP_SETATTR,     OP_MKDIR,
                                     OP_RENAME,  OP_OPEN,    OP_READ,        OP_WRITE,
                                     OP_CREATE,  OP_SETXATTR, OP_GETXATTR,   OP_READDIRPLUS,
                                     OP_READDIR, OP_SYMLINK, OP_BATCH_FORGET, OP_RELEASE,
                                     OP_UNLINK,  OP_INTERRUPT, OP_FORGET,    OP_LISTXATTR};
  struct proto_in_header header = {.opcode = opcodes[which % (sizeof opcodes / sizeof *opcodes)],
                                   .unique = which + 1,
                                   .nodeid = 5,
                                   .pid = 1};
  char body[128];
  memset(body, 0, sizeof body);
  memcpy(body + 40, "name\0other", 11);
  body[16] = 8; /* the size of a read or a write */
  header.len = sizeof header + sizeof body;
  memcpy(to, &header, sizeof header);
  memcpy(to + sizeof header, body, sizeof body);
  return header.len;
}

static uint64_t state;

static uint32_t random_number(void) {
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(state >> 33);
}

static void random_changes(uint64_t rounds, uint64_t seed) {
  static char message[4096];
  state = seed;
  for (uint64_t round = 0; round < rounds; round++) {
    memset(message, 0, sizeof message);
    size_t size = recorded(random_number(), message);
    for (uint32_t changes = random_number() % 6; changes > 0; changes--) {
      message[random_number() % size] = (char)random_number();
    }
    if (random_number() % 4 == 0) size = random_number() % (size + 1);
    if (random_number() % 4 == 0) size += random_number() % 2000;
    if (random_number() % 8 != 0) { /* mostly the right length, or nothing else is looked at */
      uint32_t length = (uint32_t)size;
      memcpy(message, &length, sizeof length);
    }
    /* A copy of exactly that size, so that a sanitizer sees what is read beyond it. */
    char *exact = malloc(size > 0 ? size : 1);
    CHECK(exact != NULL);
    memcpy(exact, message, size);
    harness_raw(&kernel, exact, size);
    free(exact);
    CHECK(kernel.session.requests.first == NULL);
  }
}

int main(void) {
  const char *rounds = getenv("VOSFS_FUZZ_ROUNDS");
  const char *seed = getenv("VOSFS_FUZZ_SEED");
  harness_open(&kernel, &operations);
  CHECK(harness_hello(&kernel, 45, ~UINT64_C(0)) == 0);
  names_must_end();
  bodies_must_be_there();
  what_is_announced_must_follow();
  lengths_must_agree();
  random_changes(rounds == NULL ? 200000 : strtoull(rounds, NULL, 10),
                 seed == NULL ? 1 : strtoull(seed, NULL, 10));
  harness_close(&kernel);
  PASSED();
  return 0;
}
