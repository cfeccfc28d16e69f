/*
 * What the kernel knows by number: how often it looked each node up, and which backing file it
 * reads a node through. No names are kept: a name is resolved by the filesystem, seen from the
 * number of its directory, so that no rename of an ancestor can lead a request astray.
 *
 * Thread-safe.
 */
#ifndef VOSFS_NODES_H
#define VOSFS_NODES_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* How a file is open for the kernel; see passthrough.h. */
enum open_kind { OPEN_CACHED, OPEN_DIRECT, OPEN_PASSTHROUGH };

struct node_open {
  uint64_t fh;
  enum open_kind kind;
  struct node_open *next;
};

struct node {
  uint64_t id;
  uint64_t lookups;
  struct node_open *opens; /* not released yet */
  uint32_t cached_opens;
  uint32_t direct_opens;
  uint32_t passthrough_opens;
  int32_t backing_id; /* 0 = none */
  dev_t backing_device;
  ino_t backing_inode;
  struct node *next;
};

struct nodes {
  pthread_mutex_t lock;
  struct node **buckets;
  size_t bucket_count; /* a power of two */
  size_t count;
};

/* 0, or -ENOMEM. */
int nodes_init(struct nodes *nodes);
void nodes_destroy(struct nodes *nodes);

/* One more lookup that the kernel will forget again. 0, or -ENOMEM. The root is not counted. */
int nodes_remember(struct nodes *nodes, uint64_t id);

/* The kernel forgot that many lookups; more than there were count as all of them. */
void nodes_forget(struct nodes *nodes, uint64_t id, uint64_t lookups);

/* How many nodes are known, the root not included. */
size_t nodes_count(struct nodes *nodes);

/*
 * For callers that hold nodes->lock: the node, made when there is none (NULL when out of memory),
 * and the end of a use that may have been the last one.
 */
struct node *nodes_get(struct nodes *nodes, uint64_t id);
struct node *nodes_find(struct nodes *nodes, uint64_t id);
void nodes_drop_if_unused(struct nodes *nodes, struct node *node);

#endif
