package org.vosfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Shell;
import org.vosfs.upload.FileFacts;

/**
 * Thousands of small files: untarred into a mount and onto the local disk, sent by the mount and by
 * a plain client with as many connections and the same requests, and what so many unsent files cost
 * in memory and when the mount ends and begins.
 */
final class UntarBench {
  private static final int PARALLEL = 8;

  /** What umount ends with when something is not sent. */
  private static final int LEFT_PENDING = 3;

  /** As long as what the mount keeps of a time that tar has set. */
  private static final String TIME = "2026-01-01T00:00:00.123456789Z 30000";

  private final BenchSpace space;
  private final Path tar;
  private final Path local;
  private final int files;
  private final Map<String, Double> requests = new HashMap<>();
  private int round;

  private UntarBench(BenchSpace space, int files, int bytes) throws Exception {
    this.space = space;
    this.files = files;
    this.local = Files.createDirectory(space.directory().resolve("local"));
    this.tar = space.directory().resolve("files.tar");
    Path source = Files.createDirectories(space.directory().resolve("source/files"));
    Random random = new Random(1);
    byte[] content = new byte[bytes];
    for (int i = 0; i < files; i++) {
      random.nextBytes(content);
      Files.write(source.resolve("f" + i), content);
    }
    run(space.directory().resolve("source"), "tar -cf " + tar + " files");
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("untar")
            .with("files", "6400", "files in the archive")
            .with("bytes", "30000", "bytes of each")
            .with("rtt", "20", "milliseconds to the server and back, while files are sent")
            .with("pending", "10000", "unsent files for memory, end and beginning")
            .parse(args);
    Report report = new Report(arguments.command());
    int repetitions = arguments.number("repetitions");
    try (BenchSpace space = new BenchSpace(Profile.VAULT, "quiet=1h")) {
      UntarBench bench =
          new UntarBench(space, arguments.number("files"), arguments.number("bytes"));
      Duration roundTrip = Duration.ofMillis(arguments.number("rtt"));
      report
          .add(
              new Comparison("untar, acknowledged", Unit.SECONDS)
                  .side("local disk", bench::untarHere)
                  .side("mount", bench::untarMounted)
                  .atLeast("mount", 1 / 25.0, "local disk"))
          .run(repetitions, false);
      report
          .add(
              new Comparison("sent, " + roundTrip.toMillis() + " ms away", Unit.SECONDS)
                  .side("plain client", () -> bench.sendPlainly(roundTrip))
                  .side("mount", () -> bench.sendMounted(roundTrip))
                  .atLeast("mount", 1 / 1.25, "plain client"))
          .run(repetitions, false);
      report
          .add(
              new Comparison("requests to send a file and its time", Unit.EACH)
                  .side("plain client", () -> bench.requests("plain client"))
                  .side("mount", () -> bench.requests("mount"))
                  .atMost("mount", 3.1))
          .run(1, false);
    }
    int pending = arguments.number("pending");
    try (BenchSpace space = new BenchSpace(Profile.VAULT, "quiet=1h")) {
      Pending many = new Pending(space, pending);
      report
          .add(
              new Comparison(pending + " pending files", Unit.SECONDS)
                  .side("mount again after kill -9", many::mountAfterKill)
                  .side("umount --timeout 1, until the process has ended", many::umount)
                  .atMost("mount again after kill -9", 2))
          .run(1, false);
      report
          .add(
              new Comparison("most memory, " + pending + " files sent", Unit.BYTES)
                  .side("mount", many::drain)
                  .atMost("mount", 200L << 20))
          .run(1, false);
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  private double untarHere() throws Exception {
    Path to = Files.createDirectory(local.resolve("u" + ++round));
    return Side.seconds(() -> run(to, "tar -xf " + tar));
  }

  private double untarMounted() throws Exception {
    String to = "u" + ++round;
    space.sh("mkdir " + to);
    double took = Side.seconds(() -> space.sh("tar -xf " + tar + " -C " + to));
    space.sync(space.home());
    return took;
  }

  private double sendMounted(Duration roundTrip) throws Exception {
    String to = "u" + ++round;
    space.sh("mkdir " + to + " && tar -xf " + tar + " -C " + to);
    space.far(roundTrip);
    try {
      return counted("mount", () -> space.sync(space.home()));
    } finally {
      space.far(Duration.ZERO);
    }
  }

  /** Seconds that sending takes; its requests are counted beside it. */
  private double counted(String side, Side.Work work) throws Exception {
    space.server().requests().clear();
    double took = Side.seconds(work);
    requests.put(side, (double) space.server().requests().count(request -> true) / files);
    return took;
  }

  private double requests(String side) {
    return requests.getOrDefault(side, Double.NaN);
  }

  private double sendPlainly(Duration roundTrip) throws Exception {
    String to = "u" + ++round;
    space.sh("mkdir -p " + to + "/files");
    Path source = space.directory().resolve("source/files");
    ExecutorService clients = Executors.newFixedThreadPool(PARALLEL);
    space.far(roundTrip);
    try {
      return counted(
          "plain client",
          () -> {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < files; i++) {
              String name = "f" + i;
              all.add(
                  clients.submit(
                      () -> {
                        space.putPlainly(to + "/files/" + name, source.resolve(name));
                        space.setPlainly(to + "/files/" + name, FileFacts.MODIFIED, TIME);
                        return name;
                      }));
            }
            for (Future<?> one : all) {
              one.get();
            }
          });
    } finally {
      space.far(Duration.ZERO);
      clients.shutdown();
    }
  }

  /** Many small unsent files. */
  private record Pending(BenchSpace space, int files) {
    private void write(String name) throws Exception {
      space.sh(
          "mkdir %s && cd %s && python3 -c \"\nfor i in range(%d): open('f%%d' %% i, 'w').write('x' * 1000)\n\""
              .formatted(name, name, files));
    }

    double mountAfterKill() throws Exception {
      write("pending");
      space.mount().kill();
      return Side.seconds(() -> space.mount().mount());
    }

    double umount() throws Exception {
      space.far(Duration.ofSeconds(1)); // so that next to nothing is sent meanwhile
      List<ProcessHandle> daemons = space.mount().daemons();
      double took =
          Side.seconds(
              () -> {
                Shell.Result ended = space.mount().tryUmount("--timeout", "1");
                if (ended.code() != LEFT_PENDING) {
                  throw new AssertionError("something was to be left: " + ended);
                }
                daemons.forEach(daemon -> daemon.onExit().join()); // all is on the disk then
              });
      space.far(Duration.ZERO);
      space.mount().mount();
      return took;
    }

    double drain() throws Exception {
      space.sync(space.home());
      long process = space.mount().daemons().get(0).pid();
      return peak(Path.of("/proc/" + process + "/status"));
    }

    /** The most memory the process ever had at a time. */
    private static double peak(Path status) throws IOException {
      String line =
          Files.readAllLines(status).stream()
              .filter(l -> l.startsWith("VmHWM:"))
              .findAny()
              .orElseThrow();
      return Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024;
    }
  }

  private static void run(Path where, String script) throws IOException, InterruptedException {
    Shell.run(where, List.of("sh", "-c", script)).ok();
  }
}
