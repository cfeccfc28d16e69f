/*
 * The soak's filesystem as callbacks. Some names do what a service does on a bad day: "hang" is
 * looked up until the caller is dead, "slow" takes a tenth of a second, "odd"
 * gives a result that is no errno.
 */
#ifndef VOSFS_SOAK_FILESYSTEM_H
#define VOSFS_SOAK_FILESYSTEM_H

#include "libfuse2.h"
#include "tree.h"

/* Callbacks of all kinds. */
const struct fuse_operations *filesystem(const char *place);

/* Of filesystem_files.c. */
void filesystem_files(struct fuse_operations *operations, const char *place);
/* Of filesystem_attributes.c. */
void filesystem_attributes(struct fuse_operations *operations);

/* What stat says of the inode; sometimes with a hint about how long that holds. */
void filesystem_stat(const struct inode *inode, struct stat *st);

#endif
