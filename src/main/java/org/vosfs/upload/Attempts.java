package org.vosfs.upload;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.Version;

/**
 * The contents that uploads of one staged file have stored, or may have stored without an answer:
 * one version a line, as the journal keeps them. What the service shows of these is our own.
 */
public final class Attempts {
  /** More than that many unanswered uploads of changing content are not told apart. */
  private static final int KEPT = 8;

  private Attempts() {}

  /**
   * Journals what is about to be sent, before its first byte leaves: the answer may never reach us.
   */
  static void begin(StagedFile staged, long length, Optional<String> md5) throws IOException {
    StagedFacts facts = staged.facts();
    String known = facts.uploaded();
    String all = md5.isEmpty() ? known : with(known, length, md5.get());
    if (!facts.remoteTouched() || !Objects.equals(all, known)) {
      staged.update(f -> f.withRemoteTouched(true).withUploaded(all));
    }
  }

  /**
   * Facts of a file that takes the place of another, unsent one: what uploads of that one have left
   * on the service is the heir's to replace, and what was set of it is set of the heir, too.
   *
   * @param replaced null: nothing unsent was there
   */
  public static StagedFacts inherited(StagedFacts heir, @Nullable StagedFacts replaced) {
    if (replaced == null) {
      return heir;
    }
    return heir.withUploaded(both(replaced.uploaded(), heir.uploaded()))
        .withRemoteTouched(heir.remoteTouched() || replaced.remoteTouched())
        .withProperties(
            PropertyChanges.toText(
                PropertyChanges.parse(replaced.properties())
                    .then(PropertyChanges.parse(heir.properties()))));
  }

  private static String with(@Nullable String earlier, long length, String md5) {
    String fresh = new Version(length, null, null, md5).toText();
    return earlier == null ? fresh : joined(earlier, fresh);
  }

  private static @Nullable String both(@Nullable String earlier, @Nullable String later) {
    return earlier == null ? later : later == null ? earlier : joined(earlier, later);
  }

  private static String joined(String earlier, String later) {
    Set<String> lines = new LinkedHashSet<>(List.of(earlier.split("\n", -1)));
    for (String line : later.split("\n", -1)) {
      lines.remove(line); // it goes to the end, the last to be forgotten
      lines.add(line);
    }
    return String.join("\n", lines.stream().skip(Math.max(0, lines.size() - KEPT)).toList());
  }

  /** Journals the same with a file that is staged already; nothing, when it knows it all. */
  public static void inherit(StagedFile heir, StagedFacts replaced) throws IOException {
    StagedFacts now = heir.facts();
    if (!inherited(now, replaced).equals(now)) {
      heir.update(facts -> inherited(facts, replaced));
    }
  }

  /** Whether {@code told} is one of them. */
  public static boolean include(@Nullable String attempts, Version told) {
    return attempts != null
        && Arrays.stream(attempts.split("\n", -1))
            .anyMatch(line -> Version.parse(line).sameContentAs(told));
  }
}
