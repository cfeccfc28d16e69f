package org.vosfs.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs programs of the system and tells what they said. */
public final class Shell {
  /** How long a program may take; a busy machine included. */
  public static final Duration LIMIT = Duration.ofMinutes(4);

  private Shell() {}

  /**
   * How a program ended.
   *
   * @param output standard output, without the last newline; with standard error in it where both
   *     were asked for together
   * @param errors standard error, without the last newline
   */
  public record Result(int code, String output, String errors) {
    /** The output of a program that must have succeeded. */
    public String ok() {
      if (code != 0) {
        throw new AssertionError("exit code " + code + ": " + output + errors);
      }
      return output;
    }
  }

  /** Runs a program, its two outputs in one. */
  public static Result run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    return run(new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true));
  }

  /** Runs a program with further environment variables, its outputs apart. */
  public static Result run(Path directory, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return run(builder);
  }

  private static Result run(ProcessBuilder builder) throws IOException, InterruptedException {
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<String> output = text(process.getInputStream());
    CompletableFuture<String> errors = text(process.getErrorStream());
    try {
      long end = System.nanoTime() + LIMIT.toNanos();
      // The end of the output and not of the process: a child left behind with our pipe counts.
      String said = output.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
      String complained = errors.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      return new Result(process.exitValue(), said, complained);
    } catch (TimeoutException e) {
      kill(process.toHandle());
      throw new AssertionError("does not end: " + builder.command(), e);
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  private static void kill(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static CompletableFuture<String> text(InputStream in) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        work -> {
          Thread thread = new Thread(work, "shell-output");
          thread.setDaemon(true);
          thread.start();
        });
  }
}
