package org.vosfs.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A process that changes files in one directory until a call fails; its manifest is the witness.
 */
public final class CrashWriter implements AutoCloseable {
  private static final int END_SECONDS = 60;

  private final Process process;
  private final Path manifest;

  /**
   * Starts it.
   *
   * @param directory exists, nobody else changes it
   * @param notes a local directory for program, manifest and complaints
   * @param name of the manifest
   */
  public CrashWriter(Path directory, Path notes, String name, long seed) throws IOException {
    Path program = notes.resolve(name + ".py"); // its own: another one may just be reading theirs
    try (InputStream source = CrashWriter.class.getResourceAsStream("/crash/writer.py")) {
      Files.copy(source, program, StandardCopyOption.REPLACE_EXISTING);
    }
    manifest = Files.createFile(notes.resolve(name));
    process =
        new ProcessBuilder(
                "python3",
                program.toString(),
                directory.toString(),
                manifest.toString(),
                Long.toString(seed))
            .redirectErrorStream(true)
            .redirectOutput(notes.resolve(name + ".output").toFile())
            .start();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it noted so far, whole lines only. */
  public List<String> lines() {
    try {
      String text = Files.readString(manifest);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many changes were acknowledged so far. */
  public int acknowledged() {
    return (int) lines().stream().filter(line -> line.startsWith("d\t")).count();
  }

  /** What it saw in the directory when it began. */
  public SortedMap<String, String> loaded() {
    SortedMap<String, String> tree = new TreeMap<>();
    for (String line : lines()) {
      String[] fields = line.split("\t", -1);
      if (fields[0].equals("l")) {
        tree.put(fields[1], fields[2]);
      }
    }
    return tree;
  }

  /** Whether it has seen everything in the directory. */
  public boolean hasLoaded() {
    return lines().contains("s");
  }

  /** Waits until it has failed at the dead mount. */
  public void awaitEnd() throws InterruptedException {
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("hangs at a dead mount: " + lines().get(lines().size() - 1));
    }
  }

  /** What may be on the service, given what was there at the start. */
  public List<Ledger> ledgers(Map<String, String> start) {
    return Ledger.replay(start, lines());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
