package org.vosfs.fuse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.Ticker;
import org.vosfs.fs.FileSystem;

/**
 * One mounted filesystem. libfuse's loop runs on a thread of ours; it ends when somebody unmounts,
 * here or outside. No shutdown hook is installed: who ends the process unmounts first. Thread-safe.
 */
public final class FuseMount {
  private static final Logger log = LoggerFactory.getLogger(FuseMount.class);

  private final Path mountPoint;
  private final FileSystem files;
  private final MountSettings settings;
  private final Surroundings around;
  private final FuseLibrary library;
  private final CallMeters meters;
  // Kept reachable for as long as the kernel may call: native closures are held weakly.
  private final OperationsTable operations;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private volatile @Nullable FuseSession session;
  private volatile boolean opened;

  /**
   * What the adapter needs of its surroundings.
   *
   * @param threads for libfuse's loop and a short-lived probe; daemon threads
   * @param clock what UTIME_NOW means
   * @param ticker for the times of the callbacks
   */
  public record Surroundings(ThreadFactory threads, InstantSource clock, Ticker ticker) {}

  private FuseMount(
      FileSystem files, MountSettings settings, FuseLibrary library, Surroundings around) {
    this.mountPoint = settings.mountPoint();
    this.files = files;
    this.settings = settings;
    this.around = around;
    this.library = library;
    this.meters = new CallMeters();
    Gate gate = new Gate(around.ticker(), meters);
    HiddenNames hidden = new HiddenNames(!library.isAnchored());
    PathReader paths = new PathReader(hidden, library.isAnchored());
    StatWriter stats =
        new StatWriter(
            StatLayout.ofThisMachine(),
            settings.user(),
            settings.group(),
            settings.umask(),
            library.isAnchored());
    this.operations =
        new OperationsTable(
            new JnrCallbacks(
                new NameCalls(files, paths, hidden, stats, around.clock(), gate),
                new HandleCalls(files, paths, stats, gate),
                new AttributeCalls(files, paths, gate),
                () -> ready.complete(null)));
  }

  /**
   * The check of {@link #open} that directories of ours do not lie inside the mount, for before
   * they are made.
   */
  public static void requireOutside(Path mountPoint, List<Path> directories) throws MountException {
    MountChecks.requireOutside(mountPoint, directories);
  }

  /**
   * The check of {@link #open} that the place holds no living mount of ours, for before anything is
   * opened that such a mount may hold.
   *
   * @throws MountException naming what is mounted there
   */
  public static void requireFree(Path mountPoint) throws MountException {
    MountChecks.requireNoLiving(mountPoint);
  }

  /** A mount that is not mounted yet. */
  public static FuseMount create(
      FileSystem files, MountSettings settings, FuseLibrary library, Surroundings around) {
    return new FuseMount(files, settings, library, around);
  }

  /**
   * Mounts, and returns when the mount answers. Once only.
   *
   * @throws MountException when it cannot be; nothing stays mounted then
   */
  public void open() throws MountException {
    try {
      new MountChecks(settings, ProcessOwner.current(), library.helpers()).run();
    } catch (IOException e) {
      throw new MountException("cannot tell which user this is: " + e.getMessage(), e);
    }
    opened = true;
    start(around.threads());
    probe(around.threads());
    ReadAhead.raise(mountPoint);
    log.info("{} mounted at {}", settings.source(), mountPoint);
  }

  private void start(ThreadFactory threads) throws MountException {
    FuseSession.Host host = new FuseSession.Host(threads, ended::complete);
    FuseSession mounted = library.mount(settings, operations, host);
    session = mounted;
    mounted.invalidations().ifPresent(files::watch);
    mounted.start();
    try {
      CompletableFuture.anyOf(ready, ended)
          .get(settings.startLimit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      giveUp();
      throw new MountException(
          mountPoint + ": the kernel did not answer within " + settings.startLimit(), e);
    } catch (ExecutionException e) {
      giveUp();
      throw new MountException("mounting failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      giveUp();
      Thread.currentThread().interrupt();
      throw new MountException("interrupted while mounting", e);
    }
    if (!ready.isDone()) {
      throw new MountException("the mount at " + mountPoint + " ended at once");
    }
  }

  /** Asks the mount from outside, as its first user would. */
  private void probe(ThreadFactory threads) throws MountException {
    Duration limit = settings.startLimit();
    CompletableFuture<Void> answered = new CompletableFuture<>();
    start(
        threads,
        "vosfs-probe",
        () -> {
          try {
            Files.getLastModifiedTime(mountPoint);
            answered.complete(null);
          } catch (IOException e) {
            answered.completeExceptionally(e);
          }
        });
    try {
      answered.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      giveUp();
      throw new MountException(mountPoint + " is mounted but did not answer within " + limit, e);
    } catch (ExecutionException e) {
      giveUp();
      throw new MountException("the top directory cannot be read: " + e.getCause(), e);
    } catch (InterruptedException e) {
      giveUp();
      Thread.currentThread().interrupt();
      throw new MountException("interrupted while mounting", e);
    }
  }

  private static void start(ThreadFactory threads, String name, Runnable work) {
    Thread thread = threads.newThread(work);
    thread.setName(name);
    thread.start();
  }

  /** For a process that must end at once: detaches the mount if this object has mounted it. */
  public void giveUp() {
    if (!opened || ended.isDone()) {
      return;
    }
    try {
      Unmounter.unmount(mountPoint, true);
    } catch (MountException e) {
      log.warn("after a failed mount: {}", e.getMessage());
    }
  }

  /**
   * Unmounts and waits until libfuse's loop has ended. Nothing happens when it is not mounted any
   * more.
   *
   * @param lazily also when it is in use; see {@link Unmounter}
   * @param limit how long to wait for the loop; it goes on after a lazy unmount while files are
   *     open
   * @throws MountException when it stays mounted, because it is busy for instance
   */
  public void unmount(boolean lazily, Duration limit) throws MountException {
    if (ended.isDone()) {
      return;
    }
    try {
      Unmounter.unmount(mountPoint, lazily);
    } catch (MountException e) {
      if (!ended.isDone()) {
        throw e;
      }
    }
    if (!awaitEnd(limit)) {
      throw new MountException(
          mountPoint
              + " is unmounted, but still in use after "
              + limit.toSeconds()
              + " s: files of it are open, or a container or mount namespace begun meanwhile holds it");
    }
  }

  /** Completes when the mount has ended, with libfuse's exit code. */
  public CompletableFuture<Integer> ended() {
    return ended.copy();
  }

  /** Waits for the end of the mount; false when it lasts longer than {@code limit}. */
  public boolean awaitEnd(Duration limit) {
    try {
      ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      log.error("libfuse's loop failed", e.getCause());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public Path mountPoint() {
    return mountPoint;
  }

  /** Counts and times of the kernel's calls. */
  public CallMeters meters() {
    return meters;
  }

  /** Which native library runs. */
  public String libraryName() {
    return library.name();
  }

  /** What it negotiated with the kernel beyond the ordinary; for status. */
  public List<String> features() {
    FuseSession mounted = session;
    return mounted == null || ended.isDone() ? List.of() : mounted.features();
  }

  /** What it did not, each with the reason; for status. */
  public List<String> missingFeatures() {
    FuseSession mounted = session;
    return mounted == null || ended.isDone() ? List.of() : mounted.missing();
  }
}
