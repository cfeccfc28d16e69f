package org.vosfs.auth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Runs a command of the user's shell that prints a token. */
final class TokenCommand implements TokenSource {
  private static final int STEP_MILLIS = 20;

  /** A callback of the kernel may be waiting for it. */
  private static final int MOST_STEPS = 20_000 / STEP_MILLIS;

  private final String command;

  TokenCommand(String command) {
    this.command = command;
  }

  /** The program's name, without arguments: they may hold what nobody should see. */
  String name() {
    return command.strip().split("\\s+", 2)[0];
  }

  @Override
  public String read() throws IOException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      process.getOutputStream().close();
      return output(process);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the token command ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private String output(Process process) throws IOException, InterruptedException {
    InputStream in = process.getInputStream();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int step = 0; ; step++) {
      boolean ended = process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS);
      while (in.available() > 0 && all.size() <= BearerToken.MAX_LENGTH) {
        all.write(in.readNBytes(Math.min(in.available(), BearerToken.MAX_LENGTH)));
      }
      if (ended) {
        break;
      }
      if (step >= MOST_STEPS || all.size() > BearerToken.MAX_LENGTH) {
        throw new IOException("the token command '" + name() + "' does not end");
      }
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "the token command '" + name() + "' failed with exit code " + process.exitValue());
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }
}
