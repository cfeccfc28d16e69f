package org.vosfs.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.vosfs.fuse.ProcessOwner;
import org.vosfs.status.CommandException;
import org.vosfs.status.ControlClient;
import org.vosfs.status.RuntimeDirectory;

/**
 * The program as users run it: {@code bin/vosfs} of this checkout, with a home directory of its
 * own, so that no test sees the settings, logs or caches of another one or of the user.
 */
public final class Vosfs {
  /** How long a mount may take to answer. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Path home;
  private final Map<String, String> environment = new HashMap<>();

  /** With {@code home}, an existing directory, as its home directory. */
  public Vosfs(Path home) {
    this.home = home;
    environment.put("HOME", home.toString());
    for (String variable : List.of("CONFIG", "CACHE", "STATE", "DATA")) {
      environment.put("XDG_" + variable + "_HOME", home.resolve("." + variable).toString());
    }
  }

  /** The launcher. */
  public static Path launcher() {
    return checkout().resolve("bin/vosfs");
  }

  /** The directory that holds bin and target. */
  public static Path checkout() {
    return Path.of(System.getProperty("vosfs.home", "")).toAbsolutePath();
  }

  /** The FUSE library that the tests run with, by the environment; as the option has it. */
  static String fuseLibrary() {
    return System.getenv().getOrDefault("VOSFS_FUSE_LIBRARY", "auto");
  }

  /** Whether the tests run on the native layer. */
  public static boolean isNative() {
    return !fuseLibrary().equals("system") && Files.exists(nativeLayer());
  }

  /** Skips the test where the native layer was not built. */
  public static void assumeNativeLayer() {
    Assumptions.assumeTrue(Files.exists(nativeLayer()), "skipped: the native layer is not built");
  }

  /** Where the build puts the native layer. */
  public static Path nativeLayer() {
    String processor = System.getProperty("os.arch", "").replace("amd64", "x86_64");
    return checkout().resolve("target/native").resolve(processor).resolve("libfuse.so.99");
  }

  /** What the program is started with besides this process's own variables. */
  public Map<String, String> environment() {
    return environment;
  }

  /** The same program with another environment variable. */
  public Vosfs with(String variable, String value) {
    Vosfs other = new Vosfs(home);
    other.environment.putAll(environment);
    other.environment.put(variable, value);
    return other;
  }

  /** Runs a command to its end. */
  public Shell.Result run(String... words) throws IOException, InterruptedException {
    return Shell.run(home, environment, command(words));
  }

  /** What {@code vosfs status --json} has of the mount there, without starting a program for it. */
  public JsonNode status(Path mountPoint) throws IOException, CommandException {
    RuntimeDirectory sockets =
        RuntimeDirectory.standard(
            ProcessOwner.current().isRoot(), System.getenv(), home.resolve(".STATE/vosfs"));
    return new ControlClient(sockets.socket(mountPoint))
        .ask("status", Map.of(), progress -> {}, LIMIT)
        .orElseThrow(() -> new IOException("nothing is mounted at " + mountPoint));
  }

  /** Starts a command that stays. */
  Process start(Path output, String... words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(words)).directory(home.toFile());
    builder.environment().putAll(environment);
    builder.redirectOutput(output.toFile());
    builder.redirectError(output.resolveSibling(output.getFileName() + ".errors").toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static List<String> command(String... words) {
    List<String> command = new ArrayList<>();
    command.add(launcher().toString());
    command.addAll(List.of(words));
    return command;
  }

  /** The background processes that hold a mount at that place. */
  public static List<ProcessHandle> daemons(Path mountPoint) {
    return ProcessHandle.allProcesses()
        .filter(process -> isDaemonOf(process, mountPoint.toString()))
        .toList();
  }

  private static boolean isDaemonOf(ProcessHandle process, String mountPoint) {
    try {
      String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      List<String> words = List.of(line.split("\0", -1));
      return words.contains("org.vosfs.cli.Main")
          && words.contains("mount")
          && words.contains(mountPoint);
    } catch (IOException e) {
      return false; // it has ended meanwhile
    }
  }
}
