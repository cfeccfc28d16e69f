package org.vosfs.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.fs.FsException;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

/** When which file is sent, seen through a filesystem whose time the test moves. */
class UploadQueueTest {
  @TempDir Path directory;

  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(FakeVospace.Manner.VAULT, directory);
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  private long uploads() {
    return rig.service.requests().stream().filter(r -> r.startsWith("upload ")).count();
  }

  @Test
  void nothingIsSentBeforeTheQuietTimeIsOver() throws Exception {
    rig.write("/a", "1");
    rig.time.advance(Duration.ofMillis(999));
    assertThat(uploads()).isZero();
    rig.time.advance(Duration.ofMillis(1));
    assertThat(uploads()).isEqualTo(1);
  }

  @Test
  void rewritingPutsTheUploadOff() throws Exception {
    for (int i = 0; i < 5; i++) {
      rig.write("/a", "version " + i);
      rig.time.advance(Duration.ofMillis(600));
    }
    assertThat(uploads()).isZero();
    rig.settle();
    assertThat(uploads()).isEqualTo(1);
    assertThat(rig.service.content("/a")).isEqualTo("version 4".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @Statement(
      "Content that was being sent when its file was written anew arrives before its successor, "
          + "never after it")
  void contentUnderWayArrivesBeforeItsSuccessor() throws Exception {
    rig.write("/a", "first");
    rig.service.beforeNext(
        request -> request.equals("uploaded /a"), // read, and not stored yet
        () -> {
          write("/a", "second");
          rig.settle();
          rig.settle();
        });
    rig.settle();
    rig.settle();
    assertThat(rig.service.content("/a")).isEqualTo("second".getBytes(StandardCharsets.UTF_8));
    assertThat(rig.service.paths()).containsExactly("/a");
    assertThat(rig.uploads.status()).isEmpty();
  }

  private void write(String path, String text) {
    try {
      rig.write(path, text);
    } catch (FsException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anOpenWriterHoldsTheUploadBack() throws Exception {
    OpenedFile file = rig.fs.create(Rig.at("/a"), OpenMode.WRITE, 0644);
    rig.fs.write(file.handle(), 0, Rig.bytes("x"));
    rig.fs.flush(file.handle());
    rig.time.advance(Duration.ofHours(1));
    assertThat(uploads()).isZero();
    rig.fs.release(file.handle());
    rig.settle();
    assertThat(uploads()).isEqualTo(1);
  }

  @Test
  void hurryingSendsAtOnce() throws Exception {
    rig.write("/a", "1");
    rig.uploads.hurry();
    assertThat(uploads()).isEqualTo(1);
    assertThat(rig.uploads.progress()).isEqualTo(new UploadProgress(0, 0, 0, 1));
  }

  @Test
  void aHeldPartOfTheTreeWaitsAndTheRestGoesOn() throws Exception {
    rig.fs.makeDirectory(Rig.at("/d"), 0755);
    rig.write("/d/held", "1");
    rig.write("/free", "2");
    UploadQueue.Hold hold = rig.uploads.hold(NodePath.of("/d"), Duration.ofSeconds(1));
    assertThat(hold).isNotNull();
    rig.time.advance(Duration.ofMinutes(1));
    assertThat(rig.service.paths()).containsExactly("/d", "/free");
    if (hold != null) {
      hold.close();
    }
    assertThat(rig.service.paths()).containsExactly("/d", "/d/held", "/free");
  }

  @Test
  void aPassingFailureIsRepeatedWithGrowingPauses() throws Exception {
    for (int i = 0; i < 4; i++) {
      rig.service.failNext(
          r -> r.startsWith("upload "), new VospaceException.Unavailable("reset", null));
    }
    rig.write("/a", "1");
    rig.settle();
    assertThat(rig.uploads.status())
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.state()).isEqualTo(UploadState.BACKOFF);
              assertThat(status.problem()).contains("reset");
              assertThat(status.path()).isEqualTo("/a");
              assertThat(Duration.ofNanos(status.pause()))
                  .as("until the next try")
                  .isPositive()
                  .isLessThan(Duration.ofMinutes(2));
            });
    rig.time.advance(Duration.ofSeconds(1));
    long early = uploads();
    rig.time.advance(Duration.ofMinutes(1));
    rig.time.advance(Duration.ofMinutes(1));
    rig.time.advance(Duration.ofMinutes(1));
    assertThat(early).isLessThan(uploads());
    assertThat(rig.uploads.status()).isEmpty();
  }

  @Test
  void aLastingFailureWaitsForAPersonAndThenGoes() throws Exception {
    rig.service.failNext(r -> r.startsWith("upload "), new VospaceException.Denied("no rights"));
    rig.write("/a", "1");
    rig.settle();
    rig.time.advance(Duration.ofDays(1));
    assertThat(uploads()).isEqualTo(1);
    assertThat(rig.uploads.progress().failed()).isEqualTo(1);
    rig.uploads.hurry();
    assertThat(uploads()).isEqualTo(1);
    rig.uploads.retryAll();
    assertThat(rig.service.paths()).containsExactly("/a");
    assertThat(rig.uploads.progress().failed()).isZero();
  }

  @Test
  void aFailedFileIsSentAgainOnceItIsRewritten() throws Exception {
    rig.service.failNext(r -> r.startsWith("upload "), new VospaceException.Denied("no rights"));
    rig.write("/a", "1");
    rig.settle();
    // The next close is told of the earlier failure; what it wrote is taken and sent all the same.
    assertThatThrownBy(() -> rig.write("/a", "2")).hasMessageContaining("no rights");
    rig.settle();
    assertThat(rig.service.content("/a")).isEqualTo("2".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theServiceIsLookedAtAgainWhenAbsenceIsOldKnowledge() throws Exception {
    rig.list("/"); // from here on the name is known to be absent
    rig.write("/a", "ours");
    rig.service.setOffline(true);
    rig.settle();
    rig.service.setOffline(false);
    rig.service.putRemotely("/a", "theirs".getBytes(StandardCharsets.UTF_8));
    rig.time.advance(Duration.ofMinutes(10));
    rig.settle();
    assertThat(rig.service.content("/a")).isEqualTo("theirs".getBytes(StandardCharsets.UTF_8));
    assertThat(rig.service.paths()).hasSize(2);
  }

  @Test
  void oneListingTellsOfManyNamesWhoseAbsenceIsOldKnowledge() throws Exception {
    rig.fs.makeDirectory(Rig.at("/d"), 0755);
    UploadQueue.Hold hold = rig.uploads.hold(NodePath.of("/d"), Duration.ofSeconds(1));
    assertThat(hold).isNotNull();
    for (int i = 0; i < 30; i++) {
      rig.write("/d/f" + i, "ours " + i);
    }
    rig.time.advance(Duration.ofMinutes(10));
    rig.service.putRemotely("/d/f20", "theirs".getBytes(StandardCharsets.UTF_8));
    int before = rig.service.requests().size();
    if (hold != null) {
      hold.close();
    }
    rig.settle();
    List<String> after = rig.service.requests().subList(before, rig.service.requests().size());
    assertThat(after).filteredOn(r -> r.startsWith("list /d")).hasSize(1);
    assertThat(after).filteredOn(r -> r.startsWith("node /d/f")).hasSizeLessThan(8);
    assertThat(rig.service.content("/d/f20")).isEqualTo("theirs".getBytes(StandardCharsets.UTF_8));
    assertThat(rig.service.content("/d/f29")).isEqualTo("ours 29".getBytes(StandardCharsets.UTF_8));
    assertThat(rig.service.paths()).hasSize(1 + 30 + 1);
  }

  /** Between the moment a name goes and the one in which its upload is called off. */
  @Test
  void anUploadWhoseNameIsGoneIsOverAndNoFailure() throws Exception {
    StagedFile staged = rig.staging.create(StagedFacts.newFile(7, NodePath.of("/gone")));
    Nameless item = new Nameless(staged, new ArrayList<>());
    rig.uploads.submit(item);
    rig.settle();
    assertThat(item.problems()).isEmpty();
    assertThat(rig.uploads.status()).isEmpty();
  }

  private record Nameless(StagedFile staged, List<String> problems) implements UploadItem {
    @Override
    public NodePath path() throws IOException {
      throw new IOException("the name is gone");
    }

    @Override
    public void complete() {}

    @Override
    public @Nullable Version base() {
      return null;
    }

    @Override
    public boolean isKnownAbsent() {
      return false;
    }

    @Override
    public boolean isOwnEarlier(Version told) {
      return false;
    }

    @Override
    public Version versionOf(Node.Data node) {
      throw new AssertionError("nothing is asked for a file without a name");
    }

    @Override
    public boolean stored(Stored stored, long generation, StagedFacts sent) {
      throw new AssertionError("nothing is sent of a file without a name");
    }

    @Override
    public void conflict(Node theirs) {
      throw new AssertionError("nothing is asked for a file without a name");
    }

    @Override
    public void failed(Exception cause, String problem) {
      problems.add(problem);
    }
  }
}
