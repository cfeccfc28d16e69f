package org.vosfs.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vosfs.demo.Fault;
import org.vosfs.demo.FaultRule;
import org.vosfs.demo.Faults;
import org.vosfs.demo.Profile;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;
import org.vosfs.testing.ServedRig;
import org.vosfs.testing.Statement;
import org.vosfs.upload.UploadState;
import org.vosfs.upload.UploadStatus;
import org.vosfs.vospace.remote.Segmenting;

/**
 * Everything that can go wrong with an upload, at every step of it: what docs/ERRORS.md says comes
 * out, comes out. The page is the table of this test.
 */
@Timeout(120)
class FaultMatrixTest {
  private static final int SEGMENT = 1000;
  private static final String NAME = "/f";
  private static final byte[] OLD = random(700, 1);
  private static final Map<String, Reason> REASONS =
      Map.of("EACCES", Reason.ACCESS, "EDQUOT", Reason.QUOTA, "EFBIG", Reason.TOO_BIG);

  /** Where it goes wrong; the names are the columns of the page. */
  enum Step {
    NEGOTIATION("negotiation", "GET", "/synctrans", 0, false),
    PLAIN_PUT("plain PUT", "PUT", "/files/", 0, false),
    START("transaction start", "PUT", "/minoc", 0, true),
    SEGMENT("segment", "PUT", "/minoc", 2, true),
    COMMIT("commit", "PUT", "/minoc", 4, true),
    VERIFICATION("verification", "HEAD", "/minoc", 1, true);

    final String column;
    final String method;
    final String target;
    final int pass;
    final boolean large;

    /**
     * @param pass matching requests of the upload that go well before
     * @param large whether the content is one for a transaction
     */
    Step(String column, String method, String target, int pass, boolean large) {
      this.column = column;
      this.method = method;
      this.target = target;
      this.pass = pass;
      this.large = large;
    }
  }

  /** What goes wrong; the names are the rows of the page. */
  enum Trouble {
    REFUSED("connection refused"),
    RESET_BEFORE("reset before processing", Fault.resetBefore()),
    RESET_AFTER("reset after processing, truncated reply", Fault.resetAfter()),
    STALL("stall", Fault.stall()),
    BUSY("503 with Retry-After", Fault.busy(7)),
    BROKEN("500", Fault.status(500, "unexpected exception: java.lang.NullPointerException")),
    EXPIRED("401 once", Fault.expiredToken()),
    DENIED("403", Fault.status(403, "PermissionDenied: no")),
    QUOTA("413", Fault.status(413, "QuotaExceeded limit: 10")),
    DIGEST("412", Fault.status(412, "md5:a != md5:b")),
    PROXY_ERROR("502 with HTML", Fault.html(502)),
    PROXY_PAGE("200 with HTML", Fault.html(200)),
    DEAD_SITE("storage site dead"),
    DELETED("node deleted meanwhile"),
    REPLACED("node replaced meanwhile");

    final String row;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    final List<Fault> fault;

    Trouble(String row, Fault... fault) {
      this.row = row;
      this.fault = List.of(fault);
    }

    /** Lasts until somebody does something about it. */
    boolean lasts() {
      return this == DENIED || this == QUOTA;
    }
  }

  @TempDir Path directory;

