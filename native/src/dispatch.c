#include "dispatch.h"

#include <errno.h>
#include <string.h>

#include "context.h"
#include "operations.h"
#include "releases.h"
#include "reply.h"
#include "workers.h"

/* What a message must hold, and who works on it. */
struct rule {
  void (*work)(struct request *);
  size_t least; /* bytes of the body before names or content */
  int names;    /* how many names must follow, each ended by a NUL */
  bool silent;  /* the kernel waits for no answer, not even for an error */
};

static void op_interrupt(struct request *request);
static void op_destroy(struct request *request);

/* INIT of a kernel without INIT_EXT has four fields. */
#define INIT_LEAST 16

static const struct rule rules[OP_END] = {
    [OP_LOOKUP] = {op_lookup, 0, 1, false},
    [OP_FORGET] = {op_forget, sizeof(struct proto_forget_in), 0, true},
    [OP_GETATTR] = {op_getattr, sizeof(struct proto_getattr_in), 0, false},
    [OP_SETATTR] = {op_setattr, sizeof(struct proto_setattr_in), 0, false},
    [OP_READLINK] = {op_readlink, 0, 0, false},
    [OP_SYMLINK] = {op_symlink, 0, 2, false},
    [OP_MKNOD] = {op_mknod, sizeof(struct proto_mknod_in), 1, false},
    [OP_MKDIR] = {op_mkdir, sizeof(struct proto_mkdir_in), 1, false},
    [OP_UNLINK] = {op_unlink, 0, 1, false},
    [OP_RMDIR] = {op_rmdir, 0, 1, false},
    [OP_RENAME] = {op_rename, sizeof(struct proto_rename_in), 2, false},
    [OP_LINK] = {op_link, sizeof(struct proto_link_in), 1, false},
    [OP_OPEN] = {op_open, sizeof(struct proto_open_in), 0, false},
    [OP_READ] = {op_read, sizeof(struct proto_read_in), 0, false},
    [OP_WRITE] = {op_write, sizeof(struct proto_write_in), 0, false},
    [OP_STATFS] = {op_statfs, 0, 0, false},
    [OP_RELEASE] = {op_release, sizeof(struct proto_release_in), 0, false},
    [OP_FSYNC] = {op_fsync, sizeof(struct proto_fsync_in), 0, false},
    [OP_SETXATTR] = {op_setxattr, sizeof(struct proto_setxattr_in), 1, false},
    [OP_GETXATTR] = {op_getxattr, sizeof(struct proto_getxattr_in), 1, false},
    [OP_LISTXATTR] = {op_listxattr, sizeof(struct proto_getxattr_in), 0, false},
    [OP_REMOVEXATTR] = {op_removexattr, 0, 1, false},
    [OP_FLUSH] = {op_flush, sizeof(struct proto_flush_in), 0, false},
    [OP_INIT] = {session_negotiate, INIT_LEAST, 0, false},
    [OP_OPENDIR] = {op_opendir, sizeof(struct proto_open_in), 0, false},
    [OP_READDIR] = {op_readdir, sizeof(struct proto_read_in), 0, false},
    [OP_RELEASEDIR] = {op_releasedir, sizeof(struct proto_release_in), 0, false},
    [OP_FSYNCDIR] = {op_fsyncdir, sizeof(struct proto_fsync_in), 0, false},
    [OP_ACCESS] = {op_access, sizeof(struct proto_access_in), 0, false},
    [OP_CREATE] = {op_create, sizeof(struct proto_create_in), 1, false},
    [OP_INTERRUPT] = {op_interrupt, sizeof(struct proto_interrupt_in), 0, true},
    [OP_DESTROY] = {op_destroy, 0, 0, false},
    [OP_BATCH_FORGET] = {op_batch_forget, sizeof(struct proto_batch_forget_in), 0, true},
    [OP_FALLOCATE] = {op_fallocate, sizeof(struct proto_fallocate_in), 0, false},
    [OP_READDIRPLUS] = {op_readdirplus, sizeof(struct proto_read_in), 0, false},
};

