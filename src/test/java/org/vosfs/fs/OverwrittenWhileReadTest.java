package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.NodeProperties;

/** cavern sends from the file that others overwrite meanwhile: a reply may hold both contents. */
class OverwrittenWhileReadTest {
  private static final int MIB = 1 << 20;

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void begin() throws Exception {
    rig = new Rig(FakeVospace.Manner.CAVERN, directory);
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  private static byte[] full(char of, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) of);
    return bytes;
  }

  /** The first step of the reply at or behind that byte. */
  private static Predicate<String> sending(String path, long from) {
    String prefix = "send " + path + " ";
    return moment ->
        moment.startsWith(prefix) && Long.parseLong(moment.substring(prefix.length())) >= from;
  }

  private void assertStale(OpenedFile file, long offset) {
    assertThatThrownBy(() -> rig.read(file.handle(), offset, 10))
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STALE));
  }

  @Test
  void aFileReadWholeWhileItIsOverwrittenIsStaleAndThenNew() throws Exception {
    rig.service.putRemotely("/f", full('1', 2 * MIB));
    OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ);
    rig.service.beforeNext(
        sending("/f", MIB), () -> rig.service.putRemotely("/f", full('2', 2 * MIB)));
    assertStale(file, 0);
    assertStale(file, 2 * MIB - 100);
    rig.fs.release(file.handle());
    assertThat(rig.read("/f")).isEqualTo("2".repeat(MIB));
  }

  @Test
  void whatWasReadBeforeStaysAndWhatComesAfterIsStale() throws Exception {
    int size = 20 * MIB;
    rig.service.putRemotely("/f", full('1', size));
    OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ);
    rig.service.beforeNext(
        sending("/f", HeldBytes.MOST + MIB), () -> rig.service.putRemotely("/f", full('2', size)));
    assertThat(rig.read(file.handle(), 0, 10)).isEqualTo("1".repeat(10));
    assertStale(file, size - 100);
    assertStale(file, size - 100);
    assertThat(rig.read(file.handle(), HeldBytes.MOST / 2, 10)).isEqualTo("1".repeat(10));
    rig.fs.release(file.handle());
    rig.time.advance(Duration.ofSeconds(31));
    OpenedFile again = rig.fs.open(Rig.at("/f"), OpenMode.READ);
    assertThat(rig.read(again.handle(), 0, 10)).isEqualTo("2".repeat(10));
    assertThat(rig.read(again.handle(), size - 100, 10)).isEqualTo("2".repeat(10));
    rig.fs.release(again.handle());
  }

  @Test
  @Statement(
      "A file that others overwrite while it is fetched is never read as part old, part new; "
          + "that costs a request for each 8 MiB (more of them at the beginning), and none where the "
          + "MD5 proves the file")
  void aFileOfTheMd5ThatIsToldCostsNoRequestMore() throws Exception {
    rig.service.putRemotely("/f", full('1', MIB));
    OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ);
    rig.service.clearRequests();
    assertThat(rig.read(file.handle(), 0, 10)).isEqualTo("1".repeat(10));
    assertThat(rig.service.requests()).containsExactly("download /f");
    rig.fs.release(file.handle());
  }

  @Test
  void anOldMd5CostsALookAtTheNode() throws Exception {
    rig.service.putRemotely("/f", full('1', MIB));
    rig.service.setProperty("/f", NodeProperties.MD5, "0".repeat(32));
    OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ);
    rig.service.clearRequests();
    assertThat(rig.read(file.handle(), 0, 10)).isEqualTo("1".repeat(10));
    assertThat(rig.service.requests()).containsExactly("download /f", "node /f");
    rig.fs.release(file.handle());
  }

  @Test
  void aFileRenamedWhileItIsReadIsReadOn() throws Exception {
    int size = HeldBytes.MOST + MIB;
    rig.service.putRemotely("/f", full('1', size));
    OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ);
    rig.service.beforeNext(
        sending("/f", MIB / 2),
        () -> {
          try {
            rig.rename("/f", "/g");
          } catch (FsException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(rig.read(file.handle(), 0, 10)).isEqualTo("1".repeat(10));
    assertThat(rig.read(file.handle(), size - 10, 10)).isEqualTo("1".repeat(10));
    rig.fs.release(file.handle());
    assertThat(rig.list("/")).containsExactly("g");
  }

  @Test
  void aFileThatOthersRemovedCannotBeProven() throws Exception {
    int size = HeldBytes.MOST + MIB;
    rig.service.putRemotely("/f", full('1', size));
    OpenedFile file = rig.fs.open(Rig.at("/f"), OpenMode.READ);
    rig.service.beforeNext(sending("/f", MIB / 2), () -> rig.service.deleteRemotely("/f"));
    assertStale(file, 0);
    rig.fs.release(file.handle());
  }
}
