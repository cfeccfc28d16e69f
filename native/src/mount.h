/* Making the mount in the kernel: by mount(2) as root, by fusermount3 otherwise. */
#ifndef VOSFS_MOUNT_H
#define VOSFS_MOUNT_H

#include <stddef.h>

#include "options.h"

/*
 * Mounts; the caller closes the descriptor of the device that it returns. A negative errno when it
 * cannot be done, with one line in `problem`. Nothing is mounted then.
 */
int mount_open(const struct options *options, char *problem, size_t room);

#endif
