package org.vosfs.upload;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;

/**
 * What POSIX programs set and VOSpace has no place for, kept as properties of ours: the explicit
 * modification time and the permission bits (protocol §15, utimens and chmod rows). The opaque
 * scheme is one that both services accept (protocol §5.4).
 *
 * <p>A time is only good for the content it was set on: it names the length, and is void when the
 * node has another one.
 */
public final class FileFacts {
  public static final String MODIFIED = "vosfs:mtime";
  public static final String MODE = "vosfs:mode";

  private FileFacts() {}

  /** The property text of a time set on content of {@code length} bytes. */
  public static String modifiedText(Instant modified, long length) {
    return modified + " " + length;
  }

  /** The time kept with a node, if it still belongs to content of that length. */
  public static Optional<Instant> modified(NodeProperties properties, long length) {
    return properties
        .get(MODIFIED)
        .map(text -> text.split(" ", -1))
        .filter(parts -> parts.length == 2 && parts[1].equals(Long.toString(length)))
        .flatMap(parts -> instant(parts[0]));
  }

  /** The nine permission bits kept with a node; empty when none were set, or it is no mode. */
  public static Optional<Integer> mode(NodeProperties properties) {
    return properties
        .get(MODE)
        .filter(text -> text.matches("[0-7]{3}"))
        .map(text -> Integer.parseInt(text, 8));
  }

  /** The property text of permission bits: three octal digits. */
  public static String modeText(int mode) {
    return String.format(Locale.ROOT, "%03o", mode & 0777);
  }

  /**
   * The update that brings a staged file's facts to its node; empty when there are none.
   *
   * @param kept what the node keeps: a time set on earlier content of the same length goes
   */
  static PropertyChanges changesFor(StagedFacts facts, long length, NodeProperties kept) {
    Long nanos = facts.modifiedNanos();
    PropertyChanges changes = changes(nanos == null ? null : ofNanos(nanos), facts.mode(), length);
    boolean outdated = nanos == null && modified(kept, length).isPresent();
    return outdated ? new PropertyChanges(changes.set(), Set.of(MODIFIED)) : changes;
  }

  /**
   * The update for a file or directory without staged bytes.
   *
   * @param mode permission bits set explicitly; null = none were
   */
  public static PropertyChanges changes(
      @Nullable Instant modified, @Nullable Integer mode, long length) {
    Map<String, String> set = new HashMap<>();
    if (modified != null) {
      set.put(MODIFIED, modifiedText(modified, length));
    }
    if (mode != null) {
      set.put(MODE, modeText(mode));
    }
    return new PropertyChanges(set, Set.of());
  }

  /** The instant of {@link #toNanos}. */
  public static Instant ofNanos(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }

  /** Nanoseconds since 1970; saturates beyond the years 1678 to 2262. */
  public static long toNanos(Instant instant) {
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
