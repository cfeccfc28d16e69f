package org.vosfs.fs;

/** What setting an extended attribute may do, as in setxattr(2). */
public enum AttributeMode {
  /** Makes it or replaces it. */
  ANY,
  /** XATTR_CREATE: it must be absent. */
  CREATE,
  /** XATTR_REPLACE: it must be there. */
  REPLACE
}
