package org.vosfs.fs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagingRoom;

/**
 * Room for what is about to be written: clean cached content gives way to it; then the writer
 * waits, but only for uploads of other files, and only as long as these get on. Its own file cannot
 * be sent while it is written, so waiting for that would never end.
 */
final class Room {
  private static final Logger log = LoggerFactory.getLogger(Room.class);

  /** Given up by the cache at a time, so that it is not asked at each write. */
  private static final long LUMP = 16L << 20;

  /** Free beyond every limit, so that a writer may go on unseen for a while. */
  private static final long AMPLE = 1L << 30;

  private final Shared shared;
  private final QuotaAhead quota;

  Room(Shared shared, QuotaAhead quota) {
    this.shared = shared;
    this.quota = quota;
  }

  /** For a write; before any lock is taken. {@code offset} may be negative: at the end. */
  void forWrite(OpenFile file, long offset, int length) throws IOException {
    StagedFile staged = file.staged();
    long at = offset < 0 ? file.size() : offset;
    long size = file.size();
    long more = staged == null ? length + Math.max(0, at - size) : staged.growth(at, length);
    quota.require(file, at + length);
    take(staged, more, Math.min(more, length));
  }

  /** For a change of size; what is gained is a hole, and takes nothing of the disk yet. */
  void forSize(OpenFile file, long size) throws IOException {
    long grows = Math.max(0, size - file.size());
    quota.require(file, size);
    take(file.staged(), grows, 0);
  }

  /** Whether much may be written without anybody asking here; asks the service nothing. */
  boolean isAmple(OpenFile file) throws IOException {
    StagingRoom room = shared.staging().room();
    return quota.isAmple(file, AMPLE) && room.beyondLimit(AMPLE) <= 0 && isOnDisk(room, AMPLE);
  }

  /** As much as a look allows, when nobody asks before writing. */
  void giveWay() {
    try {
      isOnDisk(shared.staging().room(), LUMP);
    } catch (IOException e) {
      log.warn("no room could be made: {}", e.getMessage());
    }
  }

  private void take(@Nullable StagedFile staged, long more, long onDisk) throws IOException {
    StagingRoom room = shared.staging().room();
    while (!fits(room, more, onDisk)) {
      boolean another = shared.uploads().awaitOther(staged, shared.settings().deadline());
      if (!another && !fits(room, more, onDisk)) { // the last one may have ended in between
        throw room.full(more);
      }
    }
  }

  private boolean fits(StagingRoom room, long more, long onDisk) throws IOException {
    return room.beyondLimit(more) <= 0 && isOnDisk(room, onDisk);
  }

  private boolean isOnDisk(StagingRoom room, long bytes) throws IOException {
    long lack = room.belowFloor(bytes);
    while (lack > 0 && shared.blocks().giveWay(Math.max(lack, LUMP))) {
      lack = room.belowFloor(bytes);
    }
    return lack <= 0;
  }
}
