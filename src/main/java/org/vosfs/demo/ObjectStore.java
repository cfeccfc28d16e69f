package org.vosfs.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of all storage sites: one file per object version, {@code storage/<site>/<2
 * digits>/<slot>.<artifact>}. A version becomes current with its journal record; files without one
 * are removed at the next start. Replacing is atomic, and whoever has the old file open reads it to
 * its end. Thread-safe.
 */
final class ObjectStore {
  private final Path directory;
  private final Duration replicationLag;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private volatile Consumer<String> log = line -> {};

  /** Current version and the one it replaced. */
  record Slot(@Nullable StoredObject current, @Nullable StoredObject previous) {}

  ObjectStore(Path directory, Duration replicationLag) {
    this.directory = directory;
    this.replicationLag = replicationLag;
  }

  /** Takes over a journal line; only before {@link #open}. */
  void restore(List<String> fields) {
    if (fields.get(0).equals("O")) {
      slots.put(fields.get(1), new Slot(StoredObject.read(fields), null));
    } else {
      slots.remove(fields.get(1));
    }
  }

  void snapshot(Consumer<String> lines) {
    slots.forEach(
        (slot, versions) -> {
          StoredObject current = versions.current();
          if (current != null) {
            lines.accept(current.line(slot));
          }
        });
  }

  /** Starts journalling and removes what a killed process left behind. */
  void open(Consumer<String> journal, List<String> sites) throws IOException {
    log = journal;
    Set<Path> wanted = new HashSet<>();
    slots.forEach(
        (slot, versions) -> {
          StoredObject current = versions.current();
          if (current != null) {
            wanted.add(file(slot, current));
          }
        });
    for (String site : sites) {
      Path home = directory.resolve(site);
      Files.createDirectories(home.resolve("incoming"));
      try (Stream<Path> files = Files.walk(home)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (!wanted.contains(file)) {
            Files.delete(file);
          }
        }
      }
    }
  }

  /** The newest version, or null when the slot holds no bytes. */
  @Nullable StoredObject current(@Nullable String slot) {
    Slot versions = slot == null ? null : slots.get(slot);
    return versions == null ? null : versions.current();
  }

  @Nullable StoredObject previous(@Nullable String slot) {
    Slot versions = slot == null ? null : slots.get(slot);
    return versions == null ? null : versions.previous();
  }

  /** The version that this site serves at that time, or null when it has none. */
  @Nullable StoredObject at(String site, String slot, long now) {
    StoredObject current = current(slot);
    if (current == null
        || current.site().equals(site)
        || current.date() + replicationLag.toMillis() <= now) {
      return current;
    }
    return previous(slot);
  }

  Path incoming(String site, String name) {
    return directory.resolve(site).resolve("incoming").resolve(name);
  }

  Path file(String slot, StoredObject version) {
    return directory
        .resolve(version.site())
        .resolve(slot.substring(0, 2))
        .resolve(slot + "." + version.artifact());
  }

  /** Makes the bytes in a finished file the current version of a slot. */
  void commit(String slot, StoredObject version, Path bytes) throws IOException {
    Path target = file(slot, version);
    try {
      Files.move(bytes, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (java.nio.file.NoSuchFileException e) {
      Files.createDirectories(parent(target));
      Files.move(bytes, target, StandardCopyOption.ATOMIC_MOVE);
    }
    slots.compute(
        slot,
        (key, old) -> {
          log.accept(version.line(slot));
          StoredObject replaced = old == null ? null : old.current();
          if (old != null && old.previous() != null) {
            discard(slot, old.previous());
          }
          if (replaced != null && replicationLag.isZero()) {
            discard(slot, replaced);
          }
          return new Slot(version, replaced);
        });
  }

  /** Changes the description of the current version. */
  void describe(String slot, UnaryOperator<StoredObject> change) {
    slots.computeIfPresent(
        slot,
        (key, old) -> {
          StoredObject current = old.current();
          if (current == null) {
            return old;
          }
          StoredObject changed = change.apply(current);
          log.accept(changed.line(slot));
          return new Slot(changed, old.previous());
        });
  }

  /** Drops the bytes of a slot; true when there were some. */
  boolean delete(String slot) {
    Slot old = slots.remove(slot);
    if (old == null || old.current() == null) {
      return false;
    }
    log.accept("X\t" + slot);
    discard(slot, old.current());
    if (old.previous() != null) {
      discard(slot, old.previous());
    }
    return true;
  }

  private void discard(String slot, StoredObject version) {
    try {
      Files.deleteIfExists(file(slot, version));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }
}
