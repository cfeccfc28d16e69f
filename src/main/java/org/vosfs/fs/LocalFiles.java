package org.vosfs.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.vospace.Version;

/**
 * Lends local files to the kernel, which then reads and writes them without asking: for reading
 * when every byte is here, for writing when moreover nothing of it has to be seen by us, be it for
 * the service's verdict at close or for the room that is left. Thread-safe.
 */
final class LocalFiles {
  private static final Logger log = LoggerFactory.getLogger(LocalFiles.class);

  /** Cached bytes whose checksums are worth an open's time; longer ones are checked as read. */
  private static final long CHECKED_AT_ONCE = 64L << 20;

  /** A writer may outrun us by this much until the cache makes room for it. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private final Shared shared;
  private final Stat stat;
  private final Room room;
  private final AtomicInteger writers = new AtomicInteger();
  private @Nullable Boolean together;

  LocalFiles(Shared shared, Stat stat, Room room) {
    this.shared = shared;
    this.stat = stat;
    this.room = room;
  }

  /** The local file for that handle, which is to be given back; empty = we serve it. */
  Optional<LocalFile> lend(FileHandle handle) throws IOException {
    boolean writes = handle.mode.write();
    if (!shared.settings().readOnly() && !areTogether()) {
      return Optional.empty();
    }
    if (writes && !mayWrite(handle.file)) {
      return Optional.empty();
    }
    OpenFile file = handle.file;
    Version version = file.base();
    CachedContent content = null;
    if (file.staged() == null && version != null && version.length() > 0) {
      content = handle.lease(version);
      boolean quick = content.isChecked() || version.length() <= CHECKED_AT_ONCE;
      if (!quick || content.completeFile().isEmpty()) {
        return Optional.empty();
      }
    }
    if (writes && file.staged() == null) {
      Attributes shown = stat.of(file.entry, shared.meta().known(file.entry.number));
      file.setModified(shown.modified()); // until it is written
    }
    Optional<LocalFile> lent = file.lend(writes, version, content);
    handle.lent = lent.isPresent();
    if (handle.lent && writes && writers.getAndIncrement() == 0) {
      watch();
    }
    return lent;
  }

  /** The kernel has closed it. */
  void takeBack(FileHandle handle) {
    if (!handle.lent) {
      return;
    }
    handle.lent = false;
    boolean writes = handle.mode.write();
    if (writes) {
      writers.decrementAndGet();
    }
    try {
      handle.file.takeBack(writes);
    } catch (IOException e) {
      log.warn("{}: {}", handle.file.entry, e.getMessage());
    }
  }

  private boolean mayWrite(OpenFile file) throws IOException {
    return !shared.uploads().isWriteThrough() && shared.staging().canShare() && room.isAmple(file);
  }

  /** Content must be able to go from cache to staging and back by renaming. */
  private synchronized boolean areTogether() throws IOException {
    Boolean known = together;
    if (known == null) {
      Path staging = shared.staging().directory();
      known = Files.getFileStore(staging).equals(Files.getFileStore(shared.blocks().directory()));
      together = known;
    }
    return known;
  }

  /** As long as the kernel writes, clean content gives way before the disk is full. */
  private void watch() {
    shared
        .uploads()
        .later(
            LOOK,
            () -> {
              if (writers.get() > 0) {
                room.giveWay();
                watch();
              }
            });
  }
}