/* Only a request that is not there any more, or not yet: the kernel says it again if need be. */
static void op_interrupt(struct request *request) {
  struct proto_interrupt_in in;
  memcpy(&in, request->body, sizeof in);
  if (requests_interrupt(&request->session->requests, in.unique)) {
    workers_watch(request->session);
  } else {
    reply_error(request, EAGAIN);
  }
}

static void op_destroy(struct request *request) { reply_status(request, 0); }

/* A name is not empty, has no slash, and does not lead up. 0, or a negative errno. */
static int check_name(const char *name, size_t length, bool is_text) {
  if (length > NAME_MOST) return -ENAMETOOLONG;
  if (is_text) return 0; /* of a symbolic link, or of an attribute's name */
  if (length == 0 || memchr(name, '/', length) != NULL) return -EINVAL;
  if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) return -EINVAL;
  return 0;
}

static int check_names(const struct request *request, const struct rule *rule) {
  uint32_t opcode = request->header->opcode;
  size_t at = rule->least;
  for (int i = 0; i < rule->names; i++) {
    const char *name = request->body + at;
    const char *end = memchr(name, '\0', request->body_size - at);
    if (end == NULL) return -EINVAL;
    bool is_text = (opcode == OP_SYMLINK && i == 1) || opcode == OP_SETXATTR ||
                   opcode == OP_GETXATTR || opcode == OP_REMOVEXATTR;
    int result = check_name(name, (size_t)(end - name), is_text);
    if (result != 0) return result;
    at += (size_t)(end - name) + 1;
  }
  return 0;
}

/* Content that a message says it has must be there. */
static int check_content(const struct request *request) {
  if (request->header->opcode == OP_WRITE) {
    struct proto_write_in in;
    memcpy(&in, request->body, sizeof in);
    if (in.size > request->body_size - sizeof in) return -EINVAL;
  }
  if (request->header->opcode == OP_SETXATTR) {
    struct proto_setxattr_in in;
    memcpy(&in, request->body, sizeof in);
    size_t before = sizeof in + strlen(request->body + sizeof in) + 1;
    if (in.size > request->body_size - before) return -EINVAL;
  }
  if (request->header->opcode == OP_BATCH_FORGET) {
    struct proto_batch_forget_in in;
    memcpy(&in, request->body, sizeof in);
    size_t room = (request->body_size - sizeof in) / sizeof(struct proto_forget_one);
    if (in.count > room) return -EINVAL;
  }
  return 0;
}

static int check(const struct request *request, const struct rule *rule) {
  if (request->body_size < rule->least) return -EINVAL;
  int result = check_names(request, rule);
  return result != 0 ? result : check_content(request);
}

void dispatch(struct session *session, const char *message, size_t size, char *out,
              size_t out_room) {
  struct proto_in_header header;
  if (size < sizeof header) return; /* nobody could be answered */
  memcpy(&header, message, sizeof header);
  struct request request = {.session = session,
                            .header = &header,
                            .body = message + sizeof header,
                            .body_size = size - sizeof header,
                            .out = out,
                            .out_room = out_room};
  const struct rule *rule = header.opcode < OP_END ? &rules[header.opcode] : NULL;
  if (rule == NULL || rule->work == NULL) {
    reply_error(&request, ENOSYS);
    return;
  }
  int wrong = header.len == size ? check(&request, rule) : -EINVAL;
  if (wrong == 0 && session->minor == 0 && header.opcode != OP_INIT) wrong = -EIO;
  if (wrong != 0) {
    if (!rule->silent) reply_error(&request, -wrong);
    return;
  }
  if (rule->silent) {
    rule->work(&request);
    return;
  }
  context_set(session, &header);
  requests_add(&session->requests, &request);
  rule->work(&request);
  if (!atomic_load(&request.answered)) reply_error(&request, EIO); /* a bug of ours */
  requests_remove(&session->requests, &request);
  releases_end(&request);
  context_clear();
}
