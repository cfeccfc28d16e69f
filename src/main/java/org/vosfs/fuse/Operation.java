package org.vosfs.fuse;

/** The callbacks that are registered, by the name the kernel side knows them by. */
public enum Operation {
  GETATTR,
  FGETATTR,
  READLINK,
  MKNOD,
  MKDIR,
  UNLINK,
  RMDIR,
  SYMLINK,
  RENAME,
  LINK,
  CHMOD,
  CHOWN,
  TRUNCATE,
  FTRUNCATE,
  UTIMENS,
  OPEN,
  CREATE,
  READ,
  WRITE,
  FLUSH,
  FSYNC,
  RELEASE,
  OPENDIR,
  READDIR,
  RELEASEDIR,
  STATFS,
  ACCESS,
  GETXATTR,
  LISTXATTR
}
