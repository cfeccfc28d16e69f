package org.vosfs.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vosfs.fs.PendingFile;
import org.vosfs.http.Silences;
import org.vosfs.upload.UploadState;
import org.vosfs.upload.UploadStatus;

/**
 * Why uploads that go by themselves have not gone yet.
 *
 * @param problem the last failure of one of them, in one line
 * @param files that have failed at least once and are tried again
 * @param pause nanoseconds until the first of them is tried again; 0 = it is being tried
 */
record Trouble(String problem, int files, long pause) {
  private static final long HALF_SECOND = TimeUnit.MILLISECONDS.toNanos(500);

  /** One upload that is to be repeated. */
  private record Repeated(String problem, long pause) {}

  static Optional<Trouble> of(Collection<UploadStatus> uploads) {
    return first(
        uploads.stream()
            .filter(one -> one.state() != UploadState.FAILED && one.problem() != null)
            .map(one -> new Repeated(String.valueOf(one.problem()), one.pause()))
            .toList());
  }

  static Optional<Trouble> ofPending(Collection<PendingFile> files) {
    return first(
        files.stream()
            .filter(one -> one.queued() && !one.problem().isEmpty())
            .map(one -> new Repeated(one.problem(), one.pause()))
            .toList());
  }

  /** What the wire knows while the first try has not given up yet, which takes it its deadline. */
  static Optional<Trouble> ofSilence(List<Silences.Silence> silences, int files) {
    return silences.stream()
        .findFirst()
        .filter(silence -> files > 0)
        .map(silence -> new Trouble(silence.why(), files, 0));
  }

  private static Optional<Trouble> first(Collection<Repeated> repeated) {
    return repeated.stream()
        .min(Comparator.comparingLong(Repeated::pause))
        .map(next -> new Trouble(next.problem(), repeated.size(), next.pause()));
  }

  /** As progress and status carry it. */
  static Map<String, Object> asMap(@Nullable Trouble trouble) {
    Map<String, Object> shown = new LinkedHashMap<>();
    if (trouble != null) {
      shown.put("problem", trouble.problem());
      shown.put("repeated", trouble.files());
      shown.put("nextSeconds", seconds(trouble.pause()));
    }
    return shown;
  }

  /** Whole seconds; 0 only for what is less than half a second away. */
  static long seconds(long pause) {
    return TimeUnit.NANOSECONDS.toSeconds(pause + HALF_SECOND);
  }

  /** Such as {@code tried again in 12 s}. */
  static String next(long seconds) {
    return seconds <= 0
        ? "being tried again"
        : seconds < 60
            ? "tried again in " + seconds + " s"
            : "tried again in %d:%02d min".formatted(seconds / 60, seconds % 60);
  }
}
