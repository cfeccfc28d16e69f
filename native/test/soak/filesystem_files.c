/*
 * Content: opening in all ways there are, reading and writing. How a file is opened depends on its
 * number: a quarter are always cached, and their pages kept; the others are opened cached, direct,
 * and with a file for the kernel to read and write, as it comes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "filesystem.h"
#include "vosfs.h"

static const char *contents;

static struct handle *handle_of(const struct fuse_file_info *info) {
  return (struct handle *)(uintptr_t)info->fh;
}

static unsigned next_choice(void) {
  static atomic_uint state = 1;
  return (atomic_fetch_add(&state, 1) * 2654435761u) >> 16;
}

/*
 * Offers the local file; the library decides whether the kernel may have it. Whoever reads says how
 * long it is, so that one that has just changed is not taken. Whoever writes lets it grow.
 */
static void offer(const struct inode *inode, struct fuse_file_info *info) {
  bool reads = (info->flags & O_ACCMODE) == O_RDONLY;
  struct stat st;
  char name[32];
  tree_content_name(name, inode);
  if (info->backing_path == NULL || info->backing_room == 0) return;
  if (fstat(inode->fd, &st) != 0) return;
  info->backing_size = reads ? (uint64_t)st.st_size : VOSFS_ANY_SIZE;
  snprintf(info->backing_path, info->backing_room, "%s/%s", contents, name);
}

static void choose(const struct inode *inode, struct fuse_file_info *info) {
  info->keep_cache = inode->id % 4 == 0;
  if (info->keep_cache) return;
  unsigned choice = next_choice() % 8;
  if (choice < 2) info->direct_io = 1;
  if (choice >= 2 && choice < 6) offer(inode, info);
}

/* Opens what is there; holds the lock. */
static int open_found(struct inode *inode, struct fuse_file_info *info) {
  if (!S_ISREG(inode->mode)) return -ENXIO;
  struct handle *handle = tree_handle(inode);
  info->fh = (uint64_t)(uintptr_t)handle;
  if ((info->flags & O_TRUNC) && ftruncate(handle->fd, 0) != 0) {
    int error = errno;
    tree_release(handle);
    return -error;
  }
  choose(inode, info);
  return 0;
}

static int do_open(const char *path, struct fuse_file_info *info) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0) result = open_found(found.inode, info);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_create(const char *path, mode_t mode, struct fuse_file_info *info) {
  struct fuse_context *context = fuse_get_context();
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_find(path, &found);
  if (result == 0 && found.inode == NULL) {
    found.inode = tree_new(S_IFREG | (mode & 07777 & ~context->umask), context->uid, context->gid);
    tree_add(found.directory, found.name, found.inode);
  } else if (result == 0 && (info->flags & O_EXCL)) {
    result = -EEXIST;
  }
  if (result == 0) result = open_found(found.inode, info);
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_read(const char *path, char *to, size_t size, off_t off, struct fuse_file_info *info) {
  (void)path;
  ssize_t got = pread(handle_of(info)->fd, to, size, off);
  return got < 0 ? -errno : (int)got;
}

static int do_write(const char *path, const char *from, size_t size, off_t off,
                    struct fuse_file_info *info) {
  (void)path;
  ssize_t put = pwrite(handle_of(info)->fd, from, size, off);
  return put < 0 ? -errno : (int)put;
}

static int do_flush(const char *path, struct fuse_file_info *info) {
  (void)path;
  return handle_of(info)->inode->opens > 0 ? 0 : -EBADF;
}

static int do_release(const char *path, struct fuse_file_info *info) {
  (void)path;
  pthread_mutex_lock(&tree_lock);
  tree_release(handle_of(info));
  pthread_mutex_unlock(&tree_lock);
  return 0;
}

static int do_fsync(const char *path, int data_only, struct fuse_file_info *info) {
  (void)path;
  int fd = handle_of(info)->fd;
  return (data_only ? fdatasync(fd) : fsync(fd)) == 0 ? 0 : -errno;
}

static int do_truncate(const char *path, off_t size) {
  struct found found;
  pthread_mutex_lock(&tree_lock);
  int result = tree_existing(path, &found);
  if (result == 0) {
    struct handle *handle = tree_handle(found.inode);
    result = ftruncate(handle->fd, size) == 0 ? 0 : -errno;
    tree_release(handle);
  }
  pthread_mutex_unlock(&tree_lock);
  return result;
}

static int do_ftruncate(const char *path, off_t size, struct fuse_file_info *info) {
  (void)path;
  return ftruncate(handle_of(info)->fd, size) == 0 ? 0 : -errno;
}

static int do_fgetattr(const char *path, struct stat *st, struct fuse_file_info *info) {
  (void)path;
  pthread_mutex_lock(&tree_lock);
  filesystem_stat(handle_of(info)->inode, st);
  pthread_mutex_unlock(&tree_lock);
  return 0;
}

static int do_fallocate(const char *path, int mode, off_t off, off_t length,
                        struct fuse_file_info *info) {
  (void)path;
  return fallocate(handle_of(info)->fd, mode, off, length) == 0 ? 0 : -errno;
}

void filesystem_files(struct fuse_operations *operations, const char *place) {
  contents = place;
  operations->open = do_open;
  operations->create = do_create;
  operations->read = do_read;
  operations->write = do_write;
  operations->flush = do_flush;
  operations->release = do_release;
  operations->fsync = do_fsync;
  operations->truncate = do_truncate;
  operations->ftruncate = do_ftruncate;
  operations->fgetattr = do_fgetattr;
  operations->fallocate = do_fallocate;
}
