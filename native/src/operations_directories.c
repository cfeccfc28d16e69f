#include <errno.h>
#include <string.h>

#include "attributes.h"
#include "operations.h"
#include "releases.h"
#include "reply.h"

#define ALIGN 8

/* The entries that go into one answer. */
struct filling {
  struct request *request;
  size_t limit;
  size_t used;
  bool plus;
  int error;
  uint64_t asked; /* the offset that this answer begins at */
  uint64_t told;  /* entries told without an offset of their own */
};

static struct fuse_file_info info_of(uint64_t fh, uint32_t flags) {
  struct fuse_file_info info = {.fh = fh, .flags = (int)flags};
  return info;
}

void op_opendir(struct request *request) {
  struct session *session = request->session;
  struct proto_open_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_of_node(path, request);
  struct fuse_file_info info = info_of(0, in.flags);
  int result = session->operations.opendir == NULL ? 0 : session->operations.opendir(path, &info);
  if (result != 0) {
    reply_error(request, -result);
    return;
  }
  struct proto_open_out out = {.fh = info.fh};
  if (!reply_data(request, &out, sizeof out) && session->operations.releasedir != NULL) {
    session->operations.releasedir(path, &info);
  }
}

static bool is_dot(const char *name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0; }

/*
 * The part of an entry that READDIRPLUS adds. An entry without attributes keeps node 0: the kernel
 * then takes the name alone. The two dots must have none: the kernel does not count them.
 */
static int fill_entry(struct filling *filling, struct proto_entry_out *entry, const char *name,
                      const struct stat *st) {
  struct session *session = filling->request->session;
  memset(entry, 0, sizeof *entry);
  if (st == NULL || is_dot(name) || attributes_fresh(st, UINT32_MAX) == UINT32_MAX) return 0;
  attributes_entry(session, entry, st);
  return nodes_remember(&session->nodes, entry->nodeid);
}

/* fuse_fill_dir_t: 1 when the answer is full. */
static int fill(void *buf, const char *name, const struct stat *st, off_t off) {
  struct filling *filling = buf;
  uint64_t next = (uint64_t)off;
  if (off == 0) { /* the whole directory is told each time, without offsets */
    next = ++filling->told;
    if (next <= filling->asked) return 0;
  }
  size_t head = filling->plus ? sizeof(struct proto_direntplus) : sizeof(struct proto_dirent);
  size_t length = strlen(name);
  size_t size = (head + length + ALIGN - 1) / ALIGN * ALIGN;
  if (length == 0 || length > NAME_MOST || memchr(name, '/', length) != NULL) return 0;
  if (size > filling->limit - filling->used) return 1;
  char *at = filling->request->out + filling->used;
  memset(at, 0, size);
  struct proto_direntplus both;
  memset(&both, 0, sizeof both);
  both.dirent.ino = st == NULL ? UINT64_MAX : st->st_ino;
  both.dirent.off = next;
  both.dirent.namelen = (uint32_t)length;
  both.dirent.type = st == NULL ? 0 : (st->st_mode & S_IFMT) >> 12;
  if (filling->plus) {
    filling->error = fill_entry(filling, &both.entry, name, st);
    if (filling->error != 0) return 1;
    memcpy(at, &both, sizeof both);
  } else {
    memcpy(at, &both.dirent, sizeof both.dirent);
  }
  memcpy(at + head, name, length);
  filling->used += size;
  return 0;
}

/* The kernel did not take the answer: what was counted for it is forgotten. */
static void undo(struct filling *filling) {
  size_t at = 0;
  while (filling->plus && at < filling->used) {
    struct proto_direntplus both;
    memcpy(&both, filling->request->out + at, sizeof both);
    if (both.entry.nodeid != 0) {
      nodes_forget(&filling->request->session->nodes, both.entry.nodeid, 1);
    }
    at += (sizeof both + both.dirent.namelen + ALIGN - 1) / ALIGN * ALIGN;
  }
}

static void read_directory(struct request *request, bool plus) {
  struct proto_read_in in;
  memcpy(&in, request->body, sizeof in);
  char room[PATH_ROOM];
  const char *path = path_beside_handle(room, request);
  struct fuse_file_info info = info_of(in.fh, in.flags);
  struct filling filling = {.request = request,
                            .limit = in.size < request->out_room ? in.size : request->out_room,
                            .plus = plus,
                            .asked = in.offset};
  int result = CALL(request, readdir, path, &filling, fill, (off_t)in.offset, &info);
  if (result == 0) result = filling.error;
  if (result != 0) {
    reply_error(request, -result);
    undo(&filling);
  } else if (!reply_out(request, filling.used)) {
    undo(&filling);
  }
}

void op_readdir(struct request *request) { read_directory(request, false); }

void op_readdirplus(struct request *request) { read_directory(request, true); }

void op_releasedir(struct request *request) {
  struct proto_release_in in;
  memcpy(&in, request->body, sizeof in);
  struct fuse_file_info info = info_of(in.fh, in.flags);
  releases_call(request, &info, true);
  reply_status(request, 0);
}

void op_fsyncdir(struct request *request) {
  struct proto_fsync_in in;
  memcpy(&in, request->body, sizeof in);
  char room[PATH_ROOM];
  const char *path = path_beside_handle(room, request);
  struct fuse_file_info info = info_of(in.fh, 0);
  int data_only = (in.flags & FSYNC_DATA_ONLY) != 0;
  reply_status(request, -CALL(request, fsyncdir, path, data_only, &info));
}
