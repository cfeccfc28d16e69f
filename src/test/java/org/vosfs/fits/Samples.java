package org.vosfs.fits;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.vosfs.testing.Shell;

/** FITS files that astropy wrote, and astropy's verdict on what was cut out of them. */
public final class Samples {
  private static final String PYTHON = "/usr/bin/python3";

  private final Path directory;
  private final List<Case> cases;

  /** One cutout to try. */
  public record Case(String file, String spec) {}

  private Samples(Path directory, List<Case> cases) {
    this.directory = directory;
    this.cases = cases;
  }

  /** Writes the files into a directory. */
  public static Samples make(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path script = script(directory.resolveSibling("make.py"), "make.py");
    String said =
        Shell.run(directory, List.of(PYTHON, script.toString(), directory.toString())).ok();
    return new Samples(directory, said.lines().map(Samples::read).toList());
  }

  private static Case read(String line) {
    int tab = line.indexOf('\t');
    return new Case(line.substring(0, tab), line.substring(tab + 1));
  }

  private static Path script(Path to, String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Samples.class.getResourceAsStream("/fits/" + name), name)) {
      Files.write(to, in.readAllBytes());
    }
    return to;
  }

  public Path directory() {
    return directory;
  }

  public List<Case> cases() {
    return cases;
  }

  /**
   * Compares results with what astropy cuts.
   *
   * @param tried the cutouts that were made; that of number N is {@code results/N.fits}
   * @return what astropy says: how many are the same, or which differ
   */
  public String verdict(List<Case> tried, Path results) throws IOException, InterruptedException {
    Path script = script(directory.resolveSibling("check.py"), "check.py");
    StringBuilder lines = new StringBuilder();
    tried.forEach(one -> lines.append(one.file()).append('\t').append(one.spec()).append('\n'));
    Path list = results.resolve("cases.tsv");
    Files.writeString(list, lines, StandardCharsets.UTF_8);
    String command =
        PYTHON + " " + script + " '" + directory + "' '" + results + "' < '" + list + "'";
    return Shell.run(directory, List.of("sh", "-c", command)).output();
  }
}
