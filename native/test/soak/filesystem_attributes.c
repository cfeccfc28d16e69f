/* Owners, permissions, times, space, and the attributes that users give. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

#include "check.h"
#include "filesystem.h"

#define LARGEST_VALUE 65536

static int do_chmod(const char *path, mode_t mode) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0) found.inode->mode = (found.inode->mode & S_IFMT) | (mode & 07777);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_chown(const char *path, uid_t user, gid_t group) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0 && user != (uid_t)-1) found.inode->uid = user;
  if (result == 0 && group != (gid_t)-1) found.inode->gid = group;
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_utimens(const char *path, const struct timespec times[2]) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0 && S_ISREG(found.inode->mode)) {
    char name[32];
    tree_content_name(name, found.inode);
    if (utimensat(tree_place(), name, times, 0) != 0) result = -errno;
  }
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_access(const char *path, int mask) {
  (void)mask;
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_statfs(const char *path, struct statvfs *space) {
  (void)path;
  return fstatvfs(tree_place(), space) == 0 ? 0 : -errno;
}

/* Where the attribute hangs, or the end of the list. */
static struct attribute **find(struct inode *inode, const char *name) {
  struct attribute **link = &inode->attributes;
  while (*link != NULL && strcmp((*link)->name, name) != 0) link = &(*link)->next;
  return link;
}

static void drop(struct attribute **link) {
  struct attribute *attribute = *link;
  *link = attribute->next;
  free(attribute->name);
  free(attribute->value);
  free(attribute);
}

static int set(struct inode *inode, const char *name, const char *value, size_t size, int flags) {
  struct attribute **link = find(inode, name);
  if (*link != NULL && (flags & XATTR_CREATE)) return -EEXIST;
  if (*link == NULL && (flags & XATTR_REPLACE)) return -ENODATA;
  if (size > LARGEST_VALUE) return -E2BIG;
  if (*link != NULL) drop(link);
  struct attribute *attribute = calloc(1, sizeof *attribute);
  CHECK(attribute != NULL && (attribute->name = strdup(name)) != NULL);
  CHECK((attribute->value = malloc(size + 1)) != NULL);
  memcpy(attribute->value, value, size);
  attribute->size = size;
  attribute->next = inode->attributes;
  inode->attributes = attribute;
  return 0;
}

static int do_setxattr(const char *path, const char *name, const char *value, size_t size,
                       int flags) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0) result = set(found.inode, name, value, size, flags);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int get(struct inode *inode, const char *name, char *value, size_t size) {
  struct attribute *attribute = *find(inode, name);
  if (attribute == NULL) return -ENODATA;
  if (size > 0 && attribute->size > size) return -ERANGE;
  if (size > 0) memcpy(value, attribute->value, attribute->size);
  return (int)attribute->size;
}

static int do_getxattr(const char *path, const char *name, char *value, size_t size) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0) result = get(found.inode, name, value, size);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int list(const struct inode *inode, char *to, size_t size) {
  size_t used = 0;
  for (struct attribute *at = inode->attributes; at != NULL; at = at->next) {
    size_t length = strlen(at->name) + 1;
    if (size > 0 && used + length > size) return -ERANGE;
    if (size > 0) memcpy(to + used, at->name, length);
    used += length;
  }
  return (int)used;
}

static int do_listxattr(const char *path, char *to, size_t size) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0) result = list(found.inode, to, size);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_removexattr(const char *path, const char *name) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0) {
    struct attribute **link = find(found.inode, name);
    if (*link == NULL) {
      result = -ENODATA;
    } else {
      drop(link);
    }
  }
  pthread_mutex_unlock(&tree_lock);
  return result;
}

void filesystem_attributes(struct fuse_operations *operations) {
  operations->chmod = do_chmod;
  operations->chown = do_chown;
  operations->utimens = do_utimens;
  operations->access = do_access;
  operations->statfs = do_statfs;
  operations->setxattr = do_setxattr;
  operations->getxattr = do_getxattr;
  operations->listxattr = do_listxattr;
  operations->removexattr = do_removexattr;
}
