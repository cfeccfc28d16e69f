package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vosfs.fuse.FuseMount;
import org.vosfs.fuse.MountException;
import org.vosfs.status.Command;
import org.vosfs.status.CommandException;

/** What every mount can be asked to do over its control socket. */
final class MountCommands {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration UNMOUNT_LIMIT = Duration.ofSeconds(10);

  private final FuseMount mount;
  private final Unsent unsent;
  private final Path staging;
  private volatile boolean leavesUnsent;

  MountCommands(FuseMount mount, Unsent unsent, Path staging) {
    this.mount = mount;
    this.unsent = unsent;
    this.staging = staging;
  }

  /**
   * Sends everything; ends early when what is left cannot be sent.
   *
   * <p>Request: {@code timeout} in seconds, none = as long as it takes. Progress and result: counts
   * of what is unsent, why it still is, and in the result where it stays.
   */
  Object drain(JsonNode request, Command.Progress progress) throws CommandException, IOException {
    sendAll(request.path("timeout").asLong(Long.MAX_VALUE), progress);
    return outcome();
  }

  /**
   * Unmounts, and sends what was written last. The process ends afterwards.
   *
   * <p>Request: {@code lazily}; {@code timeout} as of drain, after which the rest is left in the
   * journal. Progress and result as of drain.
   */
  Object unmount(JsonNode request, Command.Progress progress) throws CommandException, IOException {
    try {
      mount.unmount(request.path("lazily").asBoolean(), UNMOUNT_LIMIT);
    } catch (MountException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
    sendAll(request.path("timeout").asLong(Long.MAX_VALUE), progress);
    leavesUnsent = true;
    return outcome();
  }

  /** Whether the process shall end although something is unsent. */
  boolean leavesUnsent() {
    return leavesUnsent;
  }

  private void sendAll(long seconds, Command.Progress progress)
      throws CommandException, IOException {
    unsent.hurry();
    try {
      for (long i = 0; i < seconds && unsent.pending().canShrink(); i++) {
        progress.tell(counts());
        unsent.await(STEP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  private Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>(unsent.pending().asMap());
    counts.putAll(Trouble.asMap(unsent.trouble().orElse(null)));
    return counts;
  }

  private Map<String, Object> outcome() {
    Map<String, Object> outcome = counts();
    outcome.put("staging", staging.toString());
    return outcome;
  }
}
