package org.vosfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Vosfs;

/**
 * One directory of the local disk, and the same shown by a filesystem in C on libfuse 2, by {@code
 * rclone mount} with its full cache, and by {@link JnrLoop}. Needs gcc, libfuse-dev and rclone.
 */
final class LocalMounts implements AutoCloseable {
  private final Path disk;
  private final Path passthrough;
  private final Path rclone;
  private final Path jnr;
  private final Process loop;

  LocalMounts(Path scratch) throws IOException, InterruptedException {
    disk = Files.createDirectories(scratch.resolve("disk"));
    passthrough = Files.createDirectories(scratch.resolve("c"));
    rclone = Files.createDirectories(scratch.resolve("rclone"));
    jnr = Files.createDirectories(scratch.resolve("jnr"));
    Path program = scratch.resolve("passthrough");
    Path source = Vosfs.checkout().resolve("native/bench/passthrough.c");
    run(
        scratch,
        "cc -O2 -Wall -o '" + program + "' '" + source + "' $(pkg-config --cflags --libs fuse)");
    run(
        scratch,
        "'"
            + program
            + "' '"
            + disk
            + "' '"
            + passthrough
            + "' -o big_writes,use_ino,max_read=131072,entry_timeout=3600,attr_timeout=3600,kernel_cache");
    run(
        scratch,
        "rclone mount --daemon --config /dev/null --vfs-cache-mode full --cache-dir '"
            + scratch.resolve("rclone-cache")
            + "' ':local:"
            + disk
            + "' '"
            + rclone
            + "'");
    loop =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                JnrLoop.class.getName(),
                disk.toString(),
                jnr.toString())
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("jnr.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
  }

  private static void run(Path where, String script) throws IOException, InterruptedException {
    Shell.Result result = Shell.run(where, List.of("bash", "-c", script));
    if (result.code() != 0) {
      throw new IOException(
          "needs gcc, pkg-config, libfuse-dev and rclone: " + script + ": " + result.output());
    }
  }

  Path disk() {
    return disk;
  }

  Path passthrough() {
    return passthrough;
  }

  Path rclone() {
    Awaitility.await().until(() -> Files.exists(rclone.resolve("small")));
    return rclone;
  }

  /** By jnr-fuse with its own loop. */
  Path jnr() {
    Awaitility.await().until(() -> Files.exists(jnr.resolve("big")));
    return jnr;
  }

  /** Also when the benchmark is interrupted: nobody else ends these. */
  private void end() {
    try {
      for (Path mount : List.of(passthrough, rclone, jnr)) {
        Shell.run(Path.of("/"), List.of("umount", "-l", mount.toString()));
      }
    } catch (IOException | InterruptedException e) {
      System.err.println("still mounted: " + e.getMessage());
    }
    loop.destroy();
  }

  @Override
  public void close() throws InterruptedException {
    end();
    loop.waitFor();
  }

  static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
