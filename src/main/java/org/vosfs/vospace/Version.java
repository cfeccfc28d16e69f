package org.vosfs.vospace;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What tells one content of a data node from another; the only notion of "same content" there is.
 *
 * <p>An equal artifact id (protocol §10.3, {@code x-artifact-id}) suffices. Otherwise every field
 * that both sides have must agree: an MD5 alone proves nothing, since cavern keeps serving the old
 * one after a session edited the file (protocol §20).
 *
 * @param length bytes
 * @param artifactId minoc's id of the stored object, new after each replace
 * @param date when the bytes last changed, by the server's clock
 * @param md5 32 lower-case hex digits
 */
public record Version(
    long length, @Nullable String artifactId, @Nullable Instant date, @Nullable String md5) {

  /** A version of which only the length is known. */
  public static Version ofLength(long length) {
    return new Version(length, null, null, null);
  }

  /** True when nothing known of the two says that the contents differ. */
  public boolean sameContentAs(Version other) {
    if (artifactId != null && other.artifactId != null) {
      if (artifactId.equals(other.artifactId)) {
        return true;
      }
      if (md5 == null || other.md5 == null) {
        return false; // stored anew, and nothing says that the bytes are the same
      }
    }
    return length == other.length && agree(md5, other.md5) && datesAgree(date, other.date);
  }

  /** This version, completed by what {@code other} (the same content) knows beyond it. */
  public Version mergedWith(Version other) {
    return new Version(
        length,
        Optional.ofNullable(other.artifactId).orElse(artifactId),
        Optional.ofNullable(date).orElse(other.date),
        Optional.ofNullable(md5).orElse(other.md5));
  }

  private static boolean agree(@Nullable Object a, @Nullable Object b) {
    return a == null || b == null || a.equals(b);
  }

  /** HTTP dates have whole seconds only, node dates milliseconds: compared at what both can say. */
  private static boolean datesAgree(@Nullable Instant a, @Nullable Instant b) {
    if (a == null || b == null || a.equals(b)) {
      return true;
    }
    Instant secondOfA = a.truncatedTo(ChronoUnit.SECONDS);
    Instant secondOfB = b.truncatedTo(ChronoUnit.SECONDS);
    return secondOfA.equals(secondOfB) && (secondOfA.equals(a) || secondOfB.equals(b));
  }

  /** One line without blanks inside the fields, read back by {@link #parse}. */
  public String toText() {
    return length + " " + orDash(artifactId) + " " + orDash(date) + " " + orDash(md5);
  }

  /**
   * Reads {@link #toText}.
   *
   * @throws IllegalArgumentException when it is not such a text
   */
  public static Version parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("not a version: " + text);
    }
    return new Version(
        Long.parseLong(parts[0]),
        orNull(parts[1]),
        orNull(parts[2]) == null ? null : Instant.parse(parts[2]),
        orNull(parts[3]));
  }

  private static String orDash(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }

  private static @Nullable String orNull(String text) {
    return text.equals("-") ? null : text;
  }
}
