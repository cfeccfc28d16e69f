package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Settings;
import org.vosfs.fuse.FuseLibrary;
import org.vosfs.fuse.FuseMount;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.MountSettings;
import org.vosfs.status.Command;
import org.vosfs.status.ControlServer;

/**
 * A mount from start to end: layers, kernel mount, control socket; then waiting until it is
 * unmounted, sending what is unsent, and closing in the reverse order.
 */
final class MountRun {
  private static final Logger log = LoggerFactory.getLogger(MountRun.class);
  private static final Duration UNMOUNT_LIMIT = Duration.ofSeconds(10);
  private static final Duration DRAIN_STEP = Duration.ofSeconds(1);

  private final MountRequest request;
  private final Places places;
  private final Layers layers;
  private final FuseMount mount;
  private final MountCommands own;
  private final ControlServer control;
  private final MountStatus status;
  private final Listeners listeners;

  private MountRun(
      MountRequest request, Places places, Layers layers, FuseMount mount, Instant since)
      throws IOException {
    this.request = request;
    this.places = places;
    this.layers = layers;
    this.mount = mount;
    this.status = new MountStatus(request, layers, mount, since);
    this.own = new MountCommands(mount, layers.unsent(), layers.stagingDirectory());
    Map<String, Command> commands = commands();
    this.listeners = Listeners.open(request, status.figures(), commands, threads());
    status.tellOf(listeners.addresses());
    this.control = control(listeners, commands);
    Thread history = threads().newThread(status::keepHistory);
    history.setName("vosfs-history");
    history.start();
  }

  private ControlServer control(Listeners opened, Map<String, Command> commands)
      throws IOException {
    try {
      return ControlServer.start(
          places.runtime().socket(request.mountPoint()), commands, threads());
    } catch (IOException e) {
      opened.close();
      throw new IOException("cannot make the control socket: " + e.getMessage(), e);
    }
  }

  /**
   * Makes layers for a request.
   *
   * @see Assembly#layers
   */
  @FunctionalInterface
  interface LayersFactory {
    Layers make(MountRequest request) throws MountException;
  }

  /**
   * Mounts; returns when the mount answers.
   *
   * @throws MountException when it cannot; nothing is left behind then
   */
  static MountRun start(MountRequest request, Places places, LayersFactory factory, Stopper stopper)
      throws MountException {
    FuseMount.requireFree(request.mountPoint());
    try {
      places.runtime().create();
    } catch (IOException e) {
      throw new MountException(
          "cannot make the directory for control sockets: " + e.getMessage(), e);
    }
    // The library takes as long to load as the service to answer: both at once.
    CompletableFuture<FuseLibrary> library = new CompletableFuture<>();
    Thread loader = threads().newThread(() -> load(request, library));
    loader.setName("vosfs-load");
    loader.start();
    Layers layers = factory.make(request);
    try {
      FuseMount mount =
          FuseMount.create(
              layers.files(), settings(request, places, layers), loaded(library), around());
      stopper.onStop(mount::giveUp);
      mount.open();
      MountRun run = started(request, places, layers, mount);
      stopper.onStop(() -> run.stop(request.settings().get(request.options().stopTimeout)));
      return run;
    } catch (MountException e) {
      layers.close();
      throw e;
    }
  }

