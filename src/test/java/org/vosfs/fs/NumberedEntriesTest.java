package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Entries by number. */
class NumberedEntriesTest {
  private static Entry entry(long number) {
    return new Entry(number, FileType.FILE, null, "e" + number);
  }

  @Test
  void agreesWithAHashMapOverRandomHistories() {
    Random random = new Random(5);
    NumberedEntries entries = new NumberedEntries();
    Map<Long, Entry> reference = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      // first it grows, then as many go as come
      long number = random.nextLong(step < 50_000 ? 20_000 : 3_000) * (step % 7 == 0 ? 64 : 1);
      if (random.nextInt(step < 50_000 ? 4 : 2) > 0) {
        Entry entry = entry(number);
        entries.put(entry);
        reference.put(number, entry);
      } else {
        entries.remove(number);
        reference.remove(number);
      }
      assertThat(entries.get(number)).isSameAs(reference.get(number));
    }
    assertThat(entries.size()).isEqualTo(reference.size());
    for (long number = 0; number < 1_280_000; number++) {
      if (entries.get(number) != reference.get(number)) {
        throw new AssertionError("entry " + number);
      }
    }
  }

  @Test
  void anUnknownNumberHasNoEntry() {
    NumberedEntries entries = new NumberedEntries();
    entries.remove(7);
    assertThat(entries.get(7)).isNull();
    assertThat(entries.size()).isZero();
  }
}
