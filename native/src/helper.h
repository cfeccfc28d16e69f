/* Mounting for ordinary users by the setuid program fusermount3, or fusermount where that is missing. */
#ifndef VOSFS_HELPER_H
#define VOSFS_HELPER_H

#include <stddef.h>

#include "options.h"

/*
 * As mount_open: the descriptor of the device, or a negative errno with one line in `problem`, which
 * holds what the program said. Takes at most half a minute.
 */
int helper_mount(const struct options *options, char *problem, size_t room);

#endif
