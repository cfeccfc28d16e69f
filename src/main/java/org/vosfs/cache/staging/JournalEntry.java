package org.vosfs.cache.staging;

import java.io.IOException;
import java.util.BitSet;
import java.util.function.UnaryOperator;
import org.vosfs.base.NodePath;

/**
 * The journal's side of one staged file. Everything changes under the journal's lock, and only once
 * the commit has succeeded.
 */
final class JournalEntry {
  private final Journal journal;
  private volatile Row row;

  JournalEntry(Journal journal, Row row) {
    this.journal = journal;
    this.row = row;
  }

  StagedFacts facts() {
    return row.facts();
  }

  long id() {
    return row.facts().id();
  }

  int blockBytes() {
    return row.blockBytes();
  }

  /** A truncation that the journal holds and that is still to be carried out or taken back. */
  long cut() {
    return row.cut();
  }

  /** How often the file was forced to the disk. */
  long forces() {
    return row.forces();
  }

  /** The size below which the journal may take the file for damaged. */
  long promisedSize() {
    Row now = row;
    return Math.max(now.size(), now.forcedSize());
  }

  void commit(long size, UnaryOperator<StagedFacts> change) throws IOException {
    save(false, now -> now.with(change.apply(now.facts()), size));
  }

  /** Records or ends ({@link Row#NO_CUT}) a truncation, with the base limit that goes with it. */
  void cut(boolean full, long at, long size, long baseLimit) throws IOException {
    save(full, now -> now.with(now.facts().withBaseLimit(baseLimit), size).withCut(at));
  }

  /**
   * Records that presence rows below {@code epoch} and {@code onDisk} bytes are on the disk;
   * survives all.
   */
  void forced(long epoch, long size, long onDisk) throws IOException {
    save(true, now -> rowForced(now, epoch, size, onDisk));
  }

  private static Row rowForced(Row now, long epoch, long size, long onDisk) {
    return now.with(now.facts(), size).withForced(Math.max(now.forces(), epoch), onDisk);
  }

  /** The row that {@link #forced} would save; for the last commit of all. */
  Row rowForced(long epoch, long size, long onDisk) {
    return rowForced(row, epoch, size, onDisk);
  }

  /** What was never forced need not be found gone after power loss either. */
  void leave(long size) throws IOException {
    save(row.forces() > 0, now -> now.with(now.facts(), size).withLeaving(true));
  }

  void stay(long size) throws IOException {
    save(false, now -> now.with(now.facts(), size).withLeaving(false));
  }

  void remove() throws IOException {
    journal.transact(false, () -> journal.remove(id()));
  }

  void addPresent(BitSet blocks, long epoch) throws IOException {
    journal.transact(false, () -> journal.addPresent(id(), blocks, epoch));
  }

  private void save(boolean full, UnaryOperator<Row> change) throws IOException {
    journal.lock();
    try {
      Row next = change.apply(row);
      journal.transact(full, () -> journal.save(next));
      row = next;
    } finally {
      journal.unlock();
    }
  }

  /** The row with another path; under the journal's lock, as {@link #renamed}. */
  Row rowAt(NodePath path) {
    return rowWith(facts -> facts.withPath(path));
  }

  /** The row with other facts; under the journal's lock, as {@link #renamed}. */
  Row rowWith(UnaryOperator<StagedFacts> change) {
    return row.with(change.apply(row.facts()), row.size());
  }

  void renamed(Row next) {
    row = next;
  }
}
