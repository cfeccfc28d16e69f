package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.Fault;
import org.vosfs.demo.FaultRule;
import org.vosfs.demo.LoggedRequest;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CrashWriter;
import org.vosfs.testing.Ledger;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;
import org.vosfs.testing.Tree;

/**
 * The mount's process is killed again and again while others write; what they were promised must be
 * on the server's disk after the restart, and nothing that nobody wrote. {@code VOSFS_CRASHES} sets
 * how often each kind of service is tried, {@code VOSFS_CRASH_SEED} repeats a failure.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Profile.class,
    names = {"VAULT", "CAVERN"})
class CrashIT {
  private static final int WRITERS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Parameter Profile profile = Profile.VAULT;
  @TempDir Path directory;

  private final long seed = number("VOSFS_CRASH_SEED", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<SortedMap<String, String>> truth = new ArrayList<>();
  private List<CrashWriter> before = List.of();

  private static long number(String variable, long otherwise) {
    String text = System.getenv().getOrDefault(variable, "");
    return text.isEmpty() ? otherwise : Long.parseLong(text);
  }

  @Test
  @Timeout(value = 12, unit = TimeUnit.HOURS) // each step has a limit of its own
  @Statement(
      "The mount's process is killed at any moment, also while bytes are on the wire: "
          + "what was acknowledged by close, fsync, rename, unlink, truncate or mkdir is on "
          + "the service after the restart, nothing is mixed, and nothing is taken for a "
          + "conflict")
  void whatWasAcknowledgedSurvivesKills() throws Exception {
    long kills = number("VOSFS_CRASHES", Boolean.getBoolean("vosfs.full") ? 25 : 5);
    System.out.printf("%s: %d kills, VOSFS_CRASH_SEED=%d%n", profile, kills, seed);
    try (MountedSpace space = MountedSpace.open(profile, directory, "quiet=100ms")) {
      for (int i = 0; i < WRITERS; i++) {
        Files.createDirectory(space.home().resolve("w" + i));
        truth.add(new TreeMap<>());
      }
      int counting = 0;
      for (int kill = 1; counting < kills; kill++) {
        counting += round(space, kill) > 0 ? 1 : 0;
        assertThat(2 * counting)
            .as("most kills hit files on their way")
            .isGreaterThanOrEqualTo(kill - 1);
      }
      Shell.Result end = space.mount().tryUmount();
      assertThat(end.code()).as("umount: " + end).isIn(0, 3);
      for (int i = 0; i < WRITERS; i++) {
        assertThat(onServer(space, i)).as("at the end, seed " + seed).isEqualTo(truth.get(i));
      }
    }
  }

  /** Gives the number of files that were on their way when the process died. */
  private int round(MountedSpace space, int number) throws IOException, InterruptedException {
    List<CrashWriter> writers = new ArrayList<>();
    try {
      for (int i = 0; i < WRITERS; i++) {
        Path place = space.home().resolve("w" + i);
        String name = "manifest-" + number + "-" + i;
        writers.add(new CrashWriter(place, space.local("notes"), name, random.nextLong()));
      }
      killWhileTheyWrite(space, writers, number);
      for (CrashWriter writer : writers) {
        writer.awaitEnd();
      }
    } finally {
      writers.forEach(CrashWriter::close);
    }
    List<List<Ledger>> ledgers = new ArrayList<>();
    int pending = pending(space, writers);
    for (int i = 0; i < WRITERS; i++) {
      showedTheTruth(space, i, number, writers.get(i));
      ledgers.add(writers.get(i).ledgers(truth.get(i)));
    }
    eraseBlocks(space.mount().cache());
    space.mount().mount();
    drain(space);
    for (int i = 0; i < WRITERS; i++) {
      truth.set(i, agreed(space, i, number, writers.get(i), ledgers.get(i)));
    }
    before = writers;
    return pending;
  }

  /**
   * A close that the kill cut off between journal and answer may be sent or not; only when
   * everything is sent is it known. What was interrupted stays.
   */
  private static void drain(MountedSpace space) throws IOException, InterruptedException {
    String seconds = Long.toString(LIMIT.toSeconds());
    Shell.Result sync =
        space.mount().vosfs("sync", space.mount().root().toString(), "--timeout", seconds);
    assertThat(sync.code()).as("sync: " + sync).isIn(0, 3);
  }

  /** What a writer saw at its start must be what the server's disk held then. */
  private void showedTheTruth(MountedSpace space, int writer, int number, CrashWriter witness) {
    SortedMap<String, String> shown = witness.loaded();
    List<String> wrong = new ArrayList<>();
    for (String path :
        new TreeSet<>(
            Stream.concat(shown.keySet().stream(), truth.get(writer).keySet().stream()).toList())) {
      if (!Objects.equals(shown.get(path), truth.get(writer).get(path))) {
        wrong.add(
            "%s: shown %s, on the server %s%s"
                .formatted(
                    path,
                    shown.get(path),
                    truth.get(writer).get(path),
                    history(space, writer, path, before.isEmpty() ? witness : before.get(writer))));
      }
    }
    assertThat(wrong).as("w%d before kill %d, seed %d", writer, number, seed).isEmpty();
  }

  private int pending(MountedSpace space, List<CrashWriter> writers) {
    int pending = 0;
    for (int i = 0; i < WRITERS; i++) {
      pending += writers.get(i).ledgers(truth.get(i)).get(0).missingIn(onServer(space, i));
    }
    return pending;
  }

  /** Slow uploads; one kill in three comes while bytes of a file are on the wire. */
  private void killWhileTheyWrite(MountedSpace space, List<CrashWriter> writers, int number) {
    Duration slow = Duration.ofMillis(50 + random.nextInt(400));
    FaultRule slowly = space.server().faults().always("PUT", "/files", Fault.delay(slow));
    space.server().faults().latency(Duration.ofMillis(random.nextInt(15)));
    await(writers, () -> writers.stream().allMatch(CrashWriter::hasLoaded));
    int changes = 20 + random.nextInt(300);
    await(writers, () -> writers.stream().mapToInt(CrashWriter::acknowledged).sum() >= changes);
    await(writers, () -> pending(space, writers) > 0);
    if (number % 3 == 0) {
      slowly.end();
      FaultRule held = space.server().faults().add("PUT", "/files", 1, Fault.stall());
      await(writers, () -> held.hits() > 0);
    }
    space.mount().kill();
    space.server().faults().clear();
  }

  private void await(List<CrashWriter> writers, java.util.concurrent.Callable<Boolean> condition) {
    Awaitility.await("the writers, seed " + seed)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(10))
        .failFast(
            () ->
                assertThat(writers)
                    .as("seed " + seed)
                    .allSatisfy(
                        writer ->
                            assertThat(writer.isAlive())
                                .as(() -> "a writer ended: " + tail(writer.lines(), 3))
                                .isTrue()))
        .until(condition);
  }

  /** Waits until the server's disk keeps all promises; what it holds then. */
  private SortedMap<String, String> agreed(
      MountedSpace space, int writer, int number, CrashWriter witness, List<Ledger> ledgers)
      throws IOException {
    try {
      return Awaitility.await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> onServer(space, writer),
              tree -> ledgers.stream().anyMatch(one -> one.disagreements(tree).isEmpty()));
    } catch (ConditionTimeoutException e) {
      SortedMap<String, String> tree = onServer(space, writer);
      List<String> wrong = new ArrayList<>();
      for (Ledger one : ledgers) {
        for (String line : one.disagreements(tree)) {
          wrong.add(line + history(space, writer, line.substring(0, line.indexOf(':')), witness));
        }
        wrong.add(" or ");
      }
      throw new AssertionError(
          "seed %d, kill %d, w%d:%n%s%nmanifest ends:%n%s%nlog:%n%s"
              .formatted(
                  seed,
                  number,
                  writer,
                  String.join("\n", wrong),
                  String.join("\n", tail(witness.lines(), 60)),
                  String.join("\n", tail(space.mount().log().lines().toList(), 60))),
          e);
    }
  }

  /** What the writer did to a path, and what the server was asked about it. */
  private static String history(MountedSpace space, int writer, String path, CrashWriter witness) {
    StringBuilder text = new StringBuilder();
    for (String line : witness.lines()) {
      if (List.of(line.split("\t", -1)).contains(path)) {
        text.append("%n    %s".formatted(line));
      }
    }
    for (LoggedRequest request :
        space.server().requests().matching(r -> r.path().endsWith("/w" + writer + "/" + path))) {
      text.append(
          "%n    %s %s %d, %d bytes in, %s"
              .formatted(
                  request.at(),
                  request.line(),
                  request.status(),
                  request.bytesIn(),
                  request.fault()));
    }
    return text.toString();
  }

  private static List<String> tail(List<String> lines, int count) {
    return lines.subList(Math.max(0, lines.size() - count), lines.size());
  }

  /** Looked at again when a content was replaced just then. */
  private static SortedMap<String, String> onServer(MountedSpace space, int writer) {
    while (true) {
      try {
        return Tree.onServer(space.truth(), space.container() + "/w" + writer);
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof NoSuchFileException)) {
          throw e;
        }
      }
    }
  }

  /** Everything must come from the service or from staging. */
  private static void eraseBlocks(Path cache) throws IOException {
    try (Stream<Path> paths = Files.walk(cache)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (cache.relativize(path).toString().contains("blocks")) {
          Files.delete(path);
        }
      }
    }
  }
}
