package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;

/** Listings that run ahead of a walk, and old knowledge shown while it is asked for again. */
class MetadataAheadTest {
  private static final Duration BEYOND_TTL = Duration.ofSeconds(40);
  private static final Duration BEYOND_TWICE = Duration.ofSeconds(70);

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    rig = new Rig(FakeVospace.Manner.VAULT, directory);
    rig.service.mkdirRemotely("/t");
    for (int i = 10; i < 40; i++) {
      rig.service.mkdirRemotely("/t/d" + i);
      rig.service.putRemotely("/t/d" + i + "/f", "x".getBytes(StandardCharsets.UTF_8));
    }
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  private List<String> listed() {
    return rig.service.requests().stream().filter(line -> line.startsWith("list")).toList();
  }

  @Test
  @Statement(
      "A program that walks a tree finds its directories listed already; at most 64 "
          + "are listed ahead")
  void aWalkIsListedAhead() throws FsException {
    rig.list("/t");
    rig.list("/t/d10");
    rig.list("/t/d11");
    List<String> ahead = listed();
    assertThat(ahead).hasSizeBetween(5, 20).contains("list /t/d12", "list /t/d13");
    rig.service.clearRequests();
    rig.holdBackground = true;
    rig.list("/t/d12");
    assertThat(rig.service.requests()).as("came before it was asked for").isEmpty();
    rig.holdBackground = false;
  }

  @Test
  void aWalkListsEveryDirectoryOnce() throws FsException {
    List<String> names = new ArrayList<>(rig.list("/t"));
    for (String name : names) {
      assertThat(rig.list("/t/" + name)).containsExactly("f");
    }
    assertThat(listed()).hasSize(31).doesNotHaveDuplicates();
  }

  @Test
  @Statement("A file whose upload ends while its directory is being listed is in the listing")
  void whatIsStoredWhileItsDirectoryIsListedIsNotMissing() throws Exception {
    rig.list("/t/d10");
    rig.time.advance(BEYOND_TWICE);
    rig.write("/t/d10/new", "x");
    rig.service.beforeNext(moment -> moment.equals("told /t/d10"), rig::settle);
    assertThat(rig.list("/t/d10")).containsExactlyInAnyOrder("f", "new");
    assertThat(rig.service.exists("/t/d10/new")).isTrue();
    assertThat(rig.list("/t/d10")).containsExactlyInAnyOrder("f", "new");
  }

  /** Lists while listings take their time, as they do over a network. */
  private void listSlowly(String path) throws Exception {
    rig.holdBackground = true;
    CompletableFuture<List<String>> names =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return rig.list(path);
              } catch (FsException e) {
                throw new CompletionException(e);
              }
            });
    await()
        .until(
            () -> {
              Runnable task = rig.held.poll();
              if (task != null) {
                task.run();
              }
              return names.isDone() && rig.held.isEmpty();
            });
    assertThat(names.get()).isNotEmpty();
  }

  @Test
  void aWalkGoesOnBelowDirectoriesWhoseListingWasUnderWay() throws Exception {
    rig.service.mkdirRemotely("/t/d10/deep");
    for (int i = 0; i < 9; i++) {
      rig.service.mkdirRemotely("/t/d10/deep/e" + i);
      rig.service.putRemotely("/t/d10/deep/e" + i + "/f", new byte[1]);
    }
    listSlowly("/t");
    listSlowly("/t/d10");
    listSlowly("/t/d10/deep"); // the walk is recognised here, before the children are known
    listSlowly("/t/d10/deep/e0");
    assertThat(listed()).contains("list /t/d10/deep/e1", "list /t/d10/deep/e2");
  }

  @Test
  void lookingAroundListsNothingElse() throws FsException {
    rig.list("/t");
    rig.list("/t/d10");
    rig.list("/t/d10");
    rig.list("/t");
    assertThat(listed()).containsExactly("list /t", "list /t/d10");
  }

  @Test
  void howFarAheadIsBounded() throws FsException {
    for (int i = 100; i < 400; i++) {
      rig.service.mkdirRemotely("/t/e" + i);
    }
    rig.list("/t");
    rig.list("/t/d10");
    rig.list("/t/d11");
    assertThat(listed()).hasSizeLessThan(10);
  }

  @Test
  @Statement(
      "After the TTL, up to twice of it, `stat` and `readdir` show what is known while "
          + "it is asked for again; `open`, `rmdir` and renames never go by it")
  void anOldListingIsShownWhileItIsAskedForAgain() throws FsException {
    rig.list("/t/d10");
    rig.service.putRemotely("/t/d10/new", new byte[1]);
    rig.time.advance(BEYOND_TTL);
    rig.holdBackground = true;
    assertThat(rig.list("/t/d10")).containsExactly("f");
    assertThat(rig.list("/t/d10")).containsExactly("f");
    assertThat(rig.held).as("one refresh for all").hasSize(1);
    rig.held.remove().run();
    assertThat(rig.list("/t/d10")).containsExactly("f", "new");
  }

  @Test
  void beyondTwiceTheTtlNothingOldIsShown() throws FsException {
    rig.list("/t/d10");
    rig.service.putRemotely("/t/d10/new", new byte[1]);
    rig.time.advance(BEYOND_TWICE);
    assertThat(rig.list("/t/d10")).containsExactly("f", "new");
  }

  @Test
  void oldAttributesAreShownWhileTheDirectoryIsListedAgain() throws FsException {
    rig.list("/t/d10");
    rig.service.putRemotely("/t/d10/f", new byte[7]);
    rig.time.advance(BEYOND_TTL);
    rig.holdBackground = true;
    rig.service.clearRequests();
    assertThat(rig.stat("/t/d10/f").size()).isEqualTo(1);
    assertThat(rig.service.requests()).isEmpty();
    rig.held.remove().run();
    assertThat(rig.service.requests()).containsExactly("list /t/d10");
    assertThat(rig.stat("/t/d10/f").size()).isEqualTo(7);
  }

  @Test
  void openNeverGoesByOldAttributes() throws FsException {
    rig.list("/t/d10");
    rig.service.putRemotely("/t/d10/f", "other".getBytes(StandardCharsets.UTF_8));
    rig.time.advance(BEYOND_TTL);
    rig.holdBackground = true;
    assertThat(rig.read("/t/d10/f")).isEqualTo("other");
  }

  @Test
  void anEmptyDirectoryIsNotRemovedByOldKnowledge() throws FsException {
    rig.service.mkdirRemotely("/t/e");
    rig.list("/t/e");
    rig.service.putRemotely("/t/e/new", new byte[1]);
    rig.time.advance(BEYOND_TTL);
    assertThatThrownBy(() -> rig.fs.removeDirectory(Rig.at("/t/e")))
        .isInstanceOf(FsException.class);
    assertThat(rig.service.paths()).extracting(Object::toString).contains("/t/e/new");
  }

  @Test
  void aDirectoryThatFailsIsToldSoAndNotShownShort() throws FsException {
    rig.service.failNext(
        line -> line.equals("list /t/d10"),
        new org.vosfs.vospace.VospaceException.Unavailable("down", null));
    assertThatThrownBy(() -> rig.list("/t/d10")).isInstanceOf(FsException.class);
    assertThat(rig.list("/t/d10")).containsExactly("f");
  }
}
