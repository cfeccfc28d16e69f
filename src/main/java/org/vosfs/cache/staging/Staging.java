package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.Closer;
import org.vosfs.base.DirectoryLock;
import org.vosfs.base.DiskFullException;
import org.vosfs.base.NodePath;

/**
 * All unsent files of one directory. Thread-safe. One process at a time; nothing here is ever
 * deleted but by {@link StagedFile#release} and {@link StagedFile#discard}.
 */
public final class Staging implements AutoCloseable {
  static final Logger LOG = LoggerFactory.getLogger(Staging.class);

  private static final String WHAT = "staging";
  private static final String BOOT = "boot";

  private final StagingSettings settings;
  private final Surroundings surroundings;
  private final DirectoryLock lock;
  private final Journal journal;
  private final Quarantine quarantine;
  private final Path files;
  private final Map<Long, StagedFile> staged = new ConcurrentSkipListMap<>();
  private final List<StagedFile> recovered;
  private final NameSteps steps;
  private final StagingRoom room;
  private final StoredResults results;
  private final ManyForced many;
  private final MappingsProbe probe;
  private final SpareFiles spares;

  private Staging(
      StagingSettings settings, Surroundings surroundings, DirectoryLock lock, Journal journal)
      throws IOException {
    this.settings = settings;
    this.surroundings = surroundings;
    this.lock = lock;
    this.journal = journal;
    this.files = settings.directory().resolve("files");
    this.quarantine = StagingPlace.quarantine(settings);
    this.room = new StagingRoom(settings.limitBytes(), StagingPlace.disk(settings));
    String boot = lastBoot();
    boolean same = boot.equals(surroundings.boot());
    Recovery recovery = new Recovery(journal, quarantine, this::dataPath, !boot.isEmpty() && !same);
    List<Journal.Work> afterwards =
        same ? List.of() : List.of(() -> journal.setMeta(BOOT, surroundings.boot()));
    for (Recovery.Found found : recovery.run(files, afterwards)) {
      StagedFile file =
          new StagedFile(
              this, new JournalEntry(journal, found.row()), found.present(), found.size());
      file.recovered();
      staged.put(file.entry().id(), file);
    }
    this.recovered = List.copyOf(staged.values());
    this.steps = new NameSteps(journal);
    this.results = new StoredResults(journal);
    this.many = new ManyForced(this, journal);
    this.probe = new MappingsProbe(settings.directory(), settings.mappings());
    this.spares = new SpareFiles(settings.directory().resolve("spare"), settings.maker());
  }

  /**
   * Locks the directory (made when absent), recovers what is in it, and carries half-done steps to
   * their end. A journal that is no sound database is quarantined with all files.
   *
   * @throws IOException one clear line: the directory cannot be used, is in use by another process
   *     (named), or was written by a newer version
   */
  public static Staging open(StagingSettings settings) throws IOException {
    DirectoryLock lock = DirectoryLock.take(settings.directory(), WHAT);
    return open(settings, lock, null);
  }

  static Staging open(StagingSettings settings, Surroundings surroundings) throws IOException {
    return open(settings, DirectoryLock.take(settings.directory(), WHAT), surroundings);
  }

