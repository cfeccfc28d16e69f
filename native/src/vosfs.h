/* What this library exports: libfuse 2's functions that jnr-fuse binds, and a few of its own. */
#ifndef VOSFS_H
#define VOSFS_H

#include "libfuse2.h"

struct session;
struct fuse_pollhandle;

#define EXPORT __attribute__((visibility("default")))

/* VOSFS_NATIVE_ABI; what is not libfuse 2's may be used only when this is there and agrees. */
EXPORT extern const int vosfs_native_abi;

/*
 * Mounts as the arguments say (see options.h), without answering anything yet. NULL when it cannot
 * be done; then `problem`, of `room` bytes, has one line that says why.
 */
EXPORT struct session *vosfs_mount(int argc, char **argv, const struct fuse_operations *operations,
                                   size_t size, char *problem, size_t room);

/* Serves until the mount has ended. 0, or the negative errno it ended with. */
EXPORT int vosfs_serve(struct session *session);

/* After that; no other function may be called on the session any more. */
EXPORT void vosfs_free(struct session *session);

/* What was negotiated: the bits of enum session_feature. */
EXPORT unsigned vosfs_features(struct session *session);

/* How many nodes the kernel knows, and how many bytes one request carries. */
EXPORT size_t vosfs_nodes(struct session *session);
EXPORT unsigned vosfs_request_size(struct session *session);

/*
 * Has the kernel forget a name, or a node's attributes. 0; -ENOENT when it knows
 * nothing of it; or another negative errno. May wait for calls on the same directory or file, so
 * the caller must not be one of them nor hold what they need. The session must still serve.
 */
EXPORT int vosfs_forget_name(struct session *session, uint64_t directory, const char *name);
EXPORT int vosfs_forget_attributes(struct session *session, uint64_t node);

/* libfuse 2. */
EXPORT int fuse_main_real(int argc, char **argv, const struct fuse_operations *operations,
                          size_t size, void *private_data);
EXPORT struct fuse_context *fuse_get_context(void);
EXPORT void fuse_exit(void *fuse);
EXPORT size_t fuse_buf_size(const struct fuse_bufvec *vector);
EXPORT ssize_t fuse_buf_copy(struct fuse_bufvec *to, struct fuse_bufvec *from, int flags);
EXPORT int fuse_notify_poll(struct fuse_pollhandle *handle);
EXPORT void fuse_pollhandle_destroy(struct fuse_pollhandle *handle);

#endif
