package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.MountTable;
import org.vosfs.fuse.Unmounter;
import org.vosfs.status.CommandException;
import org.vosfs.status.ControlClient;

/** What {@code vosfs umount} does. */
final class UmountRun {
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final int END_SECONDS = 30;

  private final Context context;
  private final Path mountPoint;
  private final DrainDisplay display;

  UmountRun(Context context, Path mountPoint) {
    this.context = context;
    this.mountPoint = mountPoint;
    this.display = new DrainDisplay(context.out(), Terminal.isStandardOutput(), System::nanoTime);
  }

  /**
   * Drains, unmounts, waits for the process.
   *
   * @param seconds most time for uploads; none = no limit
   * @return the exit code
   */
  int run(OptionalLong seconds, boolean force)
      throws IOException, CommandException, MountException {
    ControlClient client = new ControlClient(context.places().runtime().socket(mountPoint));
    Optional<JsonNode> alive = client.ask("ping", Map.of(), line -> {}, SILENCE);
    if (alive.isEmpty()) {
      return withoutProcess(force);
    }
    Map<String, Object> arguments = new HashMap<>();
    seconds.ifPresent(s -> arguments.put("timeout", s));
    long start = System.nanoTime();
    ask(client, "drain", arguments);
    long spent = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    seconds.ifPresent(s -> arguments.put("timeout", Math.max(0, s - spent)));
    arguments.put("lazily", force);
    JsonNode outcome = ask(client, "unmount", arguments);
    display.end();
    awaitEnd(alive.get().path("pid").asLong());
    return report(outcome);
  }

  private JsonNode ask(ControlClient client, String request, Map<String, Object> arguments)
      throws IOException, CommandException {
    return client
        .ask(request, arguments, display::show, SILENCE)
        .orElseThrow(() -> new IOException("the process behind " + mountPoint + " has gone"));
  }

  private int report(JsonNode outcome) {
    int files = outcome.path("files").asInt();
    if (files == 0) {
      return ExitCode.OK;
    }
    context
        .err()
        .printf(
            "vosfs: %s not uploaded%s; kept in %s and sent by the next mount of the space%n",
            Amounts.files(files, outcome.path("bytes").asLong()),
            outcome.has("problem") ? " (" + outcome.path("problem").asText() + ")" : "",
            outcome.path("staging").asText());
    return ExitCode.PENDING;
  }

  /** The kernel mount is gone; the process still closes its journal. */
  private void awaitEnd(long pid) throws IOException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return;
    }
    try {
      process.get().onExit().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          mountPoint + " is unmounted, but its process " + pid + " does not end", e);
    } catch (ExecutionException e) {
      throw new IOException("cannot watch process " + pid, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private int withoutProcess(boolean force) throws IOException, MountException {
    Optional<MountTable.Entry> there = MountTable.read().at(mountPoint);
    if (there.isEmpty() || !there.get().isOurs()) {
      throw new MountException(mountPoint + " is not a vosfs mount");
    }
    if (Unmounter.isDead(mountPoint)) {
      Unmounter.unmount(mountPoint, true);
      context
          .err()
          .printf(
              "vosfs: the process behind %s had died; what it had not uploaded goes with the"
                  + " next mount of %s%n",
              mountPoint, there.get().source());
      return ExitCode.WAS_DEAD;
    }
    Unmounter.unmount(mountPoint, force);
    return ExitCode.OK;
  }
}
