package org.vosfs.cache.staging;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts many files on the disk that no program has forced: the disk can do several together, and one
 * full commit is enough for a whole batch. Files may be written, sent and removed meanwhile; what
 * changes is left alone, and what comes out of it is never more than the disk holds.
 */
final class ManyForced {
  private static final int BATCH = 256;

  private final Staging staging;
  private final Journal journal;

  ManyForced(Staging staging, Journal journal) {
    this.staging = staging;
    this.journal = journal;
  }

  /** A file whose bytes are on the disk as they were at that mark. */
  private record Forced(StagedFile file, Durability.Mark mark) {}

  /** The newest first: the oldest are the first to be sent, and need it no more then. */
  void run(Collection<StagedFile> files) {
    List<StagedFile> newest =
        files.stream()
            .sorted(Comparator.comparingLong((StagedFile file) -> file.entry().id()).reversed())
            .toList();
    for (int from = 0; from < newest.size(); from += BATCH) {
      List<StagedFile> batch = newest.subList(from, Math.min(newest.size(), from + BATCH));
      List<Forced> forced = batch.parallelStream().flatMap(ManyForced::forced).toList();
      if (forced.isEmpty()) {
        continue;
      }
      try {
        staging.forceFiles();
        commit(forced);
      } catch (IOException e) {
        Staging.LOG.warn("{} staged files may not survive: {}", forced.size(), e.getMessage());
      }
    }
  }

  private static Stream<Forced> forced(StagedFile file) {
    if (file.isForced() || file.isGone()) {
      return Stream.empty();
    }
    try {
      Durability.@Nullable Mark mark = file.durability().forceBytes();
      return Stream.ofNullable(mark).map(m -> new Forced(file, m));
    } catch (IOException e) {
      if (!file.isGone()) {
        Staging.LOG.warn("staged file {} may not survive: {}", file.entry().id(), e.getMessage());
      }
      return Stream.empty();
    }
  }

  /** With the files' locks, shared: none of them changes before the commit is through. */
  private void commit(List<Forced> forced) throws IOException {
    List<Lock> held = new ArrayList<>();
    try {
      for (Forced one : forced) {
        Lock lock = one.file().shared();
        lock.lock();
        held.add(lock);
      }
      save(forced);
    } finally {
      held.forEach(Lock::unlock);
    }
  }

  private void save(List<Forced> forced) throws IOException {
    journal.lock();
    try {
      Map<StagedFile, Row> rows = new LinkedHashMap<>();
      for (Forced one : forced) {
        StagedFile file = one.file();
        if (!file.isGone() && file.durability().isAt(one.mark())) {
          rows.put(file, file.durability().forcedRow());
        }
      }
      journal.transact(
          true,
          () -> {
            for (Row row : rows.values()) {
              journal.save(row);
            }
          });
      rows.forEach((file, row) -> file.entry().renamed(row));
    } finally {
      journal.unlock();
    }
  }
}
