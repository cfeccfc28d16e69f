/* Requests and their answers, without a kernel. */
#include "harness.h"

#include <fcntl.h>
#include <signal.h>

static int opens;
static int releases;
static char last_path[4200];
static uint32_t fresh = 5000;

static void hint(struct stat *st) {
  struct vosfs_stat_hint left = {VOSFS_HINT_MAGIC, fresh};
  memcpy((char *)st + VOSFS_HINT_OFFSET, &left, sizeof left);
}

static int my_getattr(const char *path, struct stat *st) {
  snprintf(last_path, sizeof last_path, "%s", path);
  if (strstr(path, "absent") != NULL) {
    hint(st);
    return -ENOENT;
  }
  st->st_ino = 42;
  st->st_mode = S_IFREG | 0644;
  st->st_size = 11;
  hint(st);
  return 0;
}

static int my_open(const char *path, struct fuse_file_info *info) {
  (void)path;
  opens++;
  info->fh = 77;
  info->keep_cache = 1;
  info->no_flush = (info->flags & O_ACCMODE) == O_RDONLY;
  return 0;
}

static int my_release(const char *path, struct fuse_file_info *info) {
  CHECK(path == NULL || path[0] == '/');
  CHECK(info->fh == 77);
  releases++;
  return 0;
}

static int my_read(const char *path, char *to, size_t size, off_t off, struct fuse_file_info *info) {
  (void)path;
  (void)info;
  static const char content[] = "hello world";
  size_t length = sizeof content - 1;
  if ((size_t)off >= length) return 0;
  size_t part = length - (size_t)off < size ? length - (size_t)off : size;
  memcpy(to, content + off, part);
  return (int)part;
}

static char written[64];

static int my_write(const char *path, const char *from, size_t size, off_t off,
                    struct fuse_file_info *info) {
  (void)path;
  (void)off;
  (void)info;
  CHECK(size < sizeof written);
  memcpy(written, from, size);
  written[size] = '\0';
  return (int)size;
}

static int my_rename(const char *from, const char *to) {
  snprintf(last_path, sizeof last_path, "%s > %s", from, to);
  return 0;
}

static int my_readdir(const char *path, void *buf, fuse_fill_dir_t fill, off_t off,
                      struct fuse_file_info *info) {
  (void)path;
  (void)info;
  for (off_t at = off; at < 100; at++) {
    char name[16];
    snprintf(name, sizeof name, at == 0 ? "." : "f%03d", (int)at);
    struct stat st;
    memset(&st, 0, sizeof st);
    st.st_ino = 1000 + (ino_t)at;
    st.st_mode = S_IFREG | 0600;
    if (at % 2 == 0) hint(&st); /* every other one is known */
    if (fill(buf, name, &st, at + 1) != 0) return 0;
  }
  return 0;
}

static int attributes_asked;

static int my_getxattr(const char *path, const char *name, char *value, size_t size) {
  (void)path;
  attributes_asked++;
  if (strcmp(name, "user.a") != 0) return -ENODATA;
  if (size == 0) return 5;
  if (size < 5) return -ERANGE;
  memcpy(value, "value", 5);
  return 5;
}

static const struct fuse_operations operations = {.getattr = my_getattr,
                                                  .open = my_open,
                                                  .release = my_release,
                                                  .read = my_read,
                                                  .write = my_write,
                                                  .rename = my_rename,
                                                  .readdir = my_readdir,
                                                  .getxattr = my_getxattr};

static struct harness kernel;

static void negotiates_what_both_can(void) {
  harness_open(&kernel, &operations);
  CHECK(harness_ask(&kernel, OP_LOOKUP, 1, "a", 2) == EIO); /* before hello */
  CHECK(harness_hello(&kernel, 99, ~UINT64_C(0)) == 0);
  const struct proto_init_out *out = harness_content(&kernel);
  CHECK(harness_content_size(&kernel) == sizeof *out);
  CHECK(out->major == 7 && out->minor == PROTO_MINOR && out->max_write == 1 << 20);
  CHECK(out->max_pages == 256 && out->max_readahead == 131072 && out->max_stack_depth == 1);
  CHECK((out->flags & (1u << 16)) == 0); /* no writeback cache: nobody asked for it */
  CHECK(out->flags & INIT_HANDLE_KILLPRIV_V2); /* no question about capabilities per write */
  CHECK(out->flags2 == INIT_PASSTHROUGH >> 32);
  CHECK(harness_hello(&kernel, 31, 0) == EIO); /* only once */
  harness_close(&kernel);
}