  private static MountRun started(
      MountRequest request, Places places, Layers layers, FuseMount mount) throws MountException {
    try {
      return new MountRun(request, places, layers, mount, Instant.now());
    } catch (IOException e) {
      mount.unmount(true, UNMOUNT_LIMIT);
      throw new MountException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void load(MountRequest request, CompletableFuture<FuseLibrary> library) {
    try {
      String choice = request.settings().get(request.options().fuseLibrary);
      library.complete(
          FuseLibrary.load(
              FuseLibrary.Choice.valueOf(choice.toUpperCase(Locale.ROOT)), installed()));
    } catch (MountException | RuntimeException | Error e) {
      library.completeExceptionally(e);
    }
  }

  /** Where the launcher says the native layer is. */
  static Optional<Path> installed() {
    return Optional.ofNullable(System.getProperty("vosfs.fuse.library"))
        .map(Path::of)
        .filter(Files::exists);
  }

  private static FuseLibrary loaded(CompletableFuture<FuseLibrary> library) throws MountException {
    try {
      return library.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MountException failure) {
        throw failure;
      }
      throw new MountException("cannot load the FUSE library: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MountException("interrupted while mounting", e);
    }
  }

  private static FuseMount.Surroundings around() {
    return new FuseMount.Surroundings(threads(), Instant::now, System::nanoTime);
  }

  private static ThreadFactory threads() {
    return work -> {
      Thread thread = new Thread(work);
      thread.setDaemon(true);
      return thread;
    };
  }

  private static MountSettings settings(MountRequest request, Places places, Layers layers) {
    MountOptions options = request.options();
    Settings settings = request.settings();
    return new MountSettings(
        request.mountPoint(),
        request.space().text(),
        settings.get(options.readOnly),
        settings.get(options.allowOther),
        settings.get(options.nonEmpty),
        settings.find(options.user).orElse(places.owner().user()),
        settings.find(options.group).orElse(places.owner().group()),
        settings.get(options.umask),
        settings.get(options.ttl),
        settings.get(options.deadline),
        settings.get(options.passthrough),
        layers.ownDirectories());
  }

  private Map<String, Command> commands() {
    Map<String, Command> commands = new LinkedHashMap<>(layers.commands());
    commands.put("ping", (arguments, progress) -> Map.of("pid", ProcessHandle.current().pid()));
    commands.put("status", (arguments, progress) -> status.snapshot());
    commands.put("history", (arguments, progress) -> status.history().told());
    commands.put("drain", own::drain);
    commands.put("log-level", (arguments, progress) -> Logs.change(arguments));
    commands.put("unmount", own::unmount);
    return commands;
  }

  /**
   * One line that says how the mount is. Asks the journal and the queue, so it hangs if they do.
   */
  String state() {
    Unsent.Pending left = layers.unsent().pending();
    String what = request.space().text() + " on " + request.mountPoint() + ": ";
    if (left.isEmpty()) {
      return what + "everything is on the server";
    }
    return what
        + Amounts.files(left.files(), left.bytes())
        + " to upload"
        + (left.failed() == 0 ? "" : ", " + left.failed() + " of them failed")
        + layers.unsent().trouble().map(trouble -> "; " + trouble.problem()).orElse("");
  }

  /** Where else it can be asked, by name; the page's address holds its token. */
  Map<String, Object> addresses() {
    return listeners.addresses();
  }

  /** Waits until the mount is gone, by whoever, and then until everything is sent. */
  void awaitEnd() {
    try {
      mount.ended().get();
      log.info("{} unmounted from {}", request.space().text(), request.mountPoint());
      markDraining();
      layers.unsent().hurry();
      while (!own.leavesUnsent() && layers.unsent().pending().canShrink()) {
        layers.unsent().await(DRAIN_STEP);
      }
    } catch (ExecutionException e) {
      log.error("the FUSE loop failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** So that the next mount of this space need not wait for the last byte. */
  private void markDraining() {
    if (!layers.unsent().pending().canShrink()) {
      return;
    }
    try {
      new DrainingHolder(layers.stagingDirectory()).mark();
    } catch (IOException e) {
      log.warn("the next mount will not know that this one has ended: {}", e.toString());
    }
  }

  /**
   * For a process that is told to end: sends what it can within {@code limit}, then unmounts, at
   * last even a busy mount.
   */
  void stop(Duration limit) {
    try {
      layers.unsent().hurry();
      layers.unsent().await(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      mount.unmount(false, UNMOUNT_LIMIT);
    } catch (MountException e) {
      log.warn("{}; detaching it", e.getMessage());
      detach();
    }
  }

  private void detach() {
    try {
      mount.unmount(true, UNMOUNT_LIMIT);
    } catch (MountException e) {
      log.error("{}", e.getMessage());
    }
  }

  /** Ends what the mount stood on. The mount must have ended. */
  synchronized void close() {
    try (listeners) {
      control.close();
    } catch (IOException e) {
      log.warn("control socket of {}: {}", places.runtime(), e.getMessage());
    }
    layers.close();
  }

  Unsent.Pending pending() {
    return layers.unsent().pending();
  }
}
