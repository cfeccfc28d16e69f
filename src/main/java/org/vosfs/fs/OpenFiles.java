package org.vosfs.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.Version;

/**
 * All files in use: open, or staged and not yet on the service. Counts handles; what is neither
 * open nor staged is forgotten.
 *
 * <p>Thread-safe by one monitor, held for map and counter operations only.
 */
final class OpenFiles {
  private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

  private final Map<Entry, OpenFile> files = new HashMap<>(); // entries have identity only

  Optional<OpenFile> of(Entry entry) {
    synchronized (files) {
      return Optional.ofNullable(files.get(entry));
    }
  }

  /** A file whose name is gone, for calls that still know its number. */
  Optional<Entry> detached(long number) {
    synchronized (files) {
      return files.keySet().stream().filter(entry -> entry.number == number).findFirst();
    }
  }

  /** The file of an entry with one more handle, made by {@code make} when it was not in use. */
  OpenFile open(Entry entry, boolean writing, Supplier<OpenFile> make) {
    synchronized (files) {
      return use(files.computeIfAbsent(entry, e -> make.get()), writing);
    }
  }

  /** The file of an entry with one more handle; empty when it is not, or no longer, in use. */
  Optional<OpenFile> openUsed(Entry entry, boolean writing) {
    synchronized (files) {
      return Optional.ofNullable(files.get(entry)).map(file -> use(file, writing));
    }
  }

  private static OpenFile use(OpenFile file, boolean writing) {
    file.handles++;
    file.writers += writing ? 1 : 0;
    return file;
  }

  /** Registers a file that is staged without being open. */
  void add(OpenFile file) {
    synchronized (files) {
      files.put(file.entry, file);
    }
  }

  /**
   * One handle less.
   *
   * @return true when the last writer has gone with it
   */
  boolean close(OpenFile file, boolean writing) {
    boolean lastWriter;
    synchronized (files) {
      file.handles--;
      file.writers -= writing ? 1 : 0;
      lastWriter = writing && file.writers == 0;
    }
    forgetUnused(file);
    return lastWriter;
  }

  /** Forgets a file that is neither open nor waiting to be sent. */
  void forgetUnused(OpenFile file) {
    StagedFile staged = file.staged();
    boolean unlinked = file.isUnlinked();
    synchronized (files) {
      if (file.handles > 0 || (staged != null && !unlinked)) {
        return;
      }
      files.remove(file.entry, file);
    }
    try {
      file.dispose();
    } catch (IOException e) {
      log.warn("{}: could not be put away: {}", file.entry, e.getMessage());
    }
  }

  boolean isOpen(Entry entry) {
    synchronized (files) {
      OpenFile file = files.get(entry);
      return file != null && file.handles > 0;
    }
  }

  /** True for a file made here that the service does not have yet. */
  boolean isOnlyHere(Entry entry) {
    return !entry.remote && of(entry).isPresent();
  }

  /** True while the file is being written, or waits to be sent. */
  boolean isStaged(Entry entry) {
    return of(entry).map(OpenFile::staged).isPresent();
  }

  /**
   * Compares what the service tells with what a file in use is.
   *
   * @return false when clean handles are open on other content than {@code told}
   */
  boolean confirm(Entry entry, Version told) {
    OpenFile file = of(entry).orElse(null);
    if (file == null || file.staged() != null) {
      return true; // the upload looks for itself
    }
    Version base = file.base();
    if (base == null || !base.sameContentAs(told)) {
      return false;
    }
    file.rebase(base.mergedWith(told));
    return true;
  }

  List<OpenFile> all() {
    synchronized (files) {
      return new ArrayList<>(files.values());
    }
  }
}
