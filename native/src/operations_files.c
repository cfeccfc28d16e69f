#include <errno.h>
#include <limits.h>
#include <string.h>

#include "attributes.h"
#include "context.h"
#include "operations.h"
#include "passthrough.h"
#include "releases.h"
#include "reply.h"

/* What a file was opened as, on its way from the callback to the kernel. */
struct opening {
  struct fuse_file_info info;
  char backing[PATH_MAX];
};

static void opening_init(struct opening *opening, const struct session *session, uint32_t flags) {
  memset(&opening->info, 0, sizeof opening->info);
  opening->info.flags = (int)flags;
  opening->backing[0] = '\0';
  if (atomic_load(&session->features) & FEATURE_PASSTHROUGH) {
    opening->info.backing_path = opening->backing;
    opening->info.backing_room = sizeof opening->backing;
  }
}

/* Nobody will use or release a handle that the kernel did not take. */
static void undo_open(struct request *request, uint64_t node, const char *path,
                      struct opening *opening) {
  passthrough_released(request->session, node, opening->info.fh);
  if (request->session->operations.release != NULL) {
    request->session->operations.release(path, &opening->info);
  }
}

void op_open(struct request *request) {
  struct session *session = request->session;
  struct proto_open_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_of_node(path, request);
  struct opening opening;
  opening_init(&opening, session, in.flags);
  int result = session->operations.open == NULL ? 0 : session->operations.open(path, &opening.info);
  if (result != 0) {
    reply_error(request, -result);
    return;
  }
  uint64_t node = request->header->nodeid;
  struct proto_open_out out;
  passthrough_opened(session, node, &opening.info, &out);
  if (opening.info.no_flush) out.open_flags |= OPENED_NOFLUSH;
  if (!reply_data(request, &out, sizeof out)) undo_open(request, node, path, &opening);
}

static int attributes_of_new(struct request *request, const char *path, struct stat *found,
                             struct opening *opening) {
  memset(found, 0, sizeof *found);
  if (request->session->operations.fgetattr != NULL) {
    return request->session->operations.fgetattr(path, found, &opening->info);
  }
  return CALL(request, getattr, path, found);
}

static void reply_created(struct request *request, const char *path, const struct stat *found,
                          struct opening *opening) {
  struct session *session = request->session;
  struct {
    struct proto_entry_out entry;
    struct proto_open_out open;
  } out;
  attributes_entry(session, &out.entry, found);
  uint64_t node = out.entry.nodeid;
  int result = nodes_remember(&session->nodes, node);
  if (result == 0) passthrough_opened(session, node, &opening->info, &out.open);
  if (result == 0 && reply_data(request, &out, sizeof out)) return;
  if (result != 0) {
    reply_error(request, -result);
  } else {
    nodes_forget(&session->nodes, node, 1);
  }
  undo_open(request, node, path, opening);
}

void op_create(struct request *request) {
  struct session *session = request->session;
  struct proto_create_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_of_name(path, request->header->nodeid, name_after(request, sizeof in));
  struct opening opening;
  opening_init(&opening, session, in.flags);
  context_umask(in.umask);
  int result = CALL(request, create, path, in.mode, &opening.info);
  if (result != 0) {
    reply_error(request, -result);
    return;
  }
  struct stat found;
  result = attributes_of_new(request, path, &found, &opening);
  if (result == 0) {
    reply_created(request, path, &found, &opening);
  } else {
    reply_error(request, -result);
    undo_open(request, 0, path, &opening);
  }
}

static struct fuse_file_info info_of(uint64_t fh, uint32_t flags) {
  struct fuse_file_info info = {.fh = fh, .flags = (int)flags};
  return info;
}

void op_read(struct request *request) {
  struct proto_read_in in;
  memcpy(&in, request->body, sizeof in);
  char room[PATH_ROOM];
  const char *path = path_beside_handle(room, request);
  struct fuse_file_info info = info_of(in.fh, in.flags);
  size_t size = in.size < request->out_room ? in.size : request->out_room;
  int result = CALL(request, read, path, request->out, size, (off_t)in.offset, &info);
  if (result < 0) {
    reply_error(request, -result);
  } else {
    reply_out(request, (size_t)result < size ? (size_t)result : size);
  }
}

void op_write(struct request *request) {
  struct proto_write_in in;
  memcpy(&in, request->body, sizeof in);
  char room[PATH_ROOM];
  const char *path = path_beside_handle(room, request);
  struct fuse_file_info info = info_of(in.fh, in.flags);
  info.writepage = (int)(in.write_flags & 1);
  const char *content = request->body + sizeof in;
  int result = CALL(request, write, path, content, in.size, (off_t)in.offset, &info);
  if (result < 0) {
    reply_error(request, -result);
  } else {
    struct proto_write_out out = {.size = (uint32_t)result < in.size ? (uint32_t)result : in.size};
    reply_data(request, &out, sizeof out);
  }
}

void op_flush(struct request *request) {
  struct proto_flush_in in;
  memcpy(&in, request->body, sizeof in);
  char room[PATH_ROOM];
  const char *path = path_beside_handle(room, request);
  struct fuse_file_info info = info_of(in.fh, 0);
  info.flush = 1;
  info.lock_owner = in.lock_owner;
  reply_status(request, -CALL(request, flush, path, &info));
}

void op_fsync(struct request *request) {
  struct proto_fsync_in in;
  memcpy(&in, request->body, sizeof in);
  char room[PATH_ROOM];
  const char *path = path_beside_handle(room, request);
  struct fuse_file_info info = info_of(in.fh, 0);
  int data_only = (in.flags & FSYNC_DATA_ONLY) != 0;
  reply_status(request, -CALL(request, fsync, path, data_only, &info));
}

void op_release(struct request *request) {
  struct session *session = request->session;
  struct proto_release_in in;
  memcpy(&in, request->body, sizeof in);
  struct fuse_file_info info = info_of(in.fh, in.flags);
  info.lock_owner = in.lock_owner;
  passthrough_released(session, request->header->nodeid, in.fh);
  releases_call(request, &info, false);
  reply_status(request, 0); /* nobody could do anything about a failure */
}

void op_fallocate(struct request *request) {
  struct proto_fallocate_in in;
  memcpy(&in, request->body, sizeof in);
  char room[PATH_ROOM];
  const char *path = path_beside_handle(room, request);
  struct fuse_file_info info = info_of(in.fh, 0);
  reply_status(request, -CALL(request, fallocate, path, (int)in.mode, (off_t)in.offset,
                              (off_t)in.length, &info));
}
