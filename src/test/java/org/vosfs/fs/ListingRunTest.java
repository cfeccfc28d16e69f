package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vosfs.testing.FakeTime;
import org.vosfs.testing.Statement;

@Timeout(30)
class ListingRunTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

  private final FakeTime time = new FakeTime();
  private final ListingRun run = new ListingRun(time);

  private static Entry entry(long number) {
    return new Entry(number, FileType.FILE, null, "e" + number);
  }

  @Test
  void rowsAreReadBeforeTheListingEnds() throws Exception {
    run.add("a", entry(2));
    run.add("b", entry(3));
    assertThat(run.from(0, true, PATIENCE))
        .extracting(ListingRun.Row::name)
        .containsExactly("a", "b");
    assertThat(run.from(2, false, PATIENCE)).isEmpty();
    CompletableFuture<String> third =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return run.from(2, true, PATIENCE).get(0).name();
              } catch (FsException e) {
                return String.valueOf(e.getMessage());
              }
            });
    run.add("c", entry(4));
    assertThat(third.get()).isEqualTo("c");
  }

  @Test
  void aNameComesOnce() throws Exception {
    run.add("a", entry(2));
    run.add("a", entry(5));
    run.end(null);
    assertThat(run.from(0, true, PATIENCE)).hasSize(1);
    assertThat(run.from(1, true, PATIENCE)).isEmpty();
    assertThat(run.allNames(PATIENCE)).containsExactly("a");
  }

  @Test
  @Statement(
      "A directory is read while its listing still comes; a listing that breaks off is "
          + "an error, never a short directory")
  void aFailureIsToldBehindTheRowsThatCame() throws Exception {
    run.add("a", entry(2));
    run.end(new FsException(Reason.IO, "broken off"));
    assertThat(run.from(0, true, PATIENCE)).hasSize(1);
    assertThatThrownBy(() -> run.from(1, true, PATIENCE)).hasMessage("broken off");
    assertThatThrownBy(() -> run.from(1, false, PATIENCE)).hasMessage("broken off");
    assertThatThrownBy(() -> run.allNames(PATIENCE)).hasMessage("broken off");
  }

  @Test
  void oldNamesAreShownButNoGroundForDecisions() throws Exception {
    run.add("a", entry(2));
    run.isOld(new FsException(Reason.IO, "nobody answers"));
    run.end(null);
    assertThat(run.from(0, true, PATIENCE)).hasSize(1);
    assertThat(run.from(1, true, PATIENCE)).isEmpty();
    assertThatThrownBy(() -> run.allNames(PATIENCE)).hasMessage("nobody answers");
  }

  @Test
  void whoWaitsGivesUpWhenNothingComes() {
    time.advance(java.time.Duration.ofSeconds(31));
    assertThatThrownBy(() -> run.from(0, true, PATIENCE))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
  }
}
