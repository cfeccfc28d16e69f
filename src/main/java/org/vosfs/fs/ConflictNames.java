package org.vosfs.fs;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.vosfs.vospace.ServiceNames;

/** Names for content that cannot have the name it was meant for. */
final class ConflictNames {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  private ConflictNames() {}

  /** {@code NAME.conflict-HOST-TIME}, the name shortened where that would be too long. */
  static String of(Shared shared, String name) {
    String suffix = ".conflict-" + shared.host() + "-" + STAMP.format(shared.clock().instant());
    String kept = name;
    while ((kept + suffix).getBytes(StandardCharsets.UTF_8).length > ServiceNames.MAX_BYTES) {
      kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
    }
    return kept + suffix;
  }
}
