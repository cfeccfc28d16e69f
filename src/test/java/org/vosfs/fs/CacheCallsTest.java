package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;

class CacheCallsTest {
  private static final int SIZE = 3_000_000;

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    rig = new Rig(FakeVospace.Manner.VAULT, directory);
    byte[] bytes = new byte[SIZE];
    new Random(3).nextBytes(bytes);
    rig.service.mkdirRemotely("/d");
    rig.service.putRemotely("/d/f", bytes);
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  @Test
  void aWarmFileIsReadWithTheServiceGone() throws FsException {
    AtomicLong moved = new AtomicLong();
    assertThat(rig.fs.warm(Rig.at("/d/f"), moved::addAndGet)).isEqualTo(SIZE);
    assertThat(moved.get()).isEqualTo(SIZE);
    rig.service.setOffline(true);
    assertThat(rig.read("/d/f")).isNotEmpty();
  }

  @Test
  void warmingWhatIsCachedAsksForNothing() throws FsException {
    rig.fs.warm(Rig.at("/d/f"), count -> {});
    rig.service.clearRequests();
    assertThat(rig.fs.warm(Rig.at("/d/f"), count -> {})).isEqualTo(SIZE);
    assertThat(rig.service.requests()).isEmpty();
  }

  @Test
  void whatIsAbsentIsToldSo() {
    assertThatThrownBy(() -> rig.fs.warm(Rig.at("/d/none"), count -> {}))
        .isInstanceOf(FsException.class);
  }

  @Test
  void whatIsForgottenIsAskedForAgain() throws FsException {
    rig.list("/d");
    rig.fs.warm(Rig.at("/d/f"), count -> {});
    assertThat(rig.fs.forget(Rig.at("/"))).isEqualTo(1);
    rig.service.putRemotely("/d/f", new byte[7]);
    rig.service.clearRequests();
    assertThat(rig.stat("/d/f").size()).isEqualTo(7);
    assertThat(rig.service.requests()).isNotEmpty();
  }

  @Test
  @Statement(
      "`vosfs forget PATH...` drops cached content and knowledge, never what is not "
          + "uploaded yet")
  void whatIsNotUploadedYetIsNeverForgotten() throws FsException {
    rig.write("/d/mine", "mine");
    rig.write("/d/f", "changed");
    assertThat(rig.fs.forget(Rig.at("/d"))).isZero();
    assertThat(rig.read("/d/mine")).isEqualTo("mine");
    assertThat(rig.read("/d/f")).isEqualTo("changed");
    assertThat(rig.fs.warm(Rig.at("/d/mine"), count -> {})).isZero();
    rig.settle();
    assertThat(rig.service.content("/d/mine")).asString().isEqualTo("mine");
  }

  @Test
  void openFilesGoOnReadingWhatWasForgotten() throws FsException {
    OpenedFile file = rig.fs.open(Rig.at("/d/f"), OpenMode.READ);
    String before = rig.read(file.handle(), 0, SIZE);
    rig.fs.forget(Rig.at("/d"));
    assertThat(rig.read(file.handle(), 0, SIZE)).isEqualTo(before);
    rig.fs.release(file.handle());
  }
}
