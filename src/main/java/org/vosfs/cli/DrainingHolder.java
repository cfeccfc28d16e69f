package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.vosfs.base.DirectoryLock;

/**
 * A process whose mount was unmounted from outside, and which still uploads what it had. It holds
 * the staging directory, for long when the service is away. It says so in a file beside that
 * directory, and the next mount of the space takes over: the process is told to end, sends for at
 * most its {@code stop-timeout}, and leaves the rest in the journal.
 */
final class DrainingHolder {
  private final Path staging;
  private final Path mark;

  /**
   * Of one staging directory.
   *
   * @param staging exists or not
   */
  DrainingHolder(Path staging) {
    this.staging = staging;
    mark = staging.resolveSibling("draining");
  }

  /** Says that this process holds the directory for its uploads only. */
  void mark() throws IOException {
    Files.writeString(mark, Long.toString(ProcessHandle.current().pid()));
  }

  /**
   * Ends such a process and waits for its end. Nothing happens when the directory is free, or is
   * held for a mount.
   *
   * @param limit how long to wait
   * @param tell hears a line when there is somebody to wait for, and when he does not end
   */
  void takeOver(Duration limit, Consumer<String> tell) throws IOException {
    Optional<ProcessHandle> holder = holder();
    if (holder.isPresent()) {
      ProcessHandle process = holder.get();
      String named = "process " + process.pid();
      tell.accept(
          named + " still uploads what an earlier mount of this space left; taking over from it");
      process.destroy();
      try {
        process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        tell.accept(named + " has not ended in " + limit.toSeconds() + " s");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Only who holds the lock and has left the mark: a number alone may be another program's. */
  private Optional<ProcessHandle> holder() throws IOException {
    if (!Files.isReadable(mark)) {
      return Optional.empty();
    }
    String pid = Files.readString(mark).strip();
    boolean holds =
        DirectoryLock.holder(staging)
            .filter(text -> text.startsWith("process " + pid + " "))
            .isPresent();
    return holds ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
  }

  /** For the new holder. */
  void clear() throws IOException {
    Files.deleteIfExists(mark);
  }
}
