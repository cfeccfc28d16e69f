package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vosfs.fs.PendingFile;
import org.vosfs.http.Origin;
import org.vosfs.http.Silences.Silence;
import org.vosfs.upload.UploadState;
import org.vosfs.upload.UploadStatus;

/** Who waits for uploads is told why they do not go, once for each reason. */
class TroubleTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
  private final AtomicLong now = new AtomicLong();

  private static UploadStatus upload(UploadState state, long pause, @Nullable String problem) {
    return new UploadStatus(1, "/a", state, 0, 0, 10, 1, pause, problem);
  }

  private static JsonNode record(String json) throws IOException {
    return new ObjectMapper().readTree(json);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theProblemIsThatOfTheUploadThatGoesNext() {
    List<UploadStatus> uploads =
        List.of(
            upload(UploadState.BACKOFF, 20 * SECOND, "later"),
            upload(UploadState.BACKOFF, 12 * SECOND, "sooner"),
            upload(UploadState.WAITING, 0, null),
            upload(UploadState.FAILED, 0, "for good"));
    assertThat(Trouble.of(uploads)).contains(new Trouble("sooner", 2, 12 * SECOND));
    assertThat(Trouble.of(uploads.subList(2, 4))).isEmpty();
    assertThat(Trouble.asMap(new Trouble("why", 2, 12 * SECOND + 1)))
        .isEqualTo(Map.of("problem", "why", "repeated", 2, "nextSeconds", 12L));
    assertThat(Trouble.asMap(null)).isEmpty();
  }

  @Test
  void filesThatWillNotGoByThemselvesAreNoTrouble() {
    PendingFile repeated =
        new PendingFile("/a", "staged", true, 1, 0, 0, 3, 5 * SECOND, "refused", Path.of("x"));
    PendingFile failed =
        new PendingFile("/b", "failed: no", false, 1, 0, 0, 1, 0, "no", Path.of("x"));
    assertThat(Trouble.ofPending(List.of(failed, repeated)))
        .contains(new Trouble("refused", 1, 5 * SECOND));
    assertThat(Trouble.ofPending(List.of(failed))).isEmpty();
  }

  @Test
  void aSilentServiceIsToldBeforeTheFirstTryHasGivenUp() {
    List<Silence> silences = List.of(new Silence(new Origin("http", "h", 80), "refused", 0, 0));
    assertThat(Trouble.ofSilence(List.of(), 2)).isEmpty();
    assertThat(Trouble.ofSilence(silences, 2)).contains(new Trouble("refused", 2, 0));
    assertThat(Trouble.ofSilence(silences, 0)).as("nobody waits").isEmpty();
  }

  @Test
  void timesAreToldAsPeopleSayThem() {
    assertThat(Trouble.next(0)).isEqualTo("being tried again");
    assertThat(Trouble.next(59)).isEqualTo("tried again in 59 s");
    assertThat(Trouble.next(125)).isEqualTo("tried again in 2:05 min");
  }

  @Test
  void eachReasonIsToldOnceAndTheNextTryWithEveryLine() throws IOException {
    DrainDisplay display = new DrainDisplay(out, false, now::get);
    display.show(record("{\"files\": 2, \"bytes\": 10}"));
    String refused = "{\"files\": 2, \"bytes\": 10, \"problem\": \"refused\", \"nextSeconds\": %d}";
    for (int second = 0; second < 12; second++) {
      now.addAndGet(SECOND);
      display.show(record(refused.formatted(12 - second)));
    }
    display.show(record("{\"files\": 1, \"bytes\": 5, \"problem\": \"expired\"}"));
    assertThat(said().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("uploading 2 files (10 B)"),
            line ->
                assertThat(line)
                    .startsWith("not uploaded so far: refused. It is tried again")
                    .contains("nothing is lost", "--timeout", "vosfs status"),
            line -> assertThat(line).isEqualTo("uploading 2 files (10 B), tried again in 8 s"),
            line -> assertThat(line).isEqualTo("uploading 2 files (10 B), tried again in 3 s"),
            line -> assertThat(line).startsWith("not uploaded so far: expired. "));
  }

  @Test
  void onATerminalTheReasonStaysAboveTheLineThatMoves() throws IOException {
    DrainDisplay display = new DrainDisplay(out, true, now::get);
    display.show(record("{\"files\": 1, \"bytes\": 10}"));
    display.show(record("{\"files\": 1, \"bytes\": 10, \"problem\": \"refused\"}"));
    display.end();
    String clear = "\r\033[K";
    assertThat(said())
        .startsWith(clear + "uploading 1 file (10 B)" + clear + "not uploaded so far: refused.")
        .endsWith(
            System.lineSeparator() + clear + "uploading 1 file (10 B), being tried again" + clear);
  }
}
