/*
 * What libfuse 2.9 looks like from outside: the operations table and the structs its callbacks
 * get, with the layout that programs built for it expect. Offsets are asserted in test/layout.c.
 */
#ifndef VOSFS_LIBFUSE2_H
#define VOSFS_LIBFUSE2_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <time.h>

/*
 * The version of what this library has beyond libfuse 2: the fields of fuse_file_info after
 * lock_owner, the stat hints, and the functions vosfs_*. A program that does not find
 * vosfs_native_abi with this value must not touch them.
 */
#define VOSFS_NATIVE_ABI 2

struct fuse_file_info {
  int flags;
  unsigned long fh_old;
  int writepage;
  unsigned int direct_io : 1;
  unsigned int keep_cache : 1;
  unsigned int flush : 1;
  unsigned int nonseekable : 1;
  unsigned int flock_release : 1;
  unsigned int no_flush : 1; /* ours: set by open, the handle has nothing to do at a close */
  unsigned int padding : 26;
  uint64_t fh;
  uint64_t lock_owner;
  /* Ours from here, byte 40. */
  /* Where open and create may put the path of a file that the kernel may read and write itself. */
  char *backing_path;
  uint64_t backing_room; /* bytes there, the NUL included; 0 when passthrough is not on */
  uint64_t backing_size; /* bytes that file must have, or passthrough is not used */
};

/* In backing_size: the file grows as it is written. */
#define VOSFS_ANY_SIZE UINT64_MAX

/*
 * What a callback may leave in the reserved tail of struct stat, byte 120 on both processors: how
 * many milliseconds the kernel may go on believing it. Set together with the magic.
 */
#define VOSFS_HINT_OFFSET 120
#define VOSFS_HINT_MAGIC UINT32_C(0x766f7366)

struct vosfs_stat_hint {
  uint32_t magic;
  uint32_t fresh_millis;
};

struct fuse_conn_info {
  unsigned proto_major;
  unsigned proto_minor;
  unsigned async_read;
  unsigned max_write;
  unsigned max_readahead;
  unsigned capable;
  unsigned want;
  unsigned max_background;
  unsigned congestion_threshold;
  unsigned reserved[23];
};

struct fuse_context {
  void *fuse;
  uid_t uid;
  gid_t gid;
  pid_t pid;
  void *private_data;
  mode_t umask;
};

struct fuse_buf {
  size_t size;
  int flags;
  void *mem;
  int fd;
  off_t pos;
};

struct fuse_bufvec {
  size_t count;
  size_t idx;
  size_t off;
  struct fuse_buf buf[1];
};

#define FUSE_BUF_IS_FD (1 << 1)
#define FUSE_BUF_FD_SEEK (1 << 2)

typedef int (*fuse_fill_dir_t)(void *buf, const char *name, const struct stat *st, off_t off);

/* Bits of fuse_operations.flags: callbacks that have a handle need no path. */
#define FUSE_NULL_PATH_OK (1u << 0)
#define FUSE_NO_PATH (1u << 1)

struct fuse_operations {
  int (*getattr)(const char *, struct stat *);
  int (*readlink)(const char *, char *, size_t);
  void *getdir;
  int (*mknod)(const char *, mode_t, dev_t);
  int (*mkdir)(const char *, mode_t);
  int (*unlink)(const char *);
  int (*rmdir)(const char *);
  int (*symlink)(const char *, const char *);
  int (*rename)(const char *, const char *);
  int (*link)(const char *, const char *);
  int (*chmod)(const char *, mode_t);
  int (*chown)(const char *, uid_t, gid_t);
  int (*truncate)(const char *, off_t);
  void *utime;
  int (*open)(const char *, struct fuse_file_info *);
  int (*read)(const char *, char *, size_t, off_t, struct fuse_file_info *);
  int (*write)(const char *, const char *, size_t, off_t, struct fuse_file_info *);
  int (*statfs)(const char *, struct statvfs *);
  int (*flush)(const char *, struct fuse_file_info *);
  int (*release)(const char *, struct fuse_file_info *);
  int (*fsync)(const char *, int, struct fuse_file_info *);
  int (*setxattr)(const char *, const char *, const char *, size_t, int);
  int (*getxattr)(const char *, const char *, char *, size_t);
  int (*listxattr)(const char *, char *, size_t);
  int (*removexattr)(const char *, const char *);
  int (*opendir)(const char *, struct fuse_file_info *);
  int (*readdir)(const char *, void *, fuse_fill_dir_t, off_t, struct fuse_file_info *);
  int (*releasedir)(const char *, struct fuse_file_info *);
  int (*fsyncdir)(const char *, int, struct fuse_file_info *);
  void *(*init)(struct fuse_conn_info *);
  void (*destroy)(void *);
  int (*access)(const char *, int);
  int (*create)(const char *, mode_t, struct fuse_file_info *);
  int (*ftruncate)(const char *, off_t, struct fuse_file_info *);
  int (*fgetattr)(const char *, struct stat *, struct fuse_file_info *);
  void *lock;
  int (*utimens)(const char *, const struct timespec[2]);
  void *bmap;
  unsigned int flags;
  void *ioctl;
  void *poll;
  void *write_buf;
  void *read_buf;
  void *flock;
  int (*fallocate)(const char *, int, off_t, off_t, struct fuse_file_info *);
};

#endif
