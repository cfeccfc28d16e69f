package org.vosfs.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.MountTable;
import org.vosfs.fuse.Unmounter;

/**
 * A mount made by the command line, for the time of a test. Closing it leaves neither a mount nor a
 * process, whatever happened before.
 */
public final class CliMount implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Vosfs program;
  private final Path directory;
  private final Path mountPoint;
  private final @Nullable URI endpoint;
  private String space = "vos:";
  private final List<String> options = new ArrayList<>();
  private final Thread cleaner = new Thread(this::clean);
  private int caches;

  /**
   * Not mounted yet.
   *
   * @param directory an existing directory for the mount point and the caches
   * @param endpoint of the service; null: as the space's name and the configuration say
   */
  public CliMount(Vosfs program, Path directory, @Nullable URI endpoint) throws IOException {
    this.program = program;
    this.directory = directory.toRealPath();
    this.mountPoint = Files.createDirectories(this.directory.resolve("mount"));
    this.endpoint = endpoint;
    Runtime.getRuntime().addShutdownHook(cleaner);
  }

  /** Adds an option of every mount that follows, such as {@code deadline=5s}. */
  public CliMount option(String word) {
    options.add(word);
    return this;
  }

  /** Has every mount that follows be one of that space. */
  public CliMount space(String name) {
    space = name;
    return this;
  }

  public Path root() {
    return mountPoint;
  }

  /** The cache and staging directory of the next mount. */
  public Path cache() {
    return directory.resolve("cache" + caches);
  }

  /** Mounts; must succeed, without a word. */
  public void mount() throws IOException, InterruptedException {
    Shell.Result result = tryMount();
    if (result.code() != 0 || !result.output().isEmpty() || !result.errors().isEmpty()) {
      throw new AssertionError("mounting: " + result + "\n" + log());
    }
  }

  /** Mounts, or tells why not. */
  public Shell.Result tryMount() throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("cache-dir=" + cache()));
    if (endpoint != null) {
      words.add("endpoint=" + endpoint);
    }
    words.addAll(options);
    words.add("log-file=" + logFile());
    return program.run("mount", space, mountPoint.toString(), "-o", String.join(",", words));
  }

  private Path logFile() {
    return directory.resolve("mount.log");
  }

  /** What the mount has logged. */
  public String log() throws IOException {
    return Files.exists(logFile()) ? Files.readString(logFile()) : "";
  }

  /** Runs the program, as from a terminal elsewhere. */
  public Shell.Result vosfs(String... words) throws IOException, InterruptedException {
    return program.run(words);
  }

  /** What programs need to be, besides their own variables, for the mount to be found. */
  public java.util.Map<String, String> environment() {
    return program.environment();
  }

  /**
   * Waits until the mount says that nothing is left to upload. Asks the mount by itself, and not by
   * the command {@code vosfs status}: a program that starts over and over takes the processor from
   * what is waited for.
   */
  public void awaitUploads() {
    Awaitility.await("uploads")
        .atMost(LIMIT)
        .until(
            () -> program.status(mountPoint).at("/unsent/files"),
            files -> files.isInt() && files.asInt() == 0);
  }

  /** Uploads everything and unmounts; both must succeed, and the process must be gone. */
  public void umount() throws IOException, InterruptedException {
    Shell.Result result = tryUmount();
    if (result.code() != 0) {
      throw new AssertionError("unmounting: " + result + "\n" + log());
    }
    if (isMounted() || !daemons().isEmpty()) {
      throw new AssertionError("unmounted, but something is left; " + daemons());
    }
  }

  public Shell.Result tryUmount(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("umount", mountPoint.toString()));
    all.addAll(List.of(words));
    return program.run(all.toArray(String[]::new));
  }

  /** Uploads, unmounts, and mounts with a cache that knows nothing. */
  public void remountCold() throws IOException, InterruptedException {
    umount();
    freshCache();
    mount();
  }

  /** Has the next mount begin with an empty cache. */
  public void freshCache() {
    caches++;
  }

  public boolean isMounted() throws IOException {
    return MountTable.read().at(mountPoint).isPresent();
  }

  /** The processes behind the mount; one when all is well. */
  public List<ProcessHandle> daemons() {
    return Vosfs.daemons(mountPoint);
  }

  /** Kills the process behind the mount as {@code kill -9} does. */
  public void kill() {
    List<ProcessHandle> daemons = daemons();
    if (daemons.size() != 1) {
      throw new AssertionError("not one process: " + daemons);
    }
    daemons.forEach(ProcessHandle::destroyForcibly);
    Awaitility.await("end of the killed process").atMost(LIMIT).until(() -> daemons().isEmpty());
  }

  /** Runs a shell script in a directory of the mount; the two outputs in one. */
  public Shell.Result sh(Path where, String script) throws IOException, InterruptedException {
    return Shell.run(where, List.of("bash", "-c", "set -e -o pipefail; " + script));
  }

  private void clean() {
    daemons().forEach(ProcessHandle::destroyForcibly);
    try {
      while (isMounted()) {
        Unmounter.unmount(mountPoint, true);
      }
    } catch (IOException | MountException e) {
      throw new AssertionError("a mount is left at " + mountPoint, e);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      if (isMounted() && !daemons().isEmpty()) {
        tryUmount("--timeout", "5");
      }
    } finally {
      clean();
      Runtime.getRuntime().removeShutdownHook(cleaner);
    }
  }
}
