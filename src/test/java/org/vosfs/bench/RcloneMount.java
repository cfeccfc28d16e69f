package org.vosfs.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.vosfs.testing.Relay;
import org.vosfs.testing.Shell;

/** rclone serving a directory by WebDAV, a relay, and rclone mounting that with a full cache. */
final class RcloneMount implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path directory;
  private final Path served;
  private final Path place;
  private final Process server;
  private final Relay relay;
  private Process mount;
  private int caches;

  RcloneMount(Path directory) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.served = Files.createDirectories(directory.resolve("served"));
    this.place = Files.createDirectories(directory.resolve("mount"));
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    server = start("serve", "webdav", served.toString(), "--addr", "127.0.0.1:" + port);
    relay = Relay.to(PeerBench.loopback(port));
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
    Awaitility.await("rclone serve").atMost(LIMIT).until(() -> answers(port));
    mount = mount();
  }

  private static boolean answers(int port) {
    try (java.net.Socket socket = new java.net.Socket()) {
      socket.connect(PeerBench.loopback(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Process start(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("rclone"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("XDG_CONFIG_HOME", directory.toString());
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("rclone.log").toFile());
    return builder.start();
  }

  /** Starts another process that mounts; must be unmounted. Returns when the kernel has it. */
  void begin() throws IOException {
    mount = begun();
    while (!isMounted()) {
      LockSupport.parkNanos(1_000_000);
      if (!mount.isAlive()) {
        throw new IOException("rclone mount has ended");
      }
    }
  }

  /** The process that mounts. */
  long pid() {
    return mount.pid();
  }

  private Process mount() throws IOException {
    Process process = begun();
    Awaitility.await("rclone mount").atMost(LIMIT).until(this::isMounted);
    return process;
  }

  private Process begun() throws IOException {
    return start(
        "mount",
        ":webdav:",
        place.toString(),
        "--webdav-url",
        "http://127.0.0.1:" + relay.address().getPort() + "/",
        "--vfs-cache-mode",
        "full",
        "--cache-dir",
        directory.resolve("cache" + caches).toString());
  }

  private boolean isMounted() throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + place + " ");
  }

  Path served() {
    return served;
  }

  Relay relay() {
    return relay;
  }

  /** A new mount with an empty cache. */
  void cold() throws IOException, InterruptedException {
    unmount();
    caches++;
    mount = mount();
    sh("ls > /dev/null");
    Scratch.settle();
  }

  String sh(String script) throws IOException, InterruptedException {
    return Shell.run(place, List.of("bash", "-c", "set -e -o pipefail; " + script)).ok();
  }

  void unmount() throws IOException, InterruptedException {
    if (isMounted()) {
      Shell.run(directory, List.of("umount", "-l", place.toString()));
    }
    mount.destroy();
    mount.waitFor();
  }

  private void end() {
    try {
      unmount();
    } catch (IOException e) {
      System.err.println("rclone mount: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.destroy();
  }

  @Override
  public void close() throws IOException {
    end();
    relay.close();
  }
}
