/* Names: looking up, listing, making, moving, removing. */
#define _GNU_SOURCE
#include "filesystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "vosfs.h"

void filesystem_stat(const struct inode *inode, struct stat *st) {
  static const uint32_t fresh[] = {0, 1, 100, 3600000};
  char name[32];
  tree_content_name(name, inode);
  if (S_ISREG(inode->mode)) CHECK(fstatat(tree_place(), name, st, 0) == 0);
  st->st_ino = inode->id;
  st->st_mode = inode->mode;
  st->st_nlink = inode->links;
  st->st_uid = inode->uid;
  st->st_gid = inode->gid;
  if (inode->target != NULL) st->st_size = (off_t)strlen(inode->target);
  struct vosfs_stat_hint hint = {VOSFS_HINT_MAGIC, fresh[inode->id / 4 % 4]};
  if (inode->id % 16 != 0) memcpy((char *)st + VOSFS_HINT_OFFSET, &hint, sizeof hint);
}

static void nap(long millis) {
  struct timespec time = {millis / 1000, millis % 1000 * 1000000};
  nanosleep(&time, NULL);
}

/* What the special names do; true when the name is answered with that. */
static bool is_special(const char *path, int *result) {
  const char *name = strrchr(path, '/') + 1;
  if (strcmp(name, "odd") == 0) {
    *result = -70000;
    return true;
  }
  if (strcmp(name, "slow") == 0) nap(100);
  pid_t caller = fuse_get_context()->pid;
  bool hangs = strcmp(name, "hang") == 0;
  while (hangs && kill(caller, 0) == 0) nap(20);
  return false;
}

static int do_getattr(const char *path, struct stat *st) {
  int result;
  if (is_special(path, &result)) return result;
  struct found found;
  pthread_mutex_lock(&tree_lock);
  result = tree_existing(path, &found);
  if (result == 0) filesystem_stat(found.inode, st);
  if (result == -ENOENT && found.name != NULL && found.name[0] % 2 == 0) {
    struct vosfs_stat_hint hint = {VOSFS_HINT_MAGIC, 10000};
    memcpy((char *)st + VOSFS_HINT_OFFSET, &hint, sizeof hint);
  }
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_readlink(const char *path, char *to, size_t size) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0 && found.inode->target == NULL) result = -EINVAL;
  if (result == 0) snprintf(to, size, "%s", found.inode->target);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

/* A new inode at a place that has none yet. */
static int make(const char *path, mode_t mode, const char *target) {
  struct fuse_context *context = fuse_get_context();
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_find(path, &found);
  if (result == 0 && found.inode != NULL) result = -EEXIST;
  if (result == 0) {
    struct inode *made = tree_new(mode & ~context->umask, context->uid, context->gid);
    if (target != NULL) CHECK((made->target = strdup(target)) != NULL);
    tree_add(found.directory, found.name, made);
  }
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_mknod(const char *path, mode_t mode, dev_t device) {
  (void)device;
  return make(path, S_ISREG(mode) || S_ISFIFO(mode) ? mode : S_IFREG | 0600, NULL);
}

static int do_mkdir(const char *path, mode_t mode) { return make(path, S_IFDIR | mode, NULL); }

static int do_symlink(const char *target, const char *path) {
  return make(path, S_IFLNK | 0777, target);
}

static int remove_name(const char *path, bool directory) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0 && S_ISDIR(found.inode->mode) != directory) result = directory ? -ENOTDIR : -EISDIR;
  if (result == 0 && found.inode->first != NULL) result = -ENOTEMPTY;
  if (result == 0) tree_remove(found.entry);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_unlink(const char *path) { return remove_name(path, false); }

static int do_rmdir(const char *path) { return remove_name(path, true); }

static int move(struct found *from, struct found *to) {
  if (to->inode == from->inode) return 0; /* two names of one file */
  if (to->inode != NULL) {
    if (S_ISDIR(to->inode->mode) != S_ISDIR(from->inode->mode)) {
      return S_ISDIR(to->inode->mode) ? -EISDIR : -ENOTDIR;
    }
    if (to->inode->first != NULL) return -ENOTEMPTY;
    tree_remove(to->entry);
  }
  tree_add(to->directory, to->name, from->inode);
  tree_remove(from->entry);
  return 0;
}

static int do_rename(const char *from, const char *to) {
  struct found old;
  struct found place;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(from, &old);
  if (result == 0) result = tree_find(to, &place);
  if (result == 0) result = move(&old, &place);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_link(const char *from, const char *to) {
  struct found old;
  struct found place;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(from, &old);
  if (result == 0 && old.inode->links == 0) result = -ENOENT;
  if (result == 0) result = tree_find(to, &place);
  if (result == 0 && place.inode != NULL) result = -EEXIST;
  if (result == 0) tree_add(place.directory, place.name, old.inode);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_opendir(const char *path, struct fuse_file_info *info) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0 && !S_ISDIR(found.inode->mode)) result = -ENOTDIR;
  if (result == 0) info->fh = (uint64_t)(uintptr_t)tree_handle(found.inode);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static struct handle *handle_of(const struct fuse_file_info *info) {
  return (struct handle *)(uintptr_t)info->fh;
}

/* From `off` on; directories with an odd number are told as a whole each time, without offsets. */
static int do_readdir(const char *path, void *buf, fuse_fill_dir_t fill, off_t off,
                      struct fuse_file_info *info) {
  (void)path;
  pthread_mutex_lock(&tree_lock);
  struct inode *inode = handle_of(info)->inode;
  bool whole = inode->id % 2 == 1;
  bool full = false;
  for (off_t dots = 0; dots < 2 && !full; dots++) {
    if (whole || off <= dots) full = fill(buf, dots == 0 ? "." : "..", NULL, whole ? 0 : dots + 1);
  }
  for (struct entry *entry = inode->first; entry != NULL && !full; entry = entry->next) {
    off_t next = (off_t)entry->cookie + 2;
    if (!whole && next <= off) continue;
    struct stat st;
    memset(&st, 0, sizeof st);
    filesystem_stat(entry->inode, &st);
    full = fill(buf, entry->name, &st, whole ? 0 : next);
  }
  pthread_mutex_unlock(&tree_lock);
  return 0;
}

static int do_releasedir(const char *path, struct fuse_file_info *info) {
  (void)path;
  pthread_mutex_lock(&tree_lock);
  tree_release(handle_of(info));
  pthread_mutex_unlock(&tree_lock);
  return 0;
}

static int do_fsyncdir(const char *path, int data_only, struct fuse_file_info *info) {
  (void)path;
  (void)data_only;
  return handle_of(info)->inode != NULL ? 0 : -EBADF;
}

const struct fuse_operations *filesystem(const char *place) {
  static struct fuse_operations operations = {.getattr = do_getattr,
                                              .readlink = do_readlink,
                                              .mknod = do_mknod,
                                              .mkdir = do_mkdir,
                                              .unlink = do_unlink,
                                              .rmdir = do_rmdir,
                                              .symlink = do_symlink,
                                              .rename = do_rename,
                                              .link = do_link,
                                              .opendir = do_opendir,
                                              .readdir = do_readdir,
                                              .releasedir = do_releasedir,
                                              .fsyncdir = do_fsyncdir};
  filesystem_files(&operations, place);
  filesystem_attributes(&operations);
  /* It exists, so that a look-up that was answered too late has something to take back. */
  struct found hang;
  CHECK(tree_find("/@1/hang", &hang) == 0);
  tree_add(hang.directory, hang.name, tree_new(S_IFREG | 0600, getuid(), getgid()));
  return &operations;
}
