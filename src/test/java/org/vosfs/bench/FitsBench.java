package org.vosfs.bench;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Shell;

/**
 * Astropy looking at the headers of many large FITS files 40 ms away, against downloading each:
 * seconds a file, and the requests that it takes.
 */
final class FitsBench {
  /** Debian's own, which its astropy belongs to. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final int BLOCK = 2880;
  private static final int CARD = 80;
  private static final String PLAIN = "downloaded, each";
  private static final String MOUNT = "astropy opens it in the mount";

  private final BenchSpace space;
  private final int files;
  private final long pixels;

  private FitsBench(BenchSpace space, int files, long pixels) {
    this.space = space;
    this.files = files;
    this.pixels = pixels;
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("fits")
            .with("files", "200", "FITS files")
            .with("mib", "50", "size of each in MiB")
            .with("downloads", "40", "how many of them are downloaded to compare with")
            .with("delay", "40", "round trip in milliseconds")
            .parse(args);
    Report report = new Report(arguments.command());
    int files = arguments.number("files");
    int downloads = Math.min(files, arguments.number("downloads"));
    long pixels = ((long) arguments.number("mib") << 20) / 2;
    String what = files + " FITS files of " + arguments.number("mib") + " MiB";
    try (BenchSpace space = new BenchSpace(Profile.VAULT)) {
      FitsBench bench = new FitsBench(space, files, pixels);
      bench.fill();
      Duration delay = Duration.ofMillis(arguments.number("delay"));
      report
          .add(
              new Comparison("headers of " + what + ", seconds each", Unit.SECONDS)
                  .side(PLAIN, () -> bench.download(delay, downloads))
                  .side(MOUNT, () -> bench.open(delay))
                  .atLeast(MOUNT, 5, PLAIN))
          .run(arguments.number("repetitions"), false);
      report
          .add(
              new Comparison("requests for each of " + what, Unit.EACH)
                  .side(MOUNT, bench::requests)
                  .atMost(MOUNT, 3))
          .run(1, false);
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  private void fill() throws Exception {
    Path file = space.directory().resolve("image.fits");
    space.server().space().mkdirs(space.container() + "/images");
    for (int i = 0; i < files; i++) {
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(header(i));
      }
      try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
        long data = (pixels * 2 + BLOCK - 1) / BLOCK * BLOCK;
        channel.position(BLOCK + data - 1).write(java.nio.ByteBuffer.wrap(new byte[1]));
      }
      space.put(name(i), file);
    }
    space.put("few/file", "a line".getBytes(StandardCharsets.UTF_8));
  }

  private static String name(int file) {
    return "images/obs-%04d.fits".formatted(file);
  }

  private byte[] header(int file) {
    int width = 1024;
    List<String> cards =
        List.of(
            "SIMPLE  =                    T",
            "BITPIX  =                   16",
            "NAXIS   =                    2",
            "NAXIS1  = %20d".formatted(width),
            "NAXIS2  = %20d".formatted(pixels / width),
            "OBSID   = %20d".formatted(file),
            "END");
    StringBuilder text = new StringBuilder();
    cards.forEach(card -> text.append(card).append(" ".repeat(CARD - card.length())));
    return text.append(" ".repeat(BLOCK - text.length()))
        .toString()
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Seconds a file: where it is, and its bytes to the disk. */
  private double download(Duration delay, int count) throws Exception {
    space.far(delay);
    try {
      double took =
          Side.seconds(
              () -> {
                for (int i = 0; i < count; i++) {
                  space.curl(name(i), BLOCK + 2 * pixels);
                }
              });
      return took / count;
    } finally {
      space.far(Duration.ZERO);
    }
  }

  private double open(Duration delay) throws Exception {
    space.cold(null);
    space.sh("ls -l few > /dev/null");
    space.far(delay);
    try {
      String script =
          """
          import glob, sys, time
          from astropy.io import fits
          start = time.time()
          names = sorted(glob.glob('images/*.fits'))
          for number, name in enumerate(names):
              with fits.open(name) as hdus:
                  assert [hdu.header for hdu in hdus][0]['OBSID'] == number, name
          print(len(names), time.time() - start)
          """;
      Path program = Files.writeString(space.directory().resolve("headers.py"), script);
      space.server().requests().clear();
      String said = Shell.run(space.home(), List.of(PYTHON, program.toString())).ok();
      String[] words = said.split(" ", -1);
      if (Integer.parseInt(words[0]) != files) {
        throw new AssertionError("not all files were found: " + said);
      }
      return Double.parseDouble(words[1]) / files;
    } finally {
      space.far(Duration.ZERO);
    }
  }

  /** Those of the last run, its listing included. */
  private double requests() {
    return (double) space.requests(request -> true) / files;
  }
}