  private static Staging open(
      StagingSettings settings, DirectoryLock lock, @Nullable Surroundings given)
      throws IOException {
    Journal journal = null;
    try {
      Path directory = settings.directory();
      StagingPlace.makePrivate(directory.resolve("files"));
      StagingPlace.makePrivate(directory.resolve("quarantine"));
      Surroundings surroundings = given == null ? Surroundings.of(directory) : given;
      journal = StagingPlace.openJournal(settings, surroundings);
      DataFile.forceDirectory(directory);
      return new Staging(settings, surroundings, lock, journal);
    } catch (IOException | RuntimeException e) {
      try {
        if (journal != null) {
          journal.close();
        }
        lock.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** The machine's boot id when the directory was last opened; empty when it never was. */
  private String lastBoot() throws IOException {
    try {
      return journal.meta(BOOT).orElse("");
    } catch (SQLException e) {
      throw Journal.explain(e);
    }
  }

  /**
   * Stages a new file of {@link StagedFacts#baseLimit} bytes, all of them still in the base. The
   * row is committed before this returns.
   *
   * @param facts with id 0; the id is assigned
   * @throws DiskFullException when there is no room
   */
  public StagedFile create(StagedFacts facts) throws IOException {
    Row row = insert(facts);
    long id = row.facts().id();
    try {
      new DataFile(dataPath(id)).create(facts.baseLimit(), spares);
    } catch (IOException e) {
      withdraw(id, e);
      throw DiskFullException.explain(e);
    }
    return add(row, facts.baseLimit());
  }

  private Row insert(StagedFacts facts) throws IOException {
    if (facts.id() != 0) {
      throw new IllegalArgumentException("staged already: " + facts);
    }
    Row row = new Row(facts, settings.blockBytes(), 0, 0, Row.NO_CUT, 0, false);
    long[] id = new long[1];
    journal.transact(false, () -> id[0] = journal.insert(row));
    return row.with(facts.withId(id[0]), 0);
  }

  private StagedFile add(Row row, long size) {
    StagedFile file = new StagedFile(this, new JournalEntry(journal, row), new BitSet(), size);
    staged.put(row.facts().id(), file);
    return file;
  }

  /** Where a file that is to be staged comes from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Moves it to {@code path}, an absent name, by a rename.
     *
     * @return false when it is not to be had; then nothing was done
     */
    boolean moveTo(Path path) throws IOException;
  }

  /**
   * Stages a whole file that is there already, without copying: the row is committed, then the file
   * moved. A crash in between leaves it where it was.
   *
   * @param facts with id 0, and base limit 0: nothing of it is in the base alone
   * @return null when it is not to be had
   */
  public @Nullable StagedFile take(StagedFacts facts, Source source) throws IOException {
    if (facts.baseLimit() != 0) {
      throw new IllegalArgumentException("not a whole file: " + facts);
    }
    Row row = insert(facts);
    Path path = dataPath(row.facts().id());
    try {
      if (!source.moveTo(path)) {
        journal.transact(false, () -> journal.remove(row.facts().id()));
        return null;
      }
    } catch (IOException e) {
      withdraw(row.facts().id(), e);
      throw DiskFullException.explain(e);
    }
    return add(row, new DataFile(path).length());
  }

  public Path directory() {
    return settings.directory();
  }

  Mappings mappings() {
    return settings.mappings();
  }

  /**
   * Whether staged files may be shared with programs: this filesystem can tell when the last of
   * them has let go of one.
   */
  public boolean canShare() {
    return probe.isTelling();
  }

  /** Recovery would do the same with a row that has no file and was never acknowledged. */
  private void withdraw(long id, IOException because) {
    try {
      Files.deleteIfExists(dataPath(id));
      journal.transact(false, () -> journal.remove(id));
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  /** What a former process left behind, in order of id, as found at {@link #open}. */
  public List<StagedFile> recovered() {
    return recovered;
  }

  /** Changes of names that take several requests. */
  public NameSteps steps() {
    return steps;
  }

  /** What was stored lately and is staged no more. */
  public StoredResults results() {
    return results;
  }

  /** All staged files now, in order of id. */
  public List<StagedFile> all() {
    return List.copyOf(staged.values());
  }

  /** Everything set aside in this directory, now and formerly. */
  public List<Quarantined> quarantined() throws IOException {
    return quarantine.list();
  }

  /** Whether anything is staged at or below {@code path}. */
  public boolean hasBelow(NodePath path) {
    return staged.values().stream().anyMatch(file -> file.facts().path().startsWith(path));
  }

  /**
   * Rewrites the path of every file staged at or below {@code from}, all or none; what was staged
   * at {@code to} is removed with it, but for what an earlier process left there half written: that
   * is nobody's file, and kept until a person decides.
   */
  public void renameBelow(NodePath from, NodePath to) throws IOException {
    Map<StagedFile, UnaryOperator<StagedFacts>> changes = new LinkedHashMap<>();
    for (StagedFile file : staged.values()) {
      NodePath path = file.facts().path();
      if (path.startsWith(from)) {
        NodePath next = to.resolve(path.relativeTo(from));
        changes.put(file, facts -> facts.withPath(next));
      } else if (path.equals(to) && file.facts().state() != StagedState.INTERRUPTED) {
        changes.put(file, facts -> facts.withState(StagedState.REMOVED));
      }
    }
    updateAll(changes);
  }

  /** Changes the facts of several files in one commit: all or none. */
  public void updateAll(Map<StagedFile, UnaryOperator<StagedFacts>> changes) throws IOException {
    Map<StagedFile, Row> moved = new LinkedHashMap<>();
    journal.lock();
    try {
      changes.forEach((file, change) -> moved.put(file, file.entry().rowWith(change)));
      if (moved.isEmpty()) {
        return;
      }
      journal.transact(
          false,
          () -> {
            for (Row row : moved.values()) {
              journal.save(row);
            }
          });
      moved.forEach(StagedFile::renamed);
    } finally {
      journal.unlock();
    }
  }

  public StagingUsage usage() {
    return new StagingUsage(staged.size(), room.bytes());
  }

  /** How much more may be staged. */
  public StagingRoom room() {
    return room;
  }

  /** What the user should know of this place; empty when all is well. */
  public Optional<String> warning() {
    return surroundings.disk() == Surroundings.Disk.MEMORY
        ? Optional.of(
            "staging directory "
                + settings.directory()
                + " is in memory: unsent files are lost when the machine goes down, fsync or not")
        : Optional.empty();
  }

  Path dataPath(long id) {
    return files.resolve(HexFormat.of().toHexDigits(id) + ".data");
  }

  void forceFiles() throws IOException {
    DataFile.forceDirectory(files);
  }

  /** The file has gone; a row that cannot be removed now is removed at the next start. */
  void left(StagedFile file) {
    staged.remove(file.entry().id());
    try {
      file.entry().remove();
    } catch (IOException e) {
      LOG.warn("journal row {} stays until the next start: {}", file.entry().id(), e.getMessage());
    }
  }

  /**
   * Puts on the disk what has not been forced yet: what was closed survives power loss from then
   * on. Beside everything else; what is written meanwhile is left alone.
   */
  public void forceUnforced() {
    many.run(staged.values());
  }

  /**
   * Puts on the disk what has not been forced yet, so that an orderly shutdown of the machine
   * afterwards is not taken for a power loss, and gives the directory back.
   */
  @Override
  public void close() throws IOException {
    forceUnforced();
    staged.values().forEach(StagedFile::closeChannel);
    try (Closer closer = new Closer()) {
      closer.register(lock);
      closer.register(spares);
      closer.register(journal);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
