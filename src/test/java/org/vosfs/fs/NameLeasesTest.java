package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who waits for whom when names change while requests are under way. */
class NameLeasesTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final EntryTree tree = new EntryTree();
  private final Entry high = tree.ensure(tree.root(), "high", FileType.DIRECTORY);
  private final Entry low = tree.ensure(high, "low", FileType.DIRECTORY);
  private final Entry file = tree.ensure(low, "file", FileType.FILE);
  private final Entry beside = tree.ensure(tree.root(), "beside", FileType.DIRECTORY);
  private NameLeases leases = new NameLeases(tree, System::nanoTime, LONG);

  /** Takes a lease and gives it back. */
  private interface Taking {
    NameLeases.Lease take() throws FsException;
  }

  /** On a thread of its own that is seen to wait. */
  private FutureTask<Boolean> waiting(Taking taking) {
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              try (NameLeases.Lease lease = taking.take()) {
                return true;
              }
            });
    Thread thread = new Thread(task);
    thread.start();
    Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return task;
  }

  private static void atOnce(Taking taking) throws Exception {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    new Thread(
            () -> {
              try (NameLeases.Lease lease = taking.take()) {
                done.complete(true);
              } catch (FsException | RuntimeException e) {
                done.completeExceptionally(e);
              }
            })
        .start();
    assertThat(done.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private NameLeases.Lease renaming(Entry entry, Entry from, Entry to) throws FsException {
    return leases.take(from, entry.name, to, "other", entry);
  }

  private static void ends(FutureTask<Boolean> task) throws Exception {
    assertThat(task.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** A listing leaves out what is being made; what somebody only looks at is there. */
  @Test
  void whoIsToldOfANameWaitsForItsChangeAndChangesNothing() throws Exception {
    FutureTask<Boolean> told;
    try (NameLeases.Lease making = leases.take(low, "file")) {
      assertThat(leases.isChanging(low, "file")).isTrue();
      told = waiting(() -> leases.settle(low, "file"));
    }
    ends(told);
    try (NameLeases.Lease settling = leases.settle(low, "file")) {
      assertThat(leases.isChanging(low, "file")).isFalse();
    }
  }

  @Test
  void aRenameWaitsForRequestsThatNameWhatIsRenamed() throws Exception {
    FutureTask<Boolean> rename;
    try (NameLeases.Lease removing = leases.take(low, "file")) {
      rename = waiting(() -> renaming(high, tree.root(), tree.root()));
      assertThat(rename).isNotDone();
    }
    ends(rename);
    try (NameLeases.Lease asking = leases.path(file)) {
      rename = waiting(() -> renaming(file, low, low));
    }
    ends(rename);
  }

  @Test
  void requestsBelowWaitForARenameThatRuns() throws Exception {
    FutureTask<Boolean> asking;
    FutureTask<Boolean> removing;
    try (NameLeases.Lease rename = renaming(high, tree.root(), beside)) {
      asking = waiting(() -> leases.path(low));
      removing = waiting(() -> leases.take(low, "file"));
      atOnce(() -> leases.path(beside));
      atOnce(() -> leases.take(tree.root(), "new"));
      try (NameLeases.Lease own = leases.path(high)) { // whoever renames may look at it
        assertThat(own.path()).contains(high.number);
      }
    }
    ends(asking);
    ends(removing);
  }

  @Test
  void renamesBesideEachOtherDoNotWait() throws Exception {
    try (NameLeases.Lease one = renaming(file, low, low)) {
      atOnce(() -> renaming(beside, tree.root(), tree.root()));
      atOnce(() -> leases.path(low));
    }
  }

  @Test
  void whoHasALeaseGoesOnThoughARenameWaits() throws Exception {
    FutureTask<Boolean> rename;
    FutureTask<Boolean> polite;
    try (NameLeases.Lease outer = leases.take(low, "file")) {
      rename = waiting(() -> renaming(high, tree.root(), tree.root()));
      polite = waiting(() -> leases.path(low));
      try (NameLeases.Lease inner = leases.take(low, "another")) {
        assertThat(inner.names()).hasSize(1);
      }
      // A request that hangs keeps the rename waiting, but others below only for a moment.
      ends(polite);
      assertThat(rename).isNotDone();
    }
    ends(rename);
  }

  @Test
  void whoeverWaitsGivesUpAtTheDeadline() throws Exception {
    leases = new NameLeases(tree, System::nanoTime, Duration.ofMillis(50));
    try (NameLeases.Lease rename = renaming(high, tree.root(), beside)) {
      assertThatThrownBy(() -> atOnce(() -> leases.path(low)))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(FsException.class)
          .hasMessageContaining("a rename above it is still running");
    }
    atOnce(() -> leases.path(low));
  }
}
