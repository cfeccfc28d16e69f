/*
 * One function for each request of the kernel: calls the callbacks of libfuse 2's operations table
 * and answers. A path is "/@NODE" or "/@NODE/NAME", see nodes.h.
 */
#ifndef VOSFS_OPERATIONS_H
#define VOSFS_OPERATIONS_H

#include "requests.h"

/* Calls the callback, or has ENOSYS when there is none. */
#define CALL(request, name, ...)                                                       \
  ((request)->session->operations.name == NULL                                         \
       ? -ENOSYS                                                                       \
       : (request)->session->operations.name(__VA_ARGS__))

#define PATH_ROOM 4200

/* The longest name that any kernel sends. */
#define NAME_MOST 4095

/* Of the node the request is about, or of that name in it. */
void path_of_node(char path[PATH_ROOM], const struct request *request);
void path_of_name(char path[PATH_ROOM], uint64_t directory, const char *name);

/* Of the node, for a callback that has a handle; NULL when the callbacks want none. */
const char *path_beside_handle(char path[PATH_ROOM], const struct request *request);

/* The name that follows `offset` bytes of the body; dispatch has seen to its end. */
const char *name_after(const struct request *request, size_t offset);

/* Names: operations_names.c. */
void op_lookup(struct request *request);
void op_forget(struct request *request);
void op_batch_forget(struct request *request);
void op_readlink(struct request *request);
void op_symlink(struct request *request);
void op_mknod(struct request *request);
void op_mkdir(struct request *request);
void op_unlink(struct request *request);
void op_rmdir(struct request *request);
void op_rename(struct request *request);
void op_link(struct request *request);

/* Attributes, plain and extended: operations_attributes.c. */
void op_getattr(struct request *request);
void op_setattr(struct request *request);
void op_access(struct request *request);
void op_statfs(struct request *request);
void op_setxattr(struct request *request);
void op_getxattr(struct request *request);
void op_listxattr(struct request *request);
void op_removexattr(struct request *request);

/* Open files: operations_files.c. */
void op_open(struct request *request);
void op_create(struct request *request);
void op_read(struct request *request);
void op_write(struct request *request);
void op_flush(struct request *request);
void op_fsync(struct request *request);
void op_release(struct request *request);
void op_fallocate(struct request *request);

/* Directories: operations_directories.c. */
void op_opendir(struct request *request);
void op_readdir(struct request *request);
void op_readdirplus(struct request *request);
void op_releasedir(struct request *request);
void op_fsyncdir(struct request *request);

/* Answers with the entry of a name, looked up by getattr; */
void reply_entry(struct request *request, const char *path);

#endif
