/*
 * The kernel's FUSE protocol, version 7, as far as it is spoken here. Own definitions: the header
 * of a distribution may be older than the kernel that runs. Sizes and offsets are asserted in
 * test/layout.c, for x86-64 and aarch64, and against the system's header where there is one.
 */
#ifndef VOSFS_PROTOCOL_H
#define VOSFS_PROTOCOL_H

#include <stdint.h>

#define PROTO_MAJOR 7
/* The newest minor version whose structs are known here. */
#define PROTO_MINOR 44
/* Older kernels (before 2.6.31) use shorter structs; nobody runs them. */
#define PROTO_OLDEST_MINOR 12
/* From here on the INIT answer has the fields after max_write. */
#define PROTO_MINOR_LONG_INIT 23
#define PROTO_SHORT_INIT_SIZE 24

#define PROTO_ROOT 1

enum proto_opcode {
  OP_LOOKUP = 1,
  OP_FORGET = 2,
  OP_GETATTR = 3,
  OP_SETATTR = 4,
  OP_READLINK = 5,
  OP_SYMLINK = 6,
  OP_MKNOD = 8,
  OP_MKDIR = 9,
  OP_UNLINK = 10,
  OP_RMDIR = 11,
  OP_RENAME = 12,
  OP_LINK = 13,
  OP_OPEN = 14,
  OP_READ = 15,
  OP_WRITE = 16,
  OP_STATFS = 17,
  OP_RELEASE = 18,
  OP_FSYNC = 20,
  OP_SETXATTR = 21,
  OP_GETXATTR = 22,
  OP_LISTXATTR = 23,
  OP_REMOVEXATTR = 24,
  OP_FLUSH = 25,
  OP_INIT = 26,
  OP_OPENDIR = 27,
  OP_READDIR = 28,
  OP_RELEASEDIR = 29,
  OP_FSYNCDIR = 30,
  OP_ACCESS = 34,
  OP_CREATE = 35,
  OP_INTERRUPT = 36,
  OP_DESTROY = 38,
  OP_BATCH_FORGET = 42,
  OP_FALLOCATE = 43,
  OP_READDIRPLUS = 44,
  OP_END = 45
};

/* Bits of the INIT flags; from 32 on they travel in flags2. */
#define INIT_ASYNC_READ (UINT64_C(1) << 0)
#define INIT_ATOMIC_O_TRUNC (UINT64_C(1) << 3)
#define INIT_BIG_WRITES (UINT64_C(1) << 5)
#define INIT_READDIRPLUS (UINT64_C(1) << 13)
#define INIT_READDIRPLUS_AUTO (UINT64_C(1) << 14)
#define INIT_ASYNC_DIO (UINT64_C(1) << 15)
#define INIT_PARALLEL_DIROPS (UINT64_C(1) << 18)
#define INIT_MAX_PAGES (UINT64_C(1) << 22)
#define INIT_HANDLE_KILLPRIV_V2 (UINT64_C(1) << 28)
#define INIT_EXT (UINT64_C(1) << 30)
#define INIT_PASSTHROUGH (UINT64_C(1) << 37)

#define SETATTR_MODE (1u << 0)
#define SETATTR_UID (1u << 1)
#define SETATTR_GID (1u << 2)
#define SETATTR_SIZE (1u << 3)
#define SETATTR_ATIME (1u << 4)
#define SETATTR_MTIME (1u << 5)
#define SETATTR_FH (1u << 6)
#define SETATTR_ATIME_NOW (1u << 7)
#define SETATTR_MTIME_NOW (1u << 8)

#define OPENED_DIRECT_IO (1u << 0)
#define OPENED_KEEP_CACHE (1u << 1)
#define OPENED_NOFLUSH (1u << 5)
#define OPENED_PASSTHROUGH (1u << 7)

#define GETATTR_BY_HANDLE (1u << 0)
#define FSYNC_DATA_ONLY (1u << 0)

enum proto_notice { NOTICE_INVAL_INODE = 2, NOTICE_INVAL_ENTRY = 3 };

struct proto_in_header {
  uint32_t len;
  uint32_t opcode;
  uint64_t unique;
  uint64_t nodeid;
  uint32_t uid;
  uint32_t gid;
  uint32_t pid;
  uint16_t extension_words;
  uint16_t padding;
};

struct proto_out_header {
  uint32_t len;
  int32_t error;
  uint64_t unique;
};

struct proto_attr {
  uint64_t ino;
  uint64_t size;
  uint64_t blocks;
  uint64_t atime;
  uint64_t mtime;
  uint64_t ctime;
  uint32_t atime_nsec;
  uint32_t mtime_nsec;
  uint32_t ctime_nsec;
  uint32_t mode;
  uint32_t nlink;
  uint32_t uid;
  uint32_t gid;
  uint32_t rdev;
  uint32_t blksize;
  uint32_t flags;
};

struct proto_entry_out {
  uint64_t nodeid;
  uint64_t generation;
  uint64_t entry_valid;
  uint64_t attr_valid;
  uint32_t entry_valid_nsec;
  uint32_t attr_valid_nsec;
  struct proto_attr attr;
};

