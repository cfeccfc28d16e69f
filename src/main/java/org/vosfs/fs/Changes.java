package org.vosfs.fs;

/** What every change of a name has in common. */
final class Changes {
  private Changes() {}

  static void requireWritable(FsSettings settings) throws FsException {
    if (settings.readOnly()) {
      throw new FsException(Reason.READ_ONLY, "mounted read-only");
    }
  }

  /** This mount made a name: answers under way do not undo it, the directory's mtime moves. */
  static void added(Shared shared, Entry directory, String name) {
    shared.tree().noteChange(directory, name);
    shared.meta().childAdded(directory.number, name);
    directory.touched = shared.clock().instant();
  }

  /** This mount removed a name. */
  static void removed(Shared shared, Entry directory, String name) {
    shared.tree().noteChange(directory, name);
    shared.meta().childRemoved(directory.number, name);
    directory.touched = shared.clock().instant();
  }
}
