#include <errno.h>
#include <string.h>

#include "attributes.h"
#include "operations.h"
#include "reply.h"

void op_getattr(struct request *request) {
  struct proto_getattr_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_of_node(path, request);
  struct stat found;
  memset(&found, 0, sizeof found);
  int result;
  if ((in.flags & GETATTR_BY_HANDLE) && request->session->operations.fgetattr != NULL) {
    struct fuse_file_info info = {.fh = in.fh};
    result = request->session->operations.fgetattr(path, &found, &info);
  } else {
    result = CALL(request, getattr, path, &found);
  }
  if (result == 0) {
    attributes_reply(request, &found);
  } else {
    reply_error(request, -result);
  }
}

/* One of the two times that utimens takes. */
static struct timespec time_of(uint32_t valid, uint32_t given, uint32_t now, uint64_t seconds,
                               uint32_t nanos) {
  struct timespec time = {.tv_sec = 0, .tv_nsec = UTIME_OMIT};
  if (valid & now) {
    time.tv_nsec = UTIME_NOW;
  } else if (valid & given) {
    time.tv_sec = (time_t)seconds;
    time.tv_nsec = (long)nanos;
  }
  return time;
}

static int truncate_to(struct request *request, const struct proto_setattr_in *in,
                       const char *path) {
  if ((in->valid & SETATTR_FH) && request->session->operations.ftruncate != NULL) {
    struct fuse_file_info info = {.fh = in->fh};
    return request->session->operations.ftruncate(path, (off_t)in->size, &info);
  }
  return CALL(request, truncate, path, (off_t)in->size);
}

static int change(struct request *request, const struct proto_setattr_in *in, const char *path) {
  int result = 0;
  if (in->valid & SETATTR_MODE) result = CALL(request, chmod, path, in->mode);
  if (result == 0 && (in->valid & (SETATTR_UID | SETATTR_GID))) {
    uid_t user = in->valid & SETATTR_UID ? in->uid : (uid_t)-1;
    gid_t group = in->valid & SETATTR_GID ? in->gid : (gid_t)-1;
    result = CALL(request, chown, path, user, group);
  }
  if (result == 0 && (in->valid & SETATTR_SIZE)) result = truncate_to(request, in, path);
  if (result == 0 && (in->valid & (SETATTR_ATIME | SETATTR_MTIME))) {
    struct timespec times[2] = {
        time_of(in->valid, SETATTR_ATIME, SETATTR_ATIME_NOW, in->atime, in->atime_nsec),
        time_of(in->valid, SETATTR_MTIME, SETATTR_MTIME_NOW, in->mtime, in->mtime_nsec)};
    result = CALL(request, utimens, path, times);
  }
  return result;
}

void op_setattr(struct request *request) {
  struct proto_setattr_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_of_node(path, request);
  int result = change(request, &in, path);
  struct stat found;
  memset(&found, 0, sizeof found);
  if (result == 0 && (in.valid & SETATTR_FH) &&
      request->session->operations.fgetattr != NULL) {
    struct fuse_file_info info = {.fh = in.fh};
    result = request->session->operations.fgetattr(path, &found, &info);
  } else if (result == 0) {
    result = CALL(request, getattr, path, &found);
  }
  if (result == 0) {
    attributes_reply(request, &found);
  } else {
    reply_error(request, -result);
  }
}

void op_access(struct request *request) {
  struct proto_access_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_of_node(path, request);
  reply_status(request, -CALL(request, access, path, (int)in.mask));
}

void op_statfs(struct request *request) {
  char path[PATH_ROOM];
  path_of_node(path, request);
  struct statvfs space;
  memset(&space, 0, sizeof space);
  int result = CALL(request, statfs, path, &space);
  if (result != 0) {
    reply_error(request, -result);
    return;
  }
  struct proto_statfs_out out;
  memset(&out, 0, sizeof out);
  out.blocks = space.f_blocks;
  out.bfree = space.f_bfree;
  out.bavail = space.f_bavail;
  out.files = space.f_files;
  out.ffree = space.f_ffree;
  out.bsize = (uint32_t)space.f_bsize;
  out.namelen = (uint32_t)space.f_namemax;
  out.frsize = (uint32_t)space.f_frsize;
  reply_data(request, &out, sizeof out);
}

void op_setxattr(struct request *request) {
  struct proto_setxattr_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_of_node(path, request);
  const char *name = name_after(request, sizeof in);
  const char *value = name + strlen(name) + 1;
  reply_status(request, -CALL(request, setxattr, path, name, value, in.size, (int)in.flags));
}

/* `result` bytes are in the out buffer, or it is the size that was asked for, or an errno. */
static void reply_value(struct request *request, int result, uint32_t asked) {
  if (result < 0) {
    reply_error(request, -result);
  } else if (asked == 0) {
    struct proto_getxattr_out out = {.size = (uint32_t)result};
    reply_data(request, &out, sizeof out);
  } else if ((uint32_t)result > asked) {
    reply_error(request, ERANGE);
  } else {
    reply_out(request, (size_t)result);
  }
}

/*
 * No filesystem of ours has other attributes than those of users; ls and cp ask for two of the
 * system's with every file, and the kernel remembers no answer. Told that there can be none, ls
 * asks once in a listing. Only capabilities may be there everywhere, for the kernel's own rules.
 * 0 for a name that is to be asked.
 */
static int without_asking(const char *name) {
  if (strncmp(name, "user.", 5) == 0) return 0;
  return strcmp(name, "security.capability") == 0 ? ENODATA : EOPNOTSUPP;
}

void op_getxattr(struct request *request) {
  struct proto_getxattr_in in;
  memcpy(&in, request->body, sizeof in);
  int known = without_asking(name_after(request, sizeof in));
  if (known != 0) {
    reply_error(request, known);
    return;
  }
  char path[PATH_ROOM];
  path_of_node(path, request);
  if (in.size > request->out_room) {
    reply_error(request, ERANGE);
    return;
  }
  char *value = in.size == 0 ? NULL : request->out;
  const char *name = name_after(request, sizeof in);
  reply_value(request, CALL(request, getxattr, path, name, value, in.size), in.size);
}

void op_listxattr(struct request *request) {
  struct proto_getxattr_in in;
  memcpy(&in, request->body, sizeof in);
  char path[PATH_ROOM];
  path_of_node(path, request);
  if (in.size > request->out_room) {
    reply_error(request, ERANGE);
    return;
  }
  char *list = in.size == 0 ? NULL : request->out;
  reply_value(request, CALL(request, listxattr, path, list, in.size), in.size);
}

void op_removexattr(struct request *request) {
  char path[PATH_ROOM];
  path_of_node(path, request);
  reply_status(request, -CALL(request, removexattr, path, name_after(request, 0)));
}
