#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attributes.h"
#include "context.h"
#include "operations.h"
#include "reply.h"

void path_of_node(char path[PATH_ROOM], const struct request *request) {
  snprintf(path, PATH_ROOM, "/@%llu", (unsigned long long)request->header->nodeid);
}

const char *path_beside_handle(char path[PATH_ROOM], const struct request *request) {
  if (request->session->operations.flags & (FUSE_NULL_PATH_OK | FUSE_NO_PATH)) return NULL;
  path_of_node(path, request);
  return path;
}

void path_of_name(char path[PATH_ROOM], uint64_t directory, const char *name) {
  snprintf(path, PATH_ROOM, "/@%llu/%s", (unsigned long long)directory, name);
}

const char *name_after(const struct request *request, size_t offset) {
  return request->body + offset;
}

/* The path of the name that follows `offset` bytes of the body, in the request's node. */
static void path_after(char path[PATH_ROOM], const struct request *request, size_t offset) {
  path_of_name(path, request->header->nodeid, name_after(request, offset));
}

static void give_entry(struct request *request, const struct stat *found) {
  struct session *session = request->session;
  struct proto_entry_out out;
  attributes_entry(session, &out, found);
  /* Counted before the kernel knows: it may forget before this thread goes on. */
  int result = nodes_remember(&session->nodes, out.nodeid);
  if (result != 0) {
    reply_error(request, -result);
  } else if (!reply_data(request, &out, sizeof out)) {
    nodes_forget(&session->nodes, out.nodeid, 1);
  }
}

void reply_entry(struct request *request, const char *path) {
  struct stat found;
  memset(&found, 0, sizeof found);
  int result = CALL(request, getattr, path, &found);
  if (result == 0) {
    give_entry(request, &found);
  } else {
    reply_error(request, -result);
  }
}

/* A name that is absent, as an entry without a node when the kernel may remember that. */
static void reply_absent(struct request *request, const struct stat *hint) {
  uint32_t millis = attributes_fresh(hint, 0);
  if (millis == 0) {
    reply_error(request, ENOENT);
    return;
  }
  struct proto_entry_out out;
  memset(&out, 0, sizeof out);
  out.entry_valid = millis / 1000;
  out.entry_valid_nsec = millis % 1000 * 1000000;
  reply_data(request, &out, sizeof out);
}

void op_lookup(struct request *request) {
  char path[PATH_ROOM];
  path_after(path, request, 0);
  struct stat found;
  memset(&found, 0, sizeof found);
  int result = CALL(request, getattr, path, &found);
  if (result == 0) {
    give_entry(request, &found);
  } else if (result == -ENOENT) {
    reply_absent(request, &found);
  } else {
    reply_error(request, -result);
  }
}

void op_forget(struct request *request) {
  struct proto_forget_in in;
  memcpy(&in, request->body, sizeof in);
  nodes_forget(&request->session->nodes, request->header->nodeid, in.count);
}

void op_batch_forget(struct request *request) {
  struct proto_batch_forget_in in;
  memcpy(&in, request->body, sizeof in);
  for (uint32_t i = 0; i < in.count; i++) {
    struct proto_forget_one one;
    memcpy(&one, request->body + sizeof in + i * sizeof one, sizeof one);
    nodes_forget(&request->session->nodes, one.nodeid, one.count);
  }
}

void op_readlink(struct request *request) {
  char path[PATH_ROOM];
  path_of_node(path, request);
  char target[NAME_MOST + 1];
  int result = CALL(request, readlink, path, target, sizeof target);
  if (result != 0) {
    reply_error(request, -result);
  } else {
    target[sizeof target - 1] = '\0';
    reply_data(request, target, strlen(target));
  }
}

void op_symlink(struct request *request) {
  char path[PATH_ROOM];
  path_after(path, request, 0);
  const char *target = name_after(request, strlen(request->body) + 1);
  int result = CALL(request, symlink, target, path);
  if (result != 0) {
    reply_error(request, -result);
  } else {
    reply_entry(request, path);
  }
}

void op_mknod(struct request *request) {
  struct proto_mknod_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_after(path, request, sizeof in);
  context_umask(in.umask);
  int result = CALL(request, mknod, path, in.mode, in.rdev);
  if (result != 0) {
    reply_error(request, -result);
  } else {
    reply_entry(request, path);
  }
}

void op_mkdir(struct request *request) {
  struct proto_mkdir_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_after(path, request, sizeof in);
  context_umask(in.umask);
  int result = CALL(request, mkdir, path, in.mode);
  if (result != 0) {
    reply_error(request, -result);
  } else {
    reply_entry(request, path);
  }
}

void op_unlink(struct request *request) {
  char path[PATH_ROOM];
  path_after(path, request, 0);
  reply_status(request, -CALL(request, unlink, path));
}

void op_rmdir(struct request *request) {
  char path[PATH_ROOM];
  path_after(path, request, 0);
  reply_status(request, -CALL(request, rmdir, path));
}

void op_rename(struct request *request) {
  struct proto_rename_in in;
  memcpy(&in, request->body, sizeof in);
  char from[PATH_ROOM];
  char to[PATH_ROOM];
  const char *old = name_after(request, sizeof in);
  path_of_name(from, request->header->nodeid, old);
  path_of_name(to, in.new_directory, old + strlen(old) + 1);
  reply_status(request, -CALL(request, rename, from, to));
}

void op_link(struct request *request) {
  struct proto_link_in in;
  memcpy(&in, request->body, sizeof in);
  char old[PATH_ROOM];
  char path[PATH_ROOM];
  snprintf(old, sizeof old, "/@%llu", (unsigned long long)in.old_nodeid);
  path_after(path, request, sizeof in);
  int result = CALL(request, link, old, path);
  if (result != 0) {
    reply_error(request, -result);
  } else {
    reply_entry(request, path);
  }
}
