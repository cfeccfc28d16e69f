#include "context.h"

#include <string.h>

#include "vosfs.h"

static _Thread_local struct fuse_context current;

void context_set(struct session *session, const struct proto_in_header *header) {
  current.fuse = session;
  current.uid = header->uid;
  current.gid = header->gid;
  current.pid = (pid_t)header->pid;
  current.private_data = session->private_data;
  current.umask = 0;
}

void context_umask(mode_t umask) { current.umask = umask & 07777; }

void context_clear(void) { memset(&current, 0, sizeof current); }

struct fuse_context *fuse_get_context(void) { return &current; }
