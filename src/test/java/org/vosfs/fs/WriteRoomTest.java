package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.VospaceException;

/** Room for unsent bytes: the limit of staging, and the quota of the service. */
class WriteRoomTest {
  private static final int LIMIT = 1000;

  @TempDir Path directory;

  private Rig rig(long limit) throws Exception {
    return new Rig(FakeVospace.Manner.VAULT, directory, UnaryOperator.identity(), limit);
  }

  private static void fails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private static long create(Rig rig, String path) throws FsException {
    return rig.fs.create(Rig.at(path), OpenMode.WRITE, 0644).handle();
  }

  private static void write(Rig rig, long handle, long offset, int length) throws FsException {
    rig.fs.write(handle, offset, ByteBuffer.allocate(length));
  }

  @Test
  @Statement(
      "Beyond `staging-limit` a writer waits while other files are uploaded; when there is none, "
          + "write fails with ENOSPC, and so does the close")
  void writerAloneIsToldThatThereIsNoRoom() throws Exception {
    try (Rig rig = rig(LIMIT)) {
      long handle = create(rig, "/a");
      write(rig, handle, 0, LIMIT);
      fails(Reason.NO_SPACE, () -> write(rig, handle, LIMIT, 1));
      write(rig, handle, 500, 500); // takes no more than before
      fails(Reason.NO_SPACE, () -> rig.fs.flush(handle));
      rig.fs.release(handle);
    }
  }

  @Test
  void uploadOfAnotherFileMakesRoomWithoutItsQuietTime() throws Exception {
    try (Rig rig = rig(LIMIT)) {
      long other = create(rig, "/other");
      write(rig, other, 0, LIMIT);
      rig.fs.flush(other);
      rig.fs.release(other);
      long handle = create(rig, "/a");
      write(rig, handle, 0, LIMIT);
      assertThat(rig.service.content("/other")).hasSize(LIMIT);
      rig.fs.flush(handle);
      rig.fs.release(handle);
      rig.settle();
      assertThat(rig.service.content("/a")).hasSize(LIMIT);
      assertThat(rig.staging.usage().bytes()).isZero();
    }
  }

  @Test
  void sizeBeyondTheLimitIsRefusedAndALesserOneMakesRoom() throws Exception {
    try (Rig rig = rig(LIMIT)) {
      long handle = create(rig, "/a");
      write(rig, handle, 0, 800);
      fails(Reason.NO_SPACE, () -> rig.fs.truncate(handle, LIMIT + 1));
      rig.fs.truncate(handle, 100);
      write(rig, handle, 100, 900);
      fails(Reason.NO_SPACE, () -> write(rig, handle, 5000, 1)); // a hole counts in full
    }
  }

  @Test
  void writerDoesNotWaitForFilesThatHaveFailedForGood() throws Exception {
    try (Rig rig = rig(LIMIT)) {
      rig.service.failNext(r -> r.startsWith("upload "), new VospaceException.Denied("no"));
      rig.write("/failed", "x".repeat(LIMIT));
      rig.settle();
      long handle = create(rig, "/a");
      fails(Reason.NO_SPACE, () -> write(rig, handle, 0, 1));
    }
  }

