#include "nodes.h"

#include <errno.h>
#include <stdlib.h>

#include "protocol.h"

#define FIRST_BUCKETS 1024

int nodes_init(struct nodes *nodes) {
  nodes->buckets = calloc(FIRST_BUCKETS, sizeof *nodes->buckets);
  if (nodes->buckets == NULL) return -ENOMEM;
  nodes->bucket_count = FIRST_BUCKETS;
  nodes->count = 0;
  pthread_mutex_init(&nodes->lock, NULL);
  return 0;
}

static void free_opens(struct node *node) {
  while (node->opens != NULL) {
    struct node_open *open = node->opens;
    node->opens = open->next;
    free(open);
  }
}

void nodes_destroy(struct nodes *nodes) {
  for (size_t i = 0; i < nodes->bucket_count; i++) {
    while (nodes->buckets[i] != NULL) {
      struct node *node = nodes->buckets[i];
      nodes->buckets[i] = node->next;
      free_opens(node);
      free(node);
    }
  }
  free(nodes->buckets);
  nodes->buckets = NULL;
  pthread_mutex_destroy(&nodes->lock);
}

/* Numbers are given one after the other: multiplying spreads them over all buckets. */
static size_t place(uint64_t id, size_t bucket_count) {
  return (size_t)((id * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (bucket_count - 1);
}

/* Twice as many buckets; without memory for them the table works on, slower. */
static void grow(struct nodes *nodes) {
  size_t wider = nodes->bucket_count * 2;
  struct node **buckets = calloc(wider, sizeof *buckets);
  if (buckets == NULL) return;
  for (size_t i = 0; i < nodes->bucket_count; i++) {
    while (nodes->buckets[i] != NULL) {
      struct node *node = nodes->buckets[i];
      nodes->buckets[i] = node->next;
      size_t at = place(node->id, wider);
      node->next = buckets[at];
      buckets[at] = node;
    }
  }
  free(nodes->buckets);
  nodes->buckets = buckets;
  nodes->bucket_count = wider;
}

struct node *nodes_find(struct nodes *nodes, uint64_t id) {
  struct node *node = nodes->buckets[place(id, nodes->bucket_count)];
  while (node != NULL && node->id != id) node = node->next;
  return node;
}

struct node *nodes_get(struct nodes *nodes, uint64_t id) {
  struct node *node = nodes_find(nodes, id);
  if (node != NULL) return node;
  node = calloc(1, sizeof *node);
  if (node == NULL) return NULL;
  if (nodes->count >= nodes->bucket_count) grow(nodes);
  size_t at = place(id, nodes->bucket_count);
  node->id = id;
  node->next = nodes->buckets[at];
  nodes->buckets[at] = node;
  nodes->count++;
  return node;
}

void nodes_drop_if_unused(struct nodes *nodes, struct node *node) {
  if (node->lookups > 0 || node->opens != NULL) return;
  struct node **link = &nodes->buckets[place(node->id, nodes->bucket_count)];
  while (*link != node) link = &(*link)->next;
  *link = node->next;
  nodes->count--;
  free(node);
}

int nodes_remember(struct nodes *nodes, uint64_t id) {
  if (id == PROTO_ROOT) return 0;
  pthread_mutex_lock(&nodes->lock);
  struct node *node = nodes_get(nodes, id);
  if (node != NULL) node->lookups++;
  pthread_mutex_unlock(&nodes->lock);
  return node == NULL ? -ENOMEM : 0;
}

void nodes_forget(struct nodes *nodes, uint64_t id, uint64_t lookups) {
  if (id == PROTO_ROOT) return;
  pthread_mutex_lock(&nodes->lock);
  struct node *node = nodes_find(nodes, id);
  if (node != NULL) {
    node->lookups -= lookups < node->lookups ? lookups : node->lookups;
    nodes_drop_if_unused(nodes, node);
  }
  pthread_mutex_unlock(&nodes->lock);
}

size_t nodes_count(struct nodes *nodes) {
  pthread_mutex_lock(&nodes->lock);
  size_t count = nodes->count;
  pthread_mutex_unlock(&nodes->lock);
  return count;
}
