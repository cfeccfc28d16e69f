/*
 * Answers to requests. Each function claims the request first: when it was answered already, or
 * the kernel does not wait for the answer any more, it returns false, and the caller undoes what
 * the answer would have given to the kernel.
 */
#ifndef VOSFS_REPLY_H
#define VOSFS_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "requests.h"

/* `error` is positive. */
bool reply_error(struct request *request, int error);

/* `error` is 0 for a plain success. */
bool reply_status(struct request *request, int error);

bool reply_data(struct request *request, const void *data, size_t size);

/* The first `size` bytes of the request's own out buffer. */
bool reply_out(struct request *request, size_t size);

#endif
