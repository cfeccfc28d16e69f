/* Sizes and offsets of everything that the kernel or jnr-fuse lays out too; all at compile time. */
#include <sys/ioctl.h>
#if __has_include(<linux/fuse.h>)
#include <linux/fuse.h>
#endif

#include "check.h"
#include "libfuse2.h"
#include "protocol.h"

#define SIZE(type, bytes) _Static_assert(sizeof(struct type) == (bytes), #type)
#define AT(type, field, bytes) _Static_assert(offsetof(struct type, field) == (bytes), #field)

SIZE(proto_in_header, 40);
SIZE(proto_out_header, 16);
SIZE(proto_attr, 88);
SIZE(proto_entry_out, 128);
SIZE(proto_attr_out, 104);
SIZE(proto_forget_in, 8);
SIZE(proto_forget_one, 16);
SIZE(proto_batch_forget_in, 8);
SIZE(proto_getattr_in, 16);
SIZE(proto_setattr_in, 88);
SIZE(proto_mknod_in, 16);
SIZE(proto_mkdir_in, 8);
SIZE(proto_rename_in, 8);
SIZE(proto_link_in, 8);
SIZE(proto_open_in, 8);
SIZE(proto_create_in, 16);
SIZE(proto_open_out, 16);
SIZE(proto_release_in, 24);
SIZE(proto_flush_in, 24);
SIZE(proto_read_in, 40);
SIZE(proto_write_in, 40);
SIZE(proto_write_out, 8);
SIZE(proto_statfs_out, 80);
SIZE(proto_fsync_in, 16);
SIZE(proto_setxattr_in, 8);
SIZE(proto_getxattr_in, 8);
SIZE(proto_getxattr_out, 8);
SIZE(proto_access_in, 8);
SIZE(proto_fallocate_in, 32);
SIZE(proto_interrupt_in, 8);
SIZE(proto_init_in, 64);
SIZE(proto_init_out, 64);
SIZE(proto_dirent, 24);
SIZE(proto_direntplus, 152);
SIZE(proto_inval_inode_out, 24);
SIZE(proto_inval_entry_out, 16);
SIZE(proto_backing_map, 16);
AT(proto_attr, mode, 60);
AT(proto_entry_out, attr, 40);
AT(proto_setattr_in, mode, 68);
AT(proto_setattr_in, uid, 76);
AT(proto_init_out, flags2, 32);
AT(proto_init_out, max_stack_depth, 36);
AT(proto_open_out, backing_id, 12);

/* libfuse 2, as Java's FileInfo, StatLayout and OperationsTable have it. */
AT(fuse_file_info, fh, 24);
AT(fuse_file_info, lock_owner, 32);
AT(fuse_file_info, backing_path, 40);
AT(fuse_file_info, backing_size, 56);
AT(fuse_operations, flags, 38 * 8);
SIZE(fuse_operations, 45 * 8);
SIZE(fuse_context, 40);
AT(stat, st_ino, 8);
AT(stat, st_size, 48);
AT(stat, st_blocks, 64);
AT(stat, st_ctim, 104);
#ifdef __x86_64__
SIZE(stat, 144);
AT(stat, st_mode, 24);
#endif
#ifdef __aarch64__
SIZE(stat, 128);
AT(stat, st_mode, 16);
#endif

/* The header of this system, as far as it knows the structs. */
#ifdef FUSE_KERNEL_MINOR_VERSION
#define SAME(ours, theirs) \
  _Static_assert(sizeof(struct ours) == sizeof(struct theirs), "not the system's " #theirs)
SAME(proto_in_header, fuse_in_header);
SAME(proto_attr, fuse_attr);
SAME(proto_entry_out, fuse_entry_out);
SAME(proto_setattr_in, fuse_setattr_in);
SAME(proto_open_out, fuse_open_out);
SAME(proto_init_out, fuse_init_out);
SAME(proto_read_in, fuse_read_in);
SAME(proto_write_in, fuse_write_in);
SAME(proto_statfs_out, fuse_statfs_out);
_Static_assert(sizeof(struct proto_setxattr_in) == FUSE_COMPAT_SETXATTR_IN_SIZE, "setxattr");
_Static_assert((int)OP_READDIRPLUS == (int)FUSE_READDIRPLUS, "op");
_Static_assert(INIT_PARALLEL_DIROPS == FUSE_PARALLEL_DIROPS, "flag");
#endif

int main(void) {
  CHECK(_IOC_SIZE(PROTO_BACKING_OPEN) == 16);
  CHECK(_IOC_SIZE(PROTO_BACKING_CLOSE) == 4);
  PASSED();
  return 0;
}
