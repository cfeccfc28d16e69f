/*
 * Files that the kernel reads by itself, from a local file that the callback named at open.
 *
 * The kernel's rules, kept here for every node: while one of its opens is a passthrough one, each
 * further open must be one too, with the same backing file, or be passthrough and direct at once;
 * while one is cached, none may be a passthrough one. A wrong answer fails the caller's open, so
 * all opens are counted from the answer to the release, which is never shorter than the kernel's
 * own count. Direct ones bother the kernel only while it takes the answer; since nobody tells when
 * that was, and answers overtake each other, none becomes a passthrough one beside them either.
 */
#ifndef VOSFS_PASSTHROUGH_H
#define VOSFS_PASSTHROUGH_H

#include "libfuse2.h"
#include "session.h"

/* Decides how a file that the callback opened is opened for the kernel; fills in its answer. */
void passthrough_opened(struct session *session, uint64_t node, const struct fuse_file_info *info,
                        struct proto_open_out *out);

/* The end of that open. A handle that is not known is no error. */
void passthrough_released(struct session *session, uint64_t node, uint64_t fh);

#endif
