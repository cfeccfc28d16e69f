package org.vosfs.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.vosfs.demo.Profile;

/** {@code vosfs serve} as a process: can be killed, and started again where it was. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Vosfs program;
  private final Path root;
  private final Profile profile;
  private final Path output;
  private Process process;
  private URI endpoint;

  private ServerProcess(Vosfs program, Path root, Profile profile) throws IOException {
    this.program = program;
    this.root = root;
    this.profile = profile;
    this.output = root.resolveSibling(root.getFileName() + ".output");
    this.process = launch(0);
    this.endpoint = awaitEndpoint();
  }

  /** Starts a server on a free port over the space at {@code root}. */
  public static ServerProcess start(Vosfs program, Path root, Profile profile) throws IOException {
    return new ServerProcess(program, root, profile);
  }

  private Process launch(int port) throws IOException {
    Files.deleteIfExists(output);
    return program.start(
        output,
        "serve",
        "--root",
        root.toString(),
        "--profile",
        profile.name().toLowerCase(Locale.ROOT),
        "--port",
        Integer.toString(port));
  }

  private URI awaitEndpoint() {
    try {
      return URI.create(
          Awaitility.await("the server's first line")
              .atMost(LIMIT)
              .failFast("the server has ended", () -> !process.isAlive())
              .until(() -> Files.readString(output), text -> text.indexOf('\n') > 0)
              .lines()
              .findFirst()
              .orElseThrow());
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** What the server printed first. */
  public URI endpoint() {
    return endpoint;
  }

  public Path root() {
    return root;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again on the same port over the same space. */
  public void restart() throws IOException {
    process = launch(endpoint.getPort());
    endpoint = awaitEndpoint();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
      kill();
      throw new AssertionError("the server does not end by SIGTERM");
    }
  }
}