static void old_kernels_get_less(void) {
  harness_open(&kernel, &operations);
  CHECK(harness_hello(&kernel, 19, INIT_BIG_WRITES | INIT_READDIRPLUS) == 0);
  const struct proto_init_out *out = harness_content(&kernel);
  CHECK(harness_content_size(&kernel) == PROTO_SHORT_INIT_SIZE);
  CHECK(out->minor == 19 && out->flags == (INIT_BIG_WRITES | INIT_READDIRPLUS));
  CHECK(out->max_write == 32 * (uint32_t)sysconf(_SC_PAGESIZE));
  harness_close(&kernel);
  harness_open(&kernel, &operations);
  CHECK(harness_hello(&kernel, 8, 0) == EPROTO);
  CHECK(atomic_load(&kernel.session.ended));
  harness_close(&kernel);
  harness_open(&kernel, &operations);
  struct proto_init_in newer = {.major = 8, .minor = 1};
  CHECK(harness_ask(&kernel, OP_INIT, 0, &newer, sizeof newer) == 0);
  CHECK(kernel.session.minor == 0); /* it will ask again */
  harness_close(&kernel);
}

static void a_lookup_counts_and_a_forget_uncounts(void) {
  CHECK(harness_ask(&kernel, OP_LOOKUP, 9, "name", 5) == 0);
  CHECK(strcmp(last_path, "/@9/name") == 0);
  const struct proto_entry_out *out = harness_content(&kernel);
  CHECK(out->nodeid == 42 && out->attr.size == 11 && out->attr.ino == 42);
  CHECK(out->entry_valid == 5 && out->attr_valid == 5);
  CHECK(nodes_count(&kernel.session.nodes) == 1);
  struct proto_forget_in forget = {1};
  harness_ask(&kernel, OP_FORGET, 42, &forget, sizeof forget);
  CHECK(kernel.answered < 0);
  CHECK(nodes_count(&kernel.session.nodes) == 0);
}

static void absence_may_be_remembered(void) {
  CHECK(harness_ask(&kernel, OP_LOOKUP, 1, "absent", 7) == 0);
  const struct proto_entry_out *out = harness_content(&kernel);
  CHECK(out->nodeid == 0 && out->entry_valid == 5);
  fresh = 0;
  CHECK(harness_ask(&kernel, OP_LOOKUP, 1, "absent", 7) == ENOENT);
  fresh = 5000;
}

static void files_open_read_write_release(void) {
  struct proto_open_in open = {0, 0};
  CHECK(harness_ask(&kernel, OP_OPEN, 42, &open, sizeof open) == 0);
  const struct proto_open_out *opened = harness_content(&kernel);
  CHECK(opened->fh == 77 && opened->open_flags == (OPENED_KEEP_CACHE | OPENED_NOFLUSH));
  struct proto_read_in read = {.fh = 77, .offset = 6, .size = 100};
  CHECK(harness_ask(&kernel, OP_READ, 42, &read, sizeof read) == 0);
  CHECK(harness_content_size(&kernel) == 5 && memcmp(harness_content(&kernel), "world", 5) == 0);
  struct {
    struct proto_write_in in;
    char content[8];
  } write = {{.fh = 77, .size = 3}, "xyz"};
  CHECK(harness_ask(&kernel, OP_WRITE, 42, &write, sizeof write) == 0);
  CHECK(strcmp(written, "xyz") == 0);
  struct proto_release_in release = {.fh = 77};
  CHECK(harness_ask(&kernel, OP_RELEASE, 42, &release, sizeof release) == 0);
  CHECK(opens == 1 && releases == 1 && nodes_count(&kernel.session.nodes) == 0);
}

static void renames_name_both_places(void) {
  char body[64];
  struct proto_rename_in in = {8};
  memcpy(body, &in, sizeof in);
  memcpy(body + sizeof in, "old\0new", 8);
  CHECK(harness_ask(&kernel, OP_RENAME, 3, body, sizeof in + 8) == 0);
  CHECK(strcmp(last_path, "/@3/old > /@8/new") == 0);
}

/* The names of one answer, which continue at `from`; returns where the next one continues. */
static uint64_t check_entries(uint64_t from, size_t head) {
  const char *content = harness_content(&kernel);
  size_t size = harness_content_size(&kernel);
  for (size_t at = 0; at < size;) {
    struct proto_dirent entry;
    memcpy(&entry, content + at + head - sizeof entry, sizeof entry);
    CHECK(entry.ino == 1000 + from && entry.off == from + 1);
    CHECK(entry.namelen == (from == 0 ? 1 : 4));
    at += (head + entry.namelen + 7) / 8 * 8;
    from++;
  }
  return from;
}

