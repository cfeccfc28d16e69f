package org.vosfs.cache.staging;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * Brings journal and data files together at start. Everything found is carried to its old or its
 * new state; what fits neither is quarantined. Safe to be killed itself at any point.
 */
final class Recovery {
  private static final String LOST_WITH_MACHINE =
      "the machine went down before this file was known to be on the disk";

  /** A sound staged file. */
  record Found(Row row, BitSet present, long size) {}

  private final Journal journal;
  private final Quarantine quarantine;
  private final LongFunction<Path> dataPath;
  private final boolean rebooted;
  private final List<Journal.Work> corrections = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();

  /**
   * @param dataPath data file of an id
   * @param rebooted the machine has gone down since the directory was last used
   */
  Recovery(Journal journal, Quarantine quarantine, LongFunction<Path> dataPath, boolean rebooted) {
    this.journal = journal;
    this.quarantine = quarantine;
    this.dataPath = dataPath;
    this.rebooted = rebooted;
  }

  /**
   * All sound files in order of id.
   *
   * @param afterwards committed with what is corrected
   */
  List<Found> run(Path files, List<Journal.Work> afterwards) throws IOException {
    try {
      if (rebooted) {
        journal.transact(true, journal::dropUnforcedPresence);
      }
      List<Journal.BadRow> bad = new ArrayList<>();
      List<Row> rows = journal.rows(bad);
      Map<Long, BitSet> presence = journal.presence();
      Set<String> names = list(files);
      for (Row row : rows) {
        File file = dataPath.apply(row.facts().id()).toFile();
        boolean there = names.remove(file.getName());
        judge(row, file, there, presence.getOrDefault(row.facts().id(), new BitSet()));
      }
      for (Journal.BadRow row : bad) {
        names.remove(dataPath.apply(row.id()).toFile().getName());
        setAside(row.id(), "its journal row is damaged: " + row.reason(), "id " + row.id());
      }
      for (String stranger : new TreeSet<>(names)) {
        Path file = files.resolve(stranger);
        quarantine.take(file, "no journal row belongs to it", "file " + file);
      }
    } catch (SQLException e) {
      throw Journal.explain(e);
    }
    correct(afterwards);
    return found;
  }

  /**
   * In one commit; none when there is nothing to write, since a full one would wait until the disk
   * has all that former mounts have staged.
   */
  private void correct(List<Journal.Work> afterwards) throws IOException {
    corrections.addAll(afterwards);
    if (!corrections.isEmpty()) {
      journal.transact(
          true,
          () -> {
            for (Journal.Work correction : corrections) {
              correction.run();
            }
          });
    }
  }

  /** One call to the system for all names: there may be thousands. */
  private static Set<String> list(Path files) throws IOException {
    String[] names = files.toFile().list();
    if (names == null) {
      throw new IOException("cannot list " + files);
    }
    return new HashSet<>(List.of(names));
  }

  private void judge(Row row, File file, boolean there, BitSet present) throws IOException {
    long id = row.facts().id();
    if (row.leaving()) {
      Files.deleteIfExists(file.toPath());
      corrections.add(() -> journal.remove(id));
    } else if (!there) {
      missing(row);
    } else {
      Row current = row;
      if (row.cut() != Row.NO_CUT) {
        carryOut(row.cut(), file);
        current = row.withCut(Row.NO_CUT);
      }
      long size = file.length();
      boolean forced = row.forces() > 0;
      long promised = rebooted && forced ? current.forcedSize() : current.size();
      if (size < promised) {
        setAside(id, "the file has " + size + " bytes, at least " + promised + " were staged", row);
        return;
      }
      accept(rebooted && !forced ? interrupted(current) : current, row, present, file, size);
    }
  }

  private static void carryOut(long cut, File file) throws IOException {
    if (file.length() > cut) {
      setLength(file, cut);
    }
  }

  private static void setLength(File file, long size) throws IOException {
    try (RandomAccessFile data = new RandomAccessFile(file, "rw")) {
      data.setLength(size);
    }
  }

  private void accept(Row row, Row before, BitSet present, File file, long size)
      throws IOException {
    long whole = Math.max(size, row.facts().baseLimit());
    if (size < whole) {
      setLength(file, whole); // killed between making the file and giving it its size
    }
    if (!row.equals(before)) {
      corrections.add(() -> journal.save(row));
    }
    found.add(new Found(row, present, whole));
  }

  /** Bytes that never reached the disk may be zeros now; such a file must not go anywhere. */
  private static Row interrupted(Row row) {
    return switch (row.facts().state()) {
      case OPEN, READY ->
          row.with(row.facts().withState(StagedState.INTERRUPTED, LOST_WITH_MACHINE), row.size());
      case FAILED, CONFLICT, INTERRUPTED, REMOVED -> row;
    };
  }

  private void missing(Row row) throws IOException {
    StagedFacts facts = row.facts();
    boolean everWritten = facts.acknowledged() || row.forces() > 0 || row.size() > 0;
    if (!everWritten) {
      corrections.add(() -> journal.remove(facts.id())); // killed while it was being made
    } else if (rebooted && row.forces() == 0) {
      setAside(facts.id(), "the file is missing: " + LOST_WITH_MACHINE, row);
    } else {
      setAside(facts.id(), "the file is missing", row);
    }
  }

  private void setAside(long id, String reason, Object known) throws IOException {
    quarantine.take(dataPath.apply(id), reason, String.valueOf(known));
    corrections.add(() -> journal.remove(id));
  }
}
