package org.vosfs.fs;

/**
 * Why an operation failed, in POSIX terms; each has exactly one errno, given in {@code fuse}, and a
 * row in docs/ERRORS.md.
 */
public enum Reason {
  /** ENOENT */
  NO_ENTRY,
  /** EEXIST */
  EXISTS,
  /** ENOTDIR */
  NOT_DIRECTORY,
  /** EISDIR */
  IS_DIRECTORY,
  /** ENOTEMPTY */
  NOT_EMPTY,
  /** EACCES */
  ACCESS,
  /** EPERM */
  NOT_PERMITTED,
  /** EROFS */
  READ_ONLY,
  /** EINVAL */
  INVALID,
  /** ENAMETOOLONG */
  NAME_TOO_LONG,
  /** ELOOP */
  LINK_LOOP,
  /** EXDEV */
  CROSS_DEVICE,
  /** EBADF */
  BAD_HANDLE,
  /** ESTALE: the content the handle was opened on is gone */
  STALE,
  /** EBUSY */
  BUSY,
  /** EFBIG */
  TOO_BIG,
  /** ENOSPC: the local disk is full */
  NO_SPACE,
  /** ENFILE: no more files of the local disk may be open */
  TOO_MANY_OPEN,
  /** EDQUOT: the service's quota is used up */
  QUOTA,
  /** EOPNOTSUPP */
  UNSUPPORTED,
  /** E2BIG: the value of an extended attribute is longer than services keep */
  VALUE_TOO_BIG,
  /** ENODATA: no such extended attribute */
  NO_DATA,
  /** ETIMEDOUT */
  TIMED_OUT,
  /** EIO */
  IO
}
