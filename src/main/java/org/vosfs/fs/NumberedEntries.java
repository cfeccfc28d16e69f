package org.vosfs.fs;

import org.jspecify.annotations.Nullable;

/**
 * Entries by number, in four to twelve bytes each: a mount may know a million, and a hash map of
 * boxed numbers would take as much for each as the entry itself. Open addressing with linear
 * probing; what is removed leaves no trace. Not thread-safe.
 */
final class NumberedEntries {
  private static final int FIRST_SLOTS = 64;

  /** Numbers are given in a row; this spreads them. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private @Nullable Entry[] slots = new Entry[FIRST_SLOTS];
  private int size;

  int size() {
    return size;
  }

  @Nullable Entry get(long number) {
    for (int at = home(number, slots.length); ; at = next(at)) {
      Entry entry = slots[at];
      if (entry == null || entry.number == number) {
        return entry;
      }
    }
  }

  /** Adds an entry, in place of the one that has its number. */
  void put(Entry entry) {
    if (size + 1 > slots.length / 3 * 2) {
      grow();
    }
    int at = home(entry.number, slots.length);
    Entry there = slots[at];
    while (there != null && there.number != entry.number) {
      at = next(at);
      there = slots[at];
    }
    size += there == null ? 1 : 0;
    slots[at] = entry;
  }

  void remove(long number) {
    int at = home(number, slots.length);
    Entry there = slots[at];
    while (there != null && there.number != number) {
      at = next(at);
      there = slots[at];
    }
    if (there != null) {
      size--;
      close(at);
    }
  }

  /** Moves those behind a gap up, as far as they do not belong there. */
  private void close(int gap) {
    int free = gap;
    int at = next(gap);
    for (Entry entry = slots[at]; entry != null; entry = slots[at]) {
      int home = home(entry.number, slots.length);
      boolean mayMove = free <= at ? home <= free || home > at : home <= free && home > at;
      if (mayMove) {
        slots[free] = entry;
        free = at;
      }
      at = next(at);
    }
    slots[free] = null;
  }

  private void grow() {
    @Nullable Entry[] old = slots;
    slots = new Entry[2 * old.length];
    for (Entry entry : old) {
      if (entry != null) {
        int at = home(entry.number, slots.length);
        while (slots[at] != null) {
          at = next(at);
        }
        slots[at] = entry;
      }
    }
  }

  private int next(int at) {
    return (at + 1) & (slots.length - 1);
  }

  private static int home(long number, int slots) {
    return (int) ((number * SPREAD) >>> 33) & (slots - 1);
  }
}
