/*
 * A filesystem that has everything and remembers nothing: its callbacks touch every byte that they
 * are given or may fill, so that a sanitizer sees when one of them is not there.
 */
#ifndef VOSFS_ANYTHING_H
#define VOSFS_ANYTHING_H

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "check.h"
#include "libfuse2.h"

/* The most that a read gives: the pair of sockets may not take more in one message. */
#define ANY_LARGEST 65536u

static int any_getattr(const char *path, struct stat *st) {
  (void)path;
  st->st_ino = 5;
  st->st_mode = S_IFREG;
  return 0;
}

static int any_path(const char *path) {
  CHECK(path[0] == '/' && path[1] == '@');
  return 0;
}

static int any_two(const char *from, const char *to) {
  (void)from;
  return any_path(to);
}

static int any_mode(const char *path, mode_t mode) {
  (void)mode;
  return any_path(path);
}

/* A few handles, so that the same is opened and released several times; some opened directly. */
static int any_open(const char *path, struct fuse_file_info *info) {
  info->fh = 3 + (unsigned)info->flags % 4;
  info->direct_io = info->flags % 3 == 0;
  return any_path(path);
}

static int any_release(const char *path, struct fuse_file_info *info) {
  (void)path;
  (void)info;
  return 0;
}

static int any_create(const char *path, mode_t mode, struct fuse_file_info *info) {
  (void)mode;
  return any_open(path, info);
}

static int any_read(const char *path, char *to, size_t size, off_t off,
                    struct fuse_file_info *info) {
  (void)path;
  (void)off;
  (void)info;
  memset(to, 'r', size);
  return (int)(size < ANY_LARGEST ? size : ANY_LARGEST);
}

static _Thread_local unsigned sum;

static int any_write(const char *path, const char *from, size_t size, off_t off,
                     struct fuse_file_info *info) {
  (void)path;
  (void)off;
  (void)info;
  for (size_t i = 0; i < size; i++) sum += (unsigned char)from[i]; /* every byte must be there */
  return (int)size;
}

static int any_setxattr(const char *path, const char *name, const char *value, size_t size,
                        int flags) {
  (void)flags;
  sum += (unsigned)strlen(name);
  for (size_t i = 0; i < size; i++) sum += (unsigned char)value[i];
  return any_path(path);
}

static int any_getxattr(const char *path, const char *name, char *value, size_t size) {
  (void)path;
  (void)name;
  if (value != NULL) memset(value, 'v', size);
  return (int)(size < ANY_LARGEST ? size : ANY_LARGEST);
}

static int any_readdir(const char *path, void *buf, fuse_fill_dir_t fill, off_t off,
                       struct fuse_file_info *info) {
  (void)path;
  (void)info;
  if (off < 0) return -EINVAL;
  struct stat st;
  memset(&st, 0, sizeof st);
  st.st_ino = 6;
  for (off_t at = off; at < 20 && fill(buf, "entry", &st, at + 1) == 0; at++) {
  }
  return 0;
}

static int any_readlink(const char *path, char *to, size_t size) {
  memset(to, 'l', size - 1);
  to[size - 1] = '\0';
  return any_path(path);
}

static int any_mknod(const char *path, mode_t mode, dev_t device) {
  (void)device;
  return any_mode(path, mode);
}

static int any_chown(const char *path, uid_t user, gid_t group) {
  sum += user + group;
  return any_path(path);
}

static int any_truncate(const char *path, off_t size) {
  (void)size;
  return any_path(path);
}

static int any_ftruncate(const char *path, off_t size, struct fuse_file_info *info) {
  sum += (unsigned)info->fh;
  return any_truncate(path, size);
}

static int any_fgetattr(const char *path, struct stat *st, struct fuse_file_info *info) {
  sum += (unsigned)info->fh;
  return any_getattr(path, st);
}

static int any_statfs(const char *path, struct statvfs *space) {
  memset(space, 1, sizeof *space);
  return any_path(path);
}

static int any_fsync(const char *path, int data_only, struct fuse_file_info *info) {
  (void)data_only;
  sum += (unsigned)info->fh;
  return any_path(path);
}

static int any_listxattr(const char *path, char *to, size_t size) {
  return any_getxattr(path, NULL, to, size);
}

static int any_removexattr(const char *path, const char *name) {
  sum += (unsigned)strlen(name);
  return any_path(path);
}

static int any_access(const char *path, int mask) {
  (void)mask;
  return any_path(path);
}

static int any_utimens(const char *path, const struct timespec times[2]) {
  sum += (unsigned)(times[0].tv_nsec + times[1].tv_nsec);
  return any_path(path);
}

static int any_fallocate(const char *path, int mode, off_t off, off_t length,
                         struct fuse_file_info *info) {
  (void)off;
  (void)length;
  return any_fsync(path, mode, info);
}

static const struct fuse_operations anything = {.getattr = any_getattr,
                                                .readlink = any_readlink,
                                                .mknod = any_mknod,
                                                .mkdir = any_mode,
                                                .unlink = any_path,
                                                .rmdir = any_path,
                                                .symlink = any_two,
                                                .rename = any_two,
                                                .link = any_two,
                                                .chmod = any_mode,
                                                .chown = any_chown,
                                                .truncate = any_truncate,
                                                .open = any_open,
                                                .read = any_read,
                                                .write = any_write,
                                                .statfs = any_statfs,
                                                .flush = any_release,
                                                .release = any_release,
                                                .fsync = any_fsync,
                                                .setxattr = any_setxattr,
                                                .getxattr = any_getxattr,
                                                .listxattr = any_listxattr,
                                                .removexattr = any_removexattr,
                                                .opendir = any_open,
                                                .readdir = any_readdir,
                                                .releasedir = any_release,
                                                .fsyncdir = any_fsync,
                                                .access = any_access,
                                                .create = any_create,
                                                .ftruncate = any_ftruncate,
                                                .fgetattr = any_fgetattr,
                                                .utimens = any_utimens,
                                                .fallocate = any_fallocate};

#endif
