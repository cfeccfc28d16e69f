#define _GNU_SOURCE
#include "passthrough.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file that the callback named, opened; -1 when there is none or it is not what it should be. */
static int open_backing(const struct fuse_file_info *info, struct stat *found) {
  if (info->backing_path == NULL || info->backing_path[0] == '\0') return -1;
  int fd = open(info->backing_path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return -1;
  if (fstat(fd, found) != 0 || !S_ISREG(found->st_mode) ||
      (info->backing_size != VOSFS_ANY_SIZE && (uint64_t)found->st_size != info->backing_size)) {
    close(fd);
    return -1;
  }
  return fd;
}

/*
 * Registers the file with the kernel. Where that cannot be done at all (no privilege, a stacked
 * filesystem below), it is not tried again.
 */
static int32_t register_backing(struct session *session, int fd) {
  struct proto_backing_map map = {.fd = fd};
  int id = ioctl(session->device, PROTO_BACKING_OPEN, &map);
  if (id > 0) return id;
  if (errno == EPERM || errno == ELOOP || errno == EOPNOTSUPP || errno == ENOTTY) {
    atomic_fetch_and(&session->features, ~(unsigned)FEATURE_PASSTHROUGH);
    fprintf(stderr, "vosfs: no passthrough: %s\n", strerror(errno));
  }
  return 0;
}

static bool same_file(const struct node *node, const struct stat *found) {
  return node->backing_device == found->st_dev && node->backing_inode == found->st_ino;
}

/* Whether this open can be a passthrough one; registers the backing file if it is the first. */
static bool back(struct session *session, struct node *node, int fd, const struct stat *found) {
  if (fd < 0 || node->cached_opens > 0) return false;
  if (node->backing_id != 0) return same_file(node, found);
  if (node->direct_opens > 0) return false;
  node->backing_id = register_backing(session, fd);
  node->backing_device = found->st_dev;
  node->backing_inode = found->st_ino;
  return node->backing_id != 0;
}

static enum open_kind decide(struct session *session, struct node *node,
                             const struct fuse_file_info *info, struct proto_open_out *out) {
  struct stat found;
  int fd = info->direct_io ? -1 : open_backing(info, &found);
  bool backed = back(session, node, fd, &found);
  if (fd >= 0) close(fd);
  if (backed) {
    out->open_flags = OPENED_PASSTHROUGH;
    out->backing_id = node->backing_id;
    return OPEN_PASSTHROUGH;
  }
  if (node->backing_id != 0) { /* through us, beside those that the kernel does by itself */
    out->open_flags = OPENED_PASSTHROUGH | OPENED_DIRECT_IO;
    out->backing_id = node->backing_id;
    return OPEN_PASSTHROUGH;
  }
  if (info->direct_io) {
    out->open_flags = OPENED_DIRECT_IO;
    return OPEN_DIRECT;
  }
  out->open_flags = info->keep_cache ? OPENED_KEEP_CACHE : 0;
  return OPEN_CACHED;
}

void passthrough_opened(struct session *session, uint64_t id, const struct fuse_file_info *info,
                        struct proto_open_out *out) {
  memset(out, 0, sizeof *out);
  out->fh = info->fh;
  struct nodes *nodes = &session->nodes;
  struct node_open *open = calloc(1, sizeof *open);
  pthread_mutex_lock(&nodes->lock);
  struct node *node = open == NULL ? NULL : nodes_get(nodes, id);
  if (node == NULL) {
    /* Without memory to count it: direct is never wrong beside cached opens. */
    out->open_flags = OPENED_DIRECT_IO;
    free(open);
  } else {
    open->fh = info->fh;
    open->kind = decide(session, node, info, out);
    if (open->kind == OPEN_CACHED) node->cached_opens++;
    if (open->kind == OPEN_DIRECT) node->direct_opens++;
    if (open->kind == OPEN_PASSTHROUGH) node->passthrough_opens++;
    open->next = node->opens;
    node->opens = open;
  }
  pthread_mutex_unlock(&nodes->lock);
}

static struct node_open *take(struct node *node, uint64_t fh) {
  struct node_open **link = &node->opens;
  while (*link != NULL && (*link)->fh != fh) link = &(*link)->next;
  struct node_open *open = *link;
  if (open != NULL) *link = open->next;
  return open;
}

void passthrough_released(struct session *session, uint64_t id, uint64_t fh) {
  struct nodes *nodes = &session->nodes;
  pthread_mutex_lock(&nodes->lock);
  struct node *node = nodes_find(nodes, id);
  struct node_open *open = node == NULL ? NULL : take(node, fh);
  if (open != NULL) {
    if (open->kind == OPEN_CACHED) node->cached_opens--;
    if (open->kind == OPEN_DIRECT) node->direct_opens--;
    if (open->kind == OPEN_PASSTHROUGH && --node->passthrough_opens == 0) {
      uint32_t backing = (uint32_t)node->backing_id;
      ioctl(session->device, PROTO_BACKING_CLOSE, &backing);
      node->backing_id = 0;
    }
    nodes_drop_if_unused(nodes, node);
  }
  pthread_mutex_unlock(&nodes->lock);
  free(open);
}
