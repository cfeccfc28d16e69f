package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.fs.PendingFile;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.status.Command;
import org.vosfs.status.CommandException;

/** What a mount answers about its unsent files. Requests carry {@code path}, seen from its root. */
final class UnsentRequests {
  private static final Duration STEP = Duration.ofSeconds(1);

  /** How long a file may take from its last close, which a program sees, into the queue. */
  private static final long CLOSING_NANOS = Duration.ofSeconds(2).toNanos();

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final long NANOS = 1_000_000_000L;
  private static final long LONGEST_SECONDS = Duration.ofDays(3650).toSeconds();

  private final VosFileSystem files;
  private final Path mountPoint;
  private final Ticker ticker;
  private final IntFunction<Optional<Trouble>> silence;

  /**
   * @param silence what is known of a service that gives no answer, for so many files that wait
   */
  UnsentRequests(
      VosFileSystem files, Path mountPoint, Ticker ticker, IntFunction<Optional<Trouble>> silence) {
    this.files = files;
    this.mountPoint = mountPoint;
    this.ticker = ticker;
    this.silence = silence;
  }

  Map<String, Command> all() {
    return Map.of(
        "pending",
        (request, progress) -> told(files.pending(place(request))),
        "sync",
        this::sync,
        "retry",
        (request, progress) -> changed(() -> files.retry(place(request))),
        "discard",
        (request, progress) -> changed(() -> files.discard(place(request))),
        "export",
        (request, progress) -> export(request));
  }

  private static NodePath place(JsonNode request) {
    return NodePath.of(request.path("path").asText("/"));
  }

  private static Map<String, Object> told(List<PendingFile> pending) {
    return Map.of("files", pending.stream().map(UnsentRequests::told).toList());
  }

  private static Map<String, Object> told(PendingFile file) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("path", file.path());
    shown.put("state", file.state());
    shown.put("size", file.size());
    shown.put("sent", file.sent());
    shown.put("rate", file.rate());
    shown.put("attempts", file.attempts());
    if (file.pause() > 0 && file.attempts() > 0) {
      shown.put("nextSeconds", Trouble.seconds(file.pause()));
    }
    shown.put("problem", file.problem());
    shown.put("bytes", file.bytes().toString());
    return shown;
  }

  /** A change that a person asked for. */
  @FunctionalInterface
  private interface Change {
    long run() throws IOException;
  }

  private static Map<String, Object> changed(Change change) throws CommandException {
    try {
      return Map.of("files", change.run());
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(e.getMessage() + " exists; choose another name");
    } catch (IOException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Object> export(JsonNode request) throws CommandException {
    Path to = Path.of(request.path("to").asText());
    if (to.startsWith(mountPoint)) {
      throw new CommandException(to + " is in the mount itself; export to a local file");
    }
    return Map.of(
        "missing", changed(() -> files.export(place(request), to)).getOrDefault("files", 0));
  }

  private Map<String, Object> sync(JsonNode request, Command.Progress progress)
      throws CommandException, IOException {
    NodePath place = place(request);
    long limit = request.path("timeout").asLong(LONGEST_SECONDS) * NANOS;
    long start = ticker.read();
    files.hurry(place);
    while (ticker.read() - start < limit) {
      List<PendingFile> pending = files.pending(place);
      boolean closing =
          ticker.read() - start < CLOSING_NANOS
              && pending.stream().anyMatch(file -> file.state().equals("staged"));
      if (!closing && pending.stream().noneMatch(PendingFile::queued)) {
        break;
      }
      progress.tell(amounts(pending));
      files.awaitUploads(place, STEP);
      if (closing) {
        Waiting.pause(PAUSE);
        files.hurry(place);
      }
    }
    return told(files.pending(place));
  }

  private Map<String, Object> amounts(List<PendingFile> pending) {
    List<PendingFile> queued = pending.stream().filter(PendingFile::queued).toList();
    Map<String, Object> amounts = new LinkedHashMap<>();
    amounts.put("files", queued.size());
    amounts.put(
        "bytes", queued.stream().mapToLong(file -> Math.max(0, file.size() - file.sent())).sum());
    amounts.put(
        "failed", pending.stream().filter(file -> file.state().startsWith("failed")).count());
    Optional<Trouble> trouble = Trouble.ofPending(pending).or(() -> silence.apply(queued.size()));
    amounts.putAll(Trouble.asMap(trouble.orElse(null)));
    return amounts;
  }
}
