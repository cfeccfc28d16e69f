/*
 * One mount: the device, what was negotiated with the kernel, the callbacks, and the tables.
 * Threads read requests from the device by themselves and answer them, see workers.h.
 */
#ifndef VOSFS_SESSION_H
#define VOSFS_SESSION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "libfuse2.h"
#include "nodes.h"
#include "options.h"
#include "protocol.h"
#include "requests.h"

/* The most that one request carries, in bytes of content. */
#define SESSION_MOST_CONTENT (1u << 20)
/* Room for headers and names before the content. */
#define SESSION_HEAD_ROOM 8192u
#define SESSION_BUFFER (SESSION_MOST_CONTENT + SESSION_HEAD_ROOM)

/* What was negotiated, as bits for status; the same values as Java's NativeFeatures. */
enum session_feature {
  FEATURE_READDIRPLUS = 1 << 0,
  FEATURE_PARALLEL_DIROPS = 1 << 1,
  FEATURE_LARGE_REQUESTS = 1 << 2,
  FEATURE_INVALIDATION = 1 << 3,
  FEATURE_INTERRUPT = 1 << 4,
  FEATURE_PASSTHROUGH = 1 << 5
};

struct workers;

struct session {
  int device;
  struct options options;
  struct fuse_operations operations;
  void *private_data;
  struct nodes nodes;
  struct requests requests;
  atomic_uint minor; /* 0 until INIT */
  uint32_t max_write;
  atomic_uint features;
  struct workers *workers; /* NULL while no pool runs */
  atomic_bool ended;
  atomic_int end_error; /* 0, or the negative errno that ended it */
};

/*
 * Takes the device over, and copies of the options' texts and the first `size` bytes of the
 * table. 0, or a negative errno; then nothing was taken.
 */
int session_init(struct session *session, int device, const struct fuse_operations *operations,
                 size_t size, void *private_data);

/* After the last thread has ended: calls destroy, closes the device, frees everything. */
void session_destroy(struct session *session);

/* No request is taken from now on; threads end after the one they work on. */
void session_end(struct session *session, int error);

/* Answers the INIT request: what kernel and library can both do. */
void session_negotiate(struct request *request);

#endif
