/*
 * From a message of the kernel to the function that works on it. Nothing of a message is believed
 * before its length and the ends of its names were checked.
 */
#ifndef VOSFS_DISPATCH_H
#define VOSFS_DISPATCH_H

#include <stddef.h>

#include "requests.h"
#include "session.h"

/* Works on one message of `size` bytes; `out` has room for the content of an answer. */
void dispatch(struct session *session, const char *message, size_t size, char *out,
              size_t out_room);

#endif
