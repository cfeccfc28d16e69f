package org.vosfs.fs;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every change of a name has in common. */
final class Changes {
  private static final Logger log = LoggerFactory.getLogger(Changes.class);

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

  /**
   * A name has moved, with all below it, over whatever had the new name.
   *
   * @param over what had the new name; null: nothing
   */
  static void moved(
      Shared shared, Entry entry, Entry toDirectory, String toName, @Nullable Entry over) {
    Entry fromDirectory = shared.tree().parentOf(entry);
    String fromName = shared.tree().nameOf(entry);
    Optional<OpenFile> replaced = over == null ? Optional.empty() : shared.openFiles().of(over);
    shared
        .tree()
        .changing(
            () -> {
              shared.tree().move(entry, toDirectory, toName);
              if (fromDirectory != null) {
                removed(shared, fromDirectory, fromName);
              }
              added(shared, toDirectory, toName);
            });
    if (over != null) {
      shared.meta().forget(over.number);
    }
    if (replaced.isPresent()) {
      try {
        replaced.get().unlink();
      } catch (IOException e) {
        log.warn("{}: staged bytes of a replaced file remain: {}", over, e.getMessage());
      }
      shared.openFiles().forgetUnused(replaced.get());
    }
  }

  /** This mount removed an entry: its name, and all that is known of it. */
  static void gone(Shared shared, Entry directory, String name, Entry entry) {
    shared
        .tree()
        .changing(
            () -> {
              shared.tree().detach(entry);
              removed(shared, directory, name);
            });
    shared.meta().forget(entry.number);
  }

  private static void removed(Shared shared, Entry directory, String name) {
    shared.tree().noteChange(directory, name);
    shared.meta().childRemoved(directory.number, name);
    directory.touched = shared.clock().instant();
  }
}
