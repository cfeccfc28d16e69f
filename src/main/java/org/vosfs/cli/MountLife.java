package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.NotifySocket;

/** The life of the process behind a mount: logs, mounting, saying so, waiting, ending. */
final class MountLife {
  private MountLife() {}

  /**
   * Mounts and stays until the mount has ended.
   *
   * @param quietly whether to let go of the terminal once mounted; only when the launcher waits
   * @return the exit code
   */
  static int run(Context context, MountRequest request, boolean quietly)
      throws MountException, IOException {
    boolean background = quietly && Background.isWanted(context.places().environment());
    logs(context.places(), request, background);
    Logger log = LoggerFactory.getLogger(MountLife.class);
    Stopper stopper = Stopper.install();
    MountRun run;
    try {
      run = MountRun.start(request, context.places(), context.layers(), stopper);
    } catch (MountException e) {
      stopper.clear();
      log.error("cannot mount {}: {}", request.space().text(), e.getMessage());
      throw e;
    }
    ServiceManager manager =
        ServiceManager.of(
            context.places().environment(),
            ProcessHandle.current().pid(),
            address -> new NotifySocket(address)::send);
    stopper.before(() -> manager.stopping(request.settings().get(request.options().stopTimeout)));
    manager.ready(run.state());
    Heartbeat.start(manager, run::state);
    boolean terminal =
        background ? Background.isSeen(context.places().environment()) : Terminal.isStandardError();
    if (terminal) {
      notes(run.addresses()).forEach(context.err()::println);
      context.err().flush();
    }
    if (background) {
      Background.ready(context.out(), context.err());
    }
    run.awaitEnd();
    stopper.clear();
    run.close();
    Unsent.Pending left = run.pending();
    if (!left.isEmpty()) {
      log.warn("{} files are not uploaded; they go with the next mount", left.files());
      return ExitCode.PENDING;
    }
    return ExitCode.OK;
  }

  /** What a person who mounts is told; the page's address holds a secret. */
  static List<String> notes(Map<String, Object> addresses) {
    List<String> notes = new ArrayList<>();
    if (addresses.containsKey("page")) {
      notes.add("vosfs: note: a page to look at is at " + addresses.get("page"));
    }
    if (addresses.containsKey("metrics")) {
      notes.add("vosfs: note: figures for Prometheus are at " + addresses.get("metrics"));
    }
    return notes;
  }

  private static void logs(Places places, MountRequest request, boolean background)
      throws IOException {
    String level = request.settings().get(request.options().logLevel);
    if (background) {
      Path file =
          request
              .settings()
              .find(request.options().logFile)
              .orElse(places.log(request.mountPoint()));
      Logs.toFile(file, level);
    } else {
      Logs.toStandardError(level, places.environment());
    }
  }
}
