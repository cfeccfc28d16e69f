package org.vosfs.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the system and tells what they said. */
public final class Shell {
  private static final int LIMIT_SECONDS = 120;

  private Shell() {}

  /**
   * How a program ended.
   *
   * @param output standard output and standard error, without the last newline
   */
  public record Result(int code, String output) {
    /** The output of a program that must have succeeded. */
    public String ok() {
      if (code != 0) {
        throw new AssertionError("exit code " + code + ": " + output);
      }
      return output;
    }
  }

  public static Result run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(directory.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("does not end: " + command);
    }
    return new Result(process.exitValue(), output.stripTrailing());
  }
}
