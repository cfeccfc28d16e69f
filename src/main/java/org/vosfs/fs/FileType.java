package org.vosfs.fs;

/** What kind of thing an entry is. */
public enum FileType {
  DIRECTORY,
  FILE,
  LINK
}
