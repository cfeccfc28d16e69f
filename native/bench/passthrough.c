/*
 * What a FUSE filesystem in C on libfuse 2 costs: shows a local directory, with nothing between.
 * The yardstick of bin/bench native; built by it, never installed.
 *
 *   passthrough DIRECTORY MOUNTPOINT [-o OPTIONS]
 */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 29
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int top;

static const char *below(const char *path) { return path[1] == '\0' ? "." : path + 1; }

static int result(int code) { return code < 0 ? -errno : 0; }

static int do_getattr(const char *path, struct stat *st) {
  return result(fstatat(top, below(path), st, AT_SYMLINK_NOFOLLOW));
}

static int do_fgetattr(const char *path, struct stat *st, struct fuse_file_info *info) {
  (void)path;
  return result(fstat((int)info->fh, st));
}

static int do_open(const char *path, struct fuse_file_info *info) {
  int fd = openat(top, below(path), info->flags & ~(O_CREAT | O_EXCL | O_NOFOLLOW));
  if (fd < 0) return -errno;
  info->fh = (uint64_t)fd;
  info->keep_cache = 1;
  return 0;
}

static int do_create(const char *path, mode_t mode, struct fuse_file_info *info) {
  int fd = openat(top, below(path), info->flags | O_CREAT, mode);
  if (fd < 0) return -errno;
  info->fh = (uint64_t)fd;
  return 0;
}

static int do_read(const char *path, char *to, size_t size, off_t off,
                   struct fuse_file_info *info) {
  (void)path;
  ssize_t got = pread((int)info->fh, to, size, off);
  return got < 0 ? -errno : (int)got;
}

static int do_write(const char *path, const char *from, size_t size, off_t off,
                    struct fuse_file_info *info) {
  (void)path;
  ssize_t put = pwrite((int)info->fh, from, size, off);
  return put < 0 ? -errno : (int)put;
}

static int do_release(const char *path, struct fuse_file_info *info) {
  (void)path;
  return result(close((int)info->fh));
}

static int do_ftruncate(const char *path, off_t size, struct fuse_file_info *info) {
  (void)path;
  return result(ftruncate((int)info->fh, size));
}

static int do_unlink(const char *path) { return result(unlinkat(top, below(path), 0)); }

static int do_rmdir(const char *path) { return result(unlinkat(top, below(path), AT_REMOVEDIR)); }

static int do_mkdir(const char *path, mode_t mode) { return result(mkdirat(top, below(path), mode)); }

static int do_readdir(const char *path, void *buf, fuse_fill_dir_t fill, off_t off,
                      struct fuse_file_info *info) {
  (void)off;
  (void)info;
  int fd = openat(top, below(path), O_RDONLY | O_DIRECTORY);
  DIR *directory = fd < 0 ? NULL : fdopendir(fd);
  if (directory == NULL) return -errno;
  struct dirent *entry;
  while ((entry = readdir(directory)) != NULL) {
    struct stat st;
    memset(&st, 0, sizeof st);
    st.st_ino = entry->d_ino;
    st.st_mode = (mode_t)entry->d_type << 12;
    if (fill(buf, entry->d_name, &st, 0) != 0) break;
  }
  closedir(directory);
  return 0;
}

static const struct fuse_operations operations = {.getattr = do_getattr,
                                                  .fgetattr = do_fgetattr,
                                                  .open = do_open,
                                                  .create = do_create,
                                                  .read = do_read,
                                                  .write = do_write,
                                                  .release = do_release,
                                                  .ftruncate = do_ftruncate,
                                                  .unlink = do_unlink,
                                                  .mkdir = do_mkdir,
                                                  .rmdir = do_rmdir,
                                                  .readdir = do_readdir};

int main(int argc, char **argv) {
  if (argc < 3 || (top = open(argv[1], O_RDONLY | O_DIRECTORY)) < 0) {
    fprintf(stderr, "usage: passthrough DIRECTORY MOUNTPOINT [-o OPTIONS]\n");
    return 2;
  }
  argv[1] = argv[0];
  return fuse_main(argc - 1, argv + 1, &operations, NULL);
}