struct proto_attr_out {
  uint64_t attr_valid;
  uint32_t attr_valid_nsec;
  uint32_t padding;
  struct proto_attr attr;
};

struct proto_forget_in {
  uint64_t count;
};

struct proto_forget_one {
  uint64_t nodeid;
  uint64_t count;
};

struct proto_batch_forget_in {
  uint32_t count;
  uint32_t padding;
};

struct proto_getattr_in {
  uint32_t flags;
  uint32_t padding;
  uint64_t fh;
};

struct proto_setattr_in {
  uint32_t valid;
  uint32_t padding;
  uint64_t fh;
  uint64_t size;
  uint64_t lock_owner;
  uint64_t atime;
  uint64_t mtime;
  uint64_t ctime;
  uint32_t atime_nsec;
  uint32_t mtime_nsec;
  uint32_t ctime_nsec;
  uint32_t mode;
  uint32_t unused1;
  uint32_t uid;
  uint32_t gid;
  uint32_t unused2;
};

struct proto_mknod_in {
  uint32_t mode;
  uint32_t rdev;
  uint32_t umask;
  uint32_t padding;
};

struct proto_mkdir_in {
  uint32_t mode;
  uint32_t umask;
};

struct proto_rename_in {
  uint64_t new_directory;
};

struct proto_link_in {
  uint64_t old_nodeid;
};

struct proto_open_in {
  uint32_t flags;
  uint32_t open_flags;
};

struct proto_create_in {
  uint32_t flags;
  uint32_t mode;
  uint32_t umask;
  uint32_t open_flags;
};

struct proto_open_out {
  uint64_t fh;
  uint32_t open_flags;
  int32_t backing_id;
};

struct proto_release_in {
  uint64_t fh;
  uint32_t flags;
  uint32_t release_flags;
  uint64_t lock_owner;
};

struct proto_flush_in {
  uint64_t fh;
  uint32_t unused;
  uint32_t padding;
  uint64_t lock_owner;
};

struct proto_read_in {
  uint64_t fh;
  uint64_t offset;
  uint32_t size;
  uint32_t read_flags;
  uint64_t lock_owner;
  uint32_t flags;
  uint32_t padding;
};

struct proto_write_in {
  uint64_t fh;
  uint64_t offset;
  uint32_t size;
  uint32_t write_flags;
  uint64_t lock_owner;
  uint32_t flags;
  uint32_t padding;
};

struct proto_write_out {
  uint32_t size;
  uint32_t padding;
};

struct proto_statfs_out {
  uint64_t blocks;
  uint64_t bfree;
  uint64_t bavail;
  uint64_t files;
  uint64_t ffree;
  uint32_t bsize;
  uint32_t namelen;
  uint32_t frsize;
  uint32_t padding;
  uint32_t spare[6];
};

struct proto_fsync_in {
  uint64_t fh;
  uint32_t flags;
  uint32_t padding;
};

/* The short form; the long one is used only when it was asked for at INIT. */
struct proto_setxattr_in {
  uint32_t size;
  uint32_t flags;
};

struct proto_getxattr_in {
  uint32_t size;
  uint32_t padding;
};

struct proto_getxattr_out {
  uint32_t size;
  uint32_t padding;
};

struct proto_access_in {
  uint32_t mask;
  uint32_t padding;
};

struct proto_fallocate_in {
  uint64_t fh;
  uint64_t offset;
  uint64_t length;
  uint32_t mode;
  uint32_t padding;
};

struct proto_interrupt_in {
  uint64_t unique;
};

/* Kernels without INIT_EXT send only the first four fields. */
struct proto_init_in {
  uint32_t major;
  uint32_t minor;
  uint32_t max_readahead;
  uint32_t flags;
  uint32_t flags2;
  uint32_t unused[11];
};

struct proto_init_out {
  uint32_t major;
  uint32_t minor;
  uint32_t max_readahead;
  uint32_t flags;
  uint16_t max_background;
  uint16_t congestion_threshold;
  uint32_t max_write;
  uint32_t time_gran;
  uint16_t max_pages;
  uint16_t map_alignment;
  uint32_t flags2;
  uint32_t max_stack_depth;
  uint16_t request_timeout;
  uint16_t unused[11];
};

/* A name of `namelen` bytes follows, padded with zeros to a multiple of 8. */
struct proto_dirent {
  uint64_t ino;
  uint64_t off;
  uint32_t namelen;
  uint32_t type;
};

struct proto_direntplus {
  struct proto_entry_out entry;
  struct proto_dirent dirent;
};

struct proto_inval_inode_out {
  uint64_t nodeid;
  int64_t offset;
  int64_t length;
};

/* The name and a NUL follow. */
struct proto_inval_entry_out {
  uint64_t parent;
  uint32_t namelen;
  uint32_t flags;
};

/* Argument of the two ioctls on the device that register a file for passthrough. */
struct proto_backing_map {
  int32_t fd;
  uint32_t flags;
  uint64_t padding;
};

#define PROTO_BACKING_OPEN _IOW(229, 1, struct proto_backing_map)
#define PROTO_BACKING_CLOSE _IOW(229, 2, uint32_t)

#endif
