package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.vosfs.base.ByteRange;

/**
 * The content of one staged file: its bytes on the disk, which of them are here, its size. Guarded
 * by the file's lock: reading methods need it shared, changing ones exclusive. Each change is on
 * the disk and in the journal, in the order the package description gives, before it returns.
 */
final class StagedBytes {
  private final JournalEntry entry;
  private final DataFile data;
  private final Presence presence;
  private final Durability durability;
  private final StagingRoom room;
  private final OrderedDigest digest;
  private volatile long size;
  private volatile long generation;
  private volatile boolean shared;
  private long charged;

  StagedBytes(
      JournalEntry entry,
      DataFile data,
      Presence presence,
      Durability durability,
      StagingRoom room,
      long firstGeneration,
      long size) {
    this.entry = entry;
    this.data = data;
    this.presence = presence;
    this.durability = durability;
    this.room = room;
    this.generation = firstGeneration;
    this.size = size;
    this.digest = new OrderedDigest(Math.max(size, entry.facts().baseLimit()));
  }

  /** The MD5 of the whole content, when it is known without reading it. */
  Optional<String> md5() {
    return shared ? Optional.empty() : digest.of(size);
  }

  /** Of a shared file it is what the disk says: programs write it without telling. */
  long size() {
    return shared ? data.length() : size;
  }

  boolean isShared() {
    return shared;
  }

  /** From now on programs write the file by themselves, which must be here as a whole. */
  void share() {
    requirePresent(missing(0, size));
    digest.giveUp();
    shared = true;
    observe();
  }

  /** As {@link #share}, without a change. */
  void recovered() {
    digest.giveUp();
    shared = true;
  }

  /** Programs may have written to it. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // as in changing()
  void observe() {
    digest.giveUp();
    size = size();
    generation++;
    durability.changed();
  }

  /** Nobody writes it any more but through here. */
  void unshare() {
    observe();
    shared = false;
  }

  /** Grows with every change that a reader can see. */
  long generation() {
    return generation;
  }

  private long baseLimit() {
    return entry.facts().baseLimit();
  }

  List<ByteRange> missing(long offset, long length) {
    return presence.missing(offset, length, baseLimit());
  }

  List<ByteRange> missingForWrite(long offset, long length) {
    return presence.missingForWrite(offset, length, baseLimit());
  }

  boolean isComplete() {
    return presence.isComplete(baseLimit());
  }

  /** Bytes that a write of the range would add to those on the disk. */
  long growth(long offset, long length) {
    long more = Math.max(0, offset + length - Math.max(offset, size()));
    for (ByteRange range : presence.missing(offset, length, baseLimit())) {
      more += range.length();
    }
    return more;
  }

  /** Tells how much of the room it takes; after every change. */
  void charge(boolean gone) {
    long now = gone ? 0 : size() - presence.missingBytes(baseLimit());
    room.changed(now - charged);
    charged = now;
  }

  /** See {@link StagedFile#fill}. */
  void fill(long offset, ByteBuffer bytes) throws IOException {
    BitSet filled = presence.replaced(offset, bytes.remaining(), baseLimit());
    int begin = bytes.position();
    for (int b = filled.nextSetBit(0); b >= 0; b = filled.nextSetBit(b + 1)) {
      long start = presence.start(b);
      int length = (int) (presence.baseEnd(b, baseLimit()) - start);
      data.write(start, bytes.slice(begin + (int) (start - offset), length));
    }
    bytes.position(bytes.limit());
    markPresent(filled);
  }

  private void markPresent(BitSet blocks) throws IOException {
    if (!blocks.isEmpty()) {
      durability.changed();
      entry.addPresent(blocks, durability.epoch());
      presence.add(blocks);
    }
  }

  /** See {@link StagedFile#read}. */
  int read(long offset, ByteBuffer into) throws IOException {
    int length = (int) Math.min(into.remaining(), size() - offset);
    if (length <= 0) {
      return 0;
    }
    requirePresent(missing(offset, length));
    int limit = into.limit();
    into.limit(into.position() + length);
    try {
      return data.read(offset, into);
    } finally {
      into.limit(limit);
    }
  }

  /** See {@link StagedFile#write}. */
  void write(long offset, ByteBuffer from) throws IOException {
    int length = from.remaining();
    if (length == 0) {
      return;
    }
    requirePresent(missingForWrite(offset, length));
    BitSet replaced = presence.replaced(offset, length, baseLimit());
    changing();
    int begin = from.position();
    digest.write(offset, from);
    try {
      data.write(offset, from);
    } finally {
      if (from.hasRemaining()) {
        digest.giveUp();
      }
      if (from.position() > begin) {
        size = Math.max(size, offset + from.position() - begin);
      }
    }
    markPresent(replaced);
  }

  private static void requirePresent(List<ByteRange> missing) {
    if (!missing.isEmpty()) {
      throw new IllegalStateException("base content is missing: " + missing);
    }
  }

  // Under the write lock only; volatile for readers that hold none.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void changing() throws IOException {
    if (entry.cut() != Row.NO_CUT) {
      finishCut(); // a truncation failed half way; nothing may be written on top of it
    }
    generation++;
    size = size();
    durability.changed();
  }

  /** See {@link StagedFile#truncate}. */
  void truncate(long to) throws IOException {
    changing();
    digest.truncate(to);
    if (to > size) {
      data.extend(to);
      size = to;
    } else if (to < size) {
      shrink(to);
    }
  }

  /**
   * Where the journal relies on the bytes to be cut off, the cut is in the journal before the file
   * shrinks and leaves it before anything else is written, so that a crash at any point ends in the
   * old or in the new content. When it is about base bytes, that order must hold on the disk too.
   */
  private void shrink(long to) throws IOException {
    boolean losesBase = to < baseLimit();
    durability.shrunk(to);
    if (losesBase || to < entry.promisedSize()) {
      entry.cut(losesBase, to, size, Math.min(to, baseLimit()));
      size = to;
      finishCut();
    } else {
      data.cut(to);
      size = to;
    }
  }

  private void finishCut() throws IOException {
    data.cut(entry.cut());
    entry.cut(false, Row.NO_CUT, size, baseLimit());
  }
}
