/*
 * Handles that are released while a callback still uses them. The kernel sends RELEASE when all
 * that used the handle was answered; but what a killed process asked is answered before its
 * callback has returned. The last such callback's thread then releases the handle, so that no
 * callback ever meets a handle that is gone, as with libfuse.
 */
#ifndef VOSFS_RELEASES_H
#define VOSFS_RELEASES_H

#include <stdbool.h>

#include "libfuse2.h"
#include "requests.h"

struct late_release {
  uint64_t node;
  struct fuse_file_info info;
  bool directory;
  struct late_release *next;
};

/* Calls the callback of the handle that this request, RELEASE or RELEASEDIR, is about: now, or at
 * the end of the last request that uses it. */
void releases_call(struct request *request, const struct fuse_file_info *info, bool directory);

/* The request has ended and is in no table any more: calls what waited for it. */
void releases_end(struct request *request);

#endif
