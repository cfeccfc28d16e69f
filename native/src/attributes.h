/* From struct stat, as callbacks fill it in, to what the kernel is told. */
#ifndef VOSFS_ATTRIBUTES_H
#define VOSFS_ATTRIBUTES_H

#include <stdbool.h>
#include <sys/stat.h>

#include "libfuse2.h"
#include "session.h"

/* The attributes alone. */
void attributes_fill(struct proto_attr *attr, const struct stat *from);

/* How long the kernel may believe what a callback left in `from`; `otherwise` without a hint. */
uint32_t attributes_fresh(const struct stat *from, uint32_t otherwise);

/* An entry whose node number is the inode number that the callback gave. */
void attributes_entry(const struct session *session, struct proto_entry_out *out,
                      const struct stat *from);

/* An answer to getattr and setattr. */
bool attributes_reply(struct request *request, const struct stat *from);

#endif
