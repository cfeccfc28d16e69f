package org.vosfs.upload;

import java.time.Duration;

/**
 * How uploads run.
 *
 * @param parallel uploads at once
 * @param quiet how long a file rests after its last close before it is sent, so that temporary
 *     files and rewrites cost nothing
 * @param firstBackoff wait after the first failure; doubles up to {@code longestBackoff}
 * @param host this machine's name, for names of conflict copies
 * @param writeThrough close and fsync wait for the service's verdict
 */
public record UploadSettings(
    int parallel,
    Duration quiet,
    Duration firstBackoff,
    Duration longestBackoff,
    String host,
    boolean writeThrough) {
  public UploadSettings {
    if (parallel < 1 || quiet.isNegative()) {
      throw new IllegalArgumentException("uploads: at least one at a time, quiet time not below 0");
    }
  }

  public static UploadSettings defaults(String host) {
    return new UploadSettings(
        8, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(2), host, false);
  }
}
