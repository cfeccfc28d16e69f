/* What fuse_get_context tells the thread that works on a request. */
#ifndef VOSFS_CONTEXT_H
#define VOSFS_CONTEXT_H

#include "libfuse2.h"
#include "session.h"

void context_set(struct session *session, const struct proto_in_header *header);
void context_umask(mode_t umask);
void context_clear(void);

#endif