static void directories_come_in_pieces(void) {
  uint64_t at = 0;
  int answers = 0;
  while (at < 100) {
    struct proto_read_in in = {.offset = at, .size = 512};
    CHECK(harness_ask(&kernel, OP_READDIR, 1, &in, sizeof in) == 0);
    uint64_t next = check_entries(at, sizeof(struct proto_dirent));
    CHECK(next > at);
    at = next;
    answers++;
  }
  CHECK(answers > 3);
}

static void entries_with_attributes_are_counted(void) {
  struct proto_read_in in = {.offset = 0, .size = 65536};
  CHECK(harness_ask(&kernel, OP_READDIRPLUS, 1, &in, sizeof in) == 0);
  CHECK(check_entries(0, sizeof(struct proto_direntplus)) == 100);
  CHECK(nodes_count(&kernel.session.nodes) == 49); /* the even ones, but not the dot */
  struct {
    struct proto_batch_forget_in in;
    struct proto_forget_one one[49];
  } forget = {.in = {.count = 49}};
  for (uint64_t i = 0; i < 49; i++) {
    forget.one[i].nodeid = 1002 + 2 * i;
    forget.one[i].count = 1;
  }
  harness_ask(&kernel, OP_BATCH_FORGET, 0, &forget, sizeof forget);
  CHECK(nodes_count(&kernel.session.nodes) == 0);
}

static void attributes_of_both_kinds(void) {
  char body[64];
  struct proto_getxattr_in in = {.size = 0};
  memcpy(body, &in, sizeof in);
  memcpy(body + sizeof in, "user.a", 7);
  CHECK(harness_ask(&kernel, OP_GETXATTR, 1, body, sizeof in + 7) == 0);
  CHECK(((const struct proto_getxattr_out *)harness_content(&kernel))->size == 5);
  in.size = 5;
  memcpy(body, &in, sizeof in);
  CHECK(harness_ask(&kernel, OP_GETXATTR, 1, body, sizeof in + 7) == 0);
  CHECK(harness_content_size(&kernel) == 5);
  in.size = 4;
  memcpy(body, &in, sizeof in);
  CHECK(harness_ask(&kernel, OP_GETXATTR, 1, body, sizeof in + 7) == ERANGE);
  CHECK(harness_ask(&kernel, OP_LISTXATTR, 1, &in, sizeof in) == ENOSYS);
}

static int attribute(const char *name) {
  char body[64];
  struct proto_getxattr_in in = {.size = 0};
  memcpy(body, &in, sizeof in);
  memcpy(body + sizeof in, name, strlen(name) + 1);
  return harness_ask(&kernel, OP_GETXATTR, 1, body, sizeof in + strlen(name) + 1);
}

static void attributes_of_the_system_are_answered_without_asking(void) {
  int before = attributes_asked;
  CHECK(attribute("security.selinux") == EOPNOTSUPP);
  CHECK(attribute("security.capability") == ENODATA);
  CHECK(attribute("system.posix_acl_access") == EOPNOTSUPP);
  CHECK(attribute("trusted.x") == EOPNOTSUPP);
  CHECK(attributes_asked == before);
  CHECK(attribute("user.none") == ENODATA);
  CHECK(attributes_asked == before + 1);
}

static void an_answer_nobody_takes_is_undone(void) {
  static struct harness gone;
  harness_open(&gone, &operations);
  CHECK(harness_hello(&gone, 45, INIT_READDIRPLUS) == 0);
  close(gone.kernel);
  signal(SIGPIPE, SIG_IGN);
  int before = releases;
  harness_ask(&gone, OP_LOOKUP, 1, "name", 5);
  struct proto_open_in open = {0, 0};
  harness_ask(&gone, OP_OPEN, 42, &open, sizeof open);
  struct proto_read_in in = {.offset = 0, .size = 65536};
  harness_ask(&gone, OP_READDIRPLUS, 1, &in, sizeof in);
  CHECK(nodes_count(&gone.session.nodes) == 0);
  CHECK(releases == before + 1);
  gone.kernel = -1;
  harness_close(&gone);
}

int main(void) {
  negotiates_what_both_can();
  old_kernels_get_less();
  harness_open(&kernel, &operations);
  CHECK(harness_hello(&kernel, 45, INIT_READDIRPLUS) == 0);
  a_lookup_counts_and_a_forget_uncounts();
  absence_may_be_remembered();
  files_open_read_write_release();
  renames_name_both_places();
  directories_come_in_pieces();
  entries_with_attributes_are_counted();
  attributes_of_both_kinds();
  attributes_of_the_system_are_answered_without_asking();
  harness_close(&kernel);
  an_answer_nobody_takes_is_undone();
  PASSED();
  return 0;
}