  @Test
  void writerWaitsForAnUploadThatDoesNotGetOnOnlyUntilTheDeadline() throws Exception {
    try (Rig rig = rig(LIMIT)) {
      long handle = create(rig, "/a");
      rig.write("/stuck", "x".repeat(LIMIT));
      rig.service.setOffline(true);
      rig.settle();
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  write(rig, handle, 0, 1);
                } catch (FsException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      ExecutionException failure = null;
      for (int i = 0; i < 100 && failure == null; i++) {
        rig.time.advance(Duration.ofSeconds(1));
        try {
          writing.get(100, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
          failure = e;
        } catch (java.util.concurrent.TimeoutException e) {
          // not yet
        }
      }
      assertThat(failure)
          .hasRootCauseMessage(
              "unsent files have reached staging-limit (1000 bytes), and no upload of another file "
                  + "makes room");
      rig.service.setOffline(false);
      rig.time.advance(Duration.ofMinutes(5));
      assertThat(rig.service.content("/stuck")).hasSize(LIMIT);
    }
  }

  @Test
  void bytesStagedByAFormerProcessCount() throws Exception {
    try (Rig rig = rig(LIMIT)) {
      rig.write("/a", "x".repeat(700));
      rig.restart();
      assertThat(rig.staging.usage().bytes()).isEqualTo(700);
    }
  }

  private void quota(Rig rig, String path, long quota, long used) {
    rig.service.setProperty(path, NodeProperties.QUOTA, Long.toString(quota));
    rig.service.setProperty(path, NodeProperties.LENGTH, Long.toString(used));
  }

  @Test
  @Statement(
      "A write that cannot be stored within a quota the service has told fails at once, with "
          + "EDQUOT; what is unsent counts, and before a write is refused the service is asked again")
  void writeBeyondAKnownQuotaIsRefusedEarly() throws Exception {
    try (Rig rig = rig(0)) {
      rig.service.mkdirRemotely("/home");
      quota(rig, "/home", 1000, 300);
      rig.list("/");
      rig.write("/home/first", "x".repeat(600));
      long handle = create(rig, "/home/second");
      write(rig, handle, 0, 100);
      fails(Reason.QUOTA, () -> write(rig, handle, 100, 1));
      fails(Reason.QUOTA, () -> rig.fs.flush(handle));
      quota(rig, "/home", 2000, 300);
      rig.time.advance(Duration.ofSeconds(6));
      write(rig, handle, 100, 100);
      rig.fs.release(handle);
    }
  }

  private static void quotaAbove(Rig rig, long quota, long used) {
    rig.service.setQuotaAbove(
        Map.of(
            NodeProperties.QUOTA, Long.toString(quota),
            NodeProperties.LENGTH, Long.toString(used)));
  }

  @Test
  @Statement(
      "The same holds for a quota above the mounted directory, which is looked up when the mount "
          + "begins, and in the background after each 64 MiB written")
  void writeBeyondAQuotaAboveTheMountIsRefusedEarly() throws Exception {
    try (Rig rig = rig(0)) {
      quotaAbove(rig, 1000, 300);
      rig.fs.usage(Rig.at("/")); // as the mount does
      rig.service.clearRequests();
      rig.write("/first", "x".repeat(600));
      long handle = create(rig, "/second");
      write(rig, handle, 0, 100);
      assertThat(rig.service.requests())
          .as("not asked about while there is room")
          .doesNotContain("quotaAbove /");
      fails(Reason.QUOTA, () -> write(rig, handle, 100, 1));
      assertThat(rig.service.requests()).containsOnlyOnce("quotaAbove /");
      quotaAbove(rig, 2000, 300);
      rig.time.advance(Duration.ofSeconds(6));
      write(rig, handle, 100, 100);
      rig.fs.release(handle);
    }
  }

  @Test
  void aQuotaAboveIsLookedUpAgainWhenMuchIsWritten() throws Exception {
    try (Rig rig = rig(0)) {
      quotaAbove(rig, QuotaAbove.LUMP, 0);
      long handle = create(rig, "/f");
      rig.fs.truncate(handle, QuotaAbove.LUMP - 1);
      fails(Reason.QUOTA, () -> rig.fs.truncate(handle, QuotaAbove.LUMP + 1));
      rig.fs.truncate(handle, QuotaAbove.LUMP);
      rig.fs.release(handle);
    }
  }

  @Test
  void contentReplacedByAsMuchNeedsNoMoreQuota() throws Exception {
    try (Rig rig = rig(0)) {
      rig.service.mkdirRemotely("/home");
      quota(rig, "/home", 1000, 1000);
      rig.service.putRemotely("/home/full", new byte[1000]);
      rig.list("/");
      rig.write("/home/full", "x".repeat(1000));
      fails(Reason.QUOTA, () -> rig.write("/home/full", "x".repeat(1001)));
      rig.write("/elsewhere", "x".repeat(1001));
    }
  }
}