  private static byte[] random(int size, int seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** The rows of the page's table: fault, then one outcome a step. */
  private static List<String[]> page() throws IOException {
    List<String[]> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("docs", "ERRORS.md"))) {
      inside = line.startsWith("| fault |") || (inside && line.startsWith("|"));
      if (inside && !line.startsWith("|---")) {
        String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
        rows.add(cells);
      }
    }
    return rows;
  }

  @Test
  void thePageHasEveryFaultAndEveryStep() throws IOException {
    List<String[]> rows = page();
    assertThat(rows.get(0)[0]).isEqualTo("fault");
    assertThat(Arrays.asList(rows.get(0)).subList(1, rows.get(0).length))
        .isEqualTo(Arrays.stream(Step.values()).map(step -> step.column).toList());
    assertThat(rows.stream().skip(1).map(row -> row[0]))
        .isEqualTo(Arrays.stream(Trouble.values()).map(trouble -> trouble.row).toList());
  }

  @SuppressWarnings("EnumOrdinal") // the page has them in this order; thePageHasEveryFault… checks
  static Stream<Arguments> cells() throws IOException {
    List<Arguments> cells = new ArrayList<>();
    List<String[]> rows = page();
    for (Trouble trouble : Trouble.values()) {
      for (Step step : Step.values()) {
        String outcome = rows.get(trouble.ordinal() + 1)[step.ordinal() + 1];
        if (!outcome.equals("–")) {
          cells.add(Arguments.of(trouble, step, Profile.VAULT, outcome));
          if (!step.large && trouble != Trouble.DEAD_SITE) {
            cells.add(Arguments.of(trouble, step, Profile.CAVERN, outcome));
          }
        }
      }
    }
    return cells.stream();
  }

  @ParameterizedTest(name = "{0} at {1}, {2}: {3}")
  @MethodSource("cells")
  @Statement({
    "Whatever goes wrong at whichever step of an upload (table in "
        + "[ERRORS](ERRORS.md)), it ends in the right content or in a state that is told "
        + "and can be mended",
    "An upload whose answer was lost is recognised as our own: no false conflict"
  })
  void endsAsThePageSays(Trouble trouble, Step step, Profile profile, String outcome)
      throws Exception {
    byte[] ours = random(step.large ? 3 * SEGMENT : 900, 2);
    try (ServedRig rig =
        new ServedRig(
            directory,
            demo -> demo,
            profile,
            remote ->
                remote
                    .withStall(Duration.ofMillis(400))
                    .withDeadline(Duration.ofSeconds(2))
                    .withSegments(new Segmenting(2 * SEGMENT, SEGMENT, 100)))) {
      rig.putRemotely(NAME, OLD);
      rig.write(NAME, ours);
      FaultRule rule = arm(rig, trouble, step);
      rig.settle();
      for (int i = 0; i < 30 && isPending(rig); i++) {
        UploadStatus waits = rig.uploads.status().get(0);
        assertThat(waits.state() == UploadState.BACKOFF || outcome.equals("conflict"))
            .as("told while it waits: %s", waits)
            .isTrue();
        rig.server.resume();
        rig.time.advance(Duration.ofMinutes(11));
      }
      assertThat(rule.hits()).as("it did go wrong").isPositive();
      rig.server.resume();
      verify(rig, ours, outcome);
    }
  }

  private static boolean isPending(ServedRig rig) {
    return rig.uploads.status().stream().anyMatch(s -> s.state() != UploadState.FAILED);
  }

  private FaultRule arm(ServedRig rig, Trouble trouble, Step step) {
    Faults faults = rig.server.faults();
    if (step.pass > 0) {
      faults.add(step.method, step.target, step.pass, Fault.delay(Duration.ZERO));
    }
    int count = trouble.lasts() ? Integer.MAX_VALUE : 1;
    return switch (trouble) {
      case REFUSED -> meanwhile(rig, step, Fault.stall(), rig.server::pause);
      case DELETED ->
          meanwhile(rig, step, Fault.stall(), () -> rig.server.space().delete(rig.at(NAME)));
      case REPLACED ->
          meanwhile(rig, step, Fault.stall(), () -> rig.putRemotely(NAME, random(300, 3)));
      case DEAD_SITE ->
          step == Step.NEGOTIATION
              ? faults.add(step.method, step.target, 1, Fault.deadEndpoint())
              : faults.always("*", "/minoc1/", Fault.resetBefore());
      case STALL -> faults.add(step.method, step.target, count, trouble.fault.get(0));
      default -> faults.add(step.method, step.target, count, trouble.fault.get(0));
    };
  }

  /** Something happens while the server holds that request, and a while passes. */
  private static FaultRule meanwhile(ServedRig rig, Step step, Fault stall, Runnable event) {
    FaultRule rule = rig.server.faults().add(step.method, step.target, 1, stall);
    CompletableFuture<Void> unused =
        CompletableFuture.runAsync(
            () -> {
              while (rule.hits() == 0) {
                Thread.onSpinWait();
              }
              rig.httpTime.leap(Duration.ofMillis(1100));
              event.run();
              rule.end();
            });
    return rule;
  }

  private static void verify(ServedRig rig, byte[] ours, String outcome) throws Exception {
    switch (outcome) {
      case "repeated", "other site", "goes on", "sent anew", "later wins" -> {
        assertThat(rig.uploads.status()).isEmpty();
        assertThat(rig.stored(NAME)).isEqualTo(ours);
        assertThat(rig.staging.usage().files()).isZero();
      }
      case "conflict" -> {
        assertThat(rig.uploads.status()).isEmpty();
        assertThat(rig.stored(NAME)).as("theirs").isEqualTo(random(300, 3));
        List<String> beside =
            rig.server.space().snapshot().keySet().stream()
                .filter(path -> path.contains(NAME + ".conflict-testhost-"))
                .toList();
        assertThat(beside).hasSize(1);
        assertThat(rig.server.space().read(beside.get(0))).as("ours").isEqualTo(ours);
      }
      default -> sticks(rig, ours, outcome);
    }
  }

  /** Visible, told once to each handle, recoverable. */
  private static void sticks(ServedRig rig, byte[] ours, String errno) throws Exception {
    UploadStatus status = rig.uploads.status().get(0);
    assertThat(status.state()).isEqualTo(UploadState.FAILED);
    assertThat(status.problem()).isNotNull();
    for (int handles = 0; handles < 2; handles++) {
      OpenedFile open = rig.fs.open(Location.of(NAME), OpenMode.WRITE);
      try {
        FsException told =
            catchThrowableOfType(FsException.class, () -> rig.fs.fsync(open.handle()));
        assertThat(told).as("each handle hears it").isNotNull();
        assertThat(told.reason()).isEqualTo(REASONS.get(errno));
        rig.fs.fsync(open.handle()); // once
      } finally {
        rig.fs.release(open.handle());
      }
    }
    rig.server.faults().clear();
    rig.uploads.retryAll();
    assertThat(rig.uploads.status()).isEmpty();
    assertThat(rig.stored(NAME)).isEqualTo(ours);
  }
}
