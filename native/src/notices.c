/* What the kernel is told without having asked. */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>

#include "operations.h"
#include "session.h"
#include "vosfs.h"

static int send(struct session *session, int notice, struct iovec *parts, int count) {
  if (atomic_load(&session->ended)) return -ENODEV;
  struct proto_out_header header = {.error = notice, .unique = 0};
  parts[0].iov_base = &header;
  parts[0].iov_len = sizeof header;
  for (int i = 0; i < count; i++) header.len += (uint32_t)parts[i].iov_len;
  return writev(session->device, parts, count) < 0 ? -errno : 0;
}

int vosfs_forget_name(struct session *session, uint64_t directory, const char *name) {
  size_t length = strlen(name);
  if (length == 0 || length > NAME_MOST) return -EINVAL;
  struct proto_inval_entry_out out = {.parent = directory, .namelen = (uint32_t)length};
  struct iovec parts[3] = {{NULL, 0}, {&out, sizeof out}, {(void *)name, length + 1}};
  return send(session, NOTICE_INVAL_ENTRY, parts, 3);
}

/* A negative offset leaves the content alone: open decides about that. */
int vosfs_forget_attributes(struct session *session, uint64_t node) {
  struct proto_inval_inode_out out = {.nodeid = node, .offset = -1, .length = 0};
  struct iovec parts[2] = {{NULL, 0}, {&out, sizeof out}};
  return send(session, NOTICE_INVAL_INODE, parts, 2);
}
