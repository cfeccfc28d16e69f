package org.vosfs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.vosfs.demo.Fault;
import org.vosfs.demo.FaultRule;
import org.vosfs.testing.MountedSpace;

/** The rows of {@link NativeBench} about names and attributes. */
final class NameRows {
  static final List<String> NAMES =
      List.of("open", "stat", "getattr", "create", "list", "beside", "kill");

  private static final String RAW = "raw";
  private static final String IN_C = "C on libfuse 2";
  private static final String SYSTEM = "vosfs on libfuse 2";
  private static final String LAYER = "native";
  private static final String THERE = "there";

  /** Repetitions until a mount does in microseconds what it does often. */
  private static final int WARM = 4;

  /** How long the service takes for an answer that somebody waits for. */
  private static final Duration HANGING = Duration.ofSeconds(2);

  /** The most that those beside it may have to wait, in milliseconds. */
  private static final int AT_ONCE = 100;

  private final Report report;
  private final Places at;
  private final int rounds;
  private int hung;

  NameRows(Report report, Places at, int rounds) {
    this.report = report;
    this.at = at;
    this.rounds = rounds;
  }

  void run(String name) throws Exception {
    switch (name) {
      case "open" -> open();
      case "stat" -> stat();
      case "getattr" -> getattr();
      case "create" -> create();
      case "list" -> list();
      case "beside" -> beside();
      default -> kill();
    }
  }

  private static Path small(Path directory) {
    return directory.resolve(Places.SMALL);
  }

  private void open() throws Exception {
    report
        .add(
            new Comparison("open, read, close of a small file", Unit.PER_SECOND)
                .side(RAW, () -> Access.openAll(small(at.raw())))
                .side(IN_C, () -> Access.openAll(small(at.inC())))
                .side(SYSTEM, () -> Access.openAll(small(at.system())))
                .side(LAYER, () -> Access.openAll(small(at.layer())))
                .atLeast(LAYER, 1 / 1.1, IN_C)
                .warmedUp(WARM))
        .run(rounds, true);
  }

  private void stat() throws Exception {
    report
        .add(
            new Comparison("stat, known to the kernel", Unit.PER_SECOND)
                .side(RAW, () -> Access.statAll(small(at.raw())))
                .side(LAYER, () -> Access.statAll(small(at.layer())))
                .atLeast(LAYER, 1 / 1.3, RAW))
        .run(rounds, true);
  }

  private void getattr() throws Exception {
    report
        .add(
            new Comparison("getattr, which the kernel has to ask for", Unit.PER_SECOND)
                .side(IN_C, () -> Access.askAll(small(at.inC())))
                .side(SYSTEM, () -> Access.askAll(small(at.system())))
                .side(LAYER, () -> Access.askAll(small(at.layer())))
                .atLeast(LAYER, 1 / 1.2, IN_C)
                .warmedUp(WARM))
        .run(rounds, true);
  }

  private void create() throws Exception {
    report
        .add(
            new Comparison("create", Unit.PER_SECOND)
                .side(RAW, () -> Access.createAll(at.raw()))
                .side(IN_C, () -> Access.createAll(at.inC()))
                .side(SYSTEM, () -> Access.createAll(at.system()))
                .side(LAYER, () -> Access.createAll(at.layer()))
                .atLeast(LAYER, 1 / 1.1, IN_C)
                .warmedUp(WARM))
        .run(rounds, true);
  }

  private void list() throws Exception {
    report
        .add(
            new Comparison("ls -l, nothing known to the kernel", Unit.MILLISECONDS)
                .side(SYSTEM, () -> Access.list(at.system().resolve(Places.MANY)))
                .side(LAYER, () -> Access.list(at.layer().resolve(Places.MANY)))
                .atLeast(LAYER, 2, SYSTEM))
        .run(rounds, true);
  }

  private void beside() throws Exception {
    report
        .add(
            new Comparison(
                    "ls and a lookup beside one that waits " + HANGING.toSeconds() + " s",
                    Unit.MILLISECONDS)
                .side(SYSTEM, () -> beside(at.systemSpace()))
                .side(LAYER, () -> beside(at.layerSpace()))
                .atMost(LAYER, AT_ONCE))
        .run(rounds, true);
  }

  private void kill() throws Exception {
    report
        .add(
            new Comparison(
                    "end after kill -9 of who waits " + HANGING.toSeconds() + " s",
                    Unit.MILLISECONDS)
                .side(SYSTEM, () -> killed(at.systemSpace()))
                .side(LAYER, () -> killed(at.layerSpace()))
                .atMost(LAYER, AT_ONCE))
        .run(rounds, true);
  }

  private double beside(MountedSpace space) throws Exception {
    return whileHanging(
        space,
        (directory, waiting) ->
            1000
                * Side.seconds(
                    () -> {
                      Access.count(directory);
                      Files.size(directory.resolve(THERE));
                    }));
  }

  private double killed(MountedSpace space) throws Exception {
    return whileHanging(
        space,
        (directory, waiting) ->
            1000
                * Side.seconds(
                    () -> {
                      waiting.destroyForcibly();
                      waiting.waitFor();
                    }));
  }

  /** What is measured while a process waits. */
  @FunctionalInterface
  private interface Beside {
    double measure(Path directory, Process waiting) throws Exception;
  }

  /** In a directory of its own, of which nothing is known before. */
  private double whileHanging(MountedSpace space, Beside beside) throws Exception {
    String name = "waiting" + ++hung;
    space.truth().mkdirs(space.container() + "/" + name);
    space.truth().put(space.container() + "/" + name + "/" + THERE, new byte[] {1});
    Path directory = space.home().resolve(name);
    if (!Files.isDirectory(directory)) {
      throw new AssertionError("not seen: " + directory);
    }
    FaultRule slow = space.server().faults().always("GET", name + "/absent", Fault.delay(HANGING));
    Process waiting =
        new ProcessBuilder("stat", directory.resolve("absent").toString())
            .redirectErrorStream(true)
            .start();
    try {
      Awaitility.await("the lookup").until(() -> slow.hits() > 0);
      return beside.measure(directory, waiting);
    } finally {
      waiting.waitFor();
      slow.end();
    }
  }
}
