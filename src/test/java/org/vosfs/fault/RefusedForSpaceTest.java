package org.vosfs.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.NodePath;
import org.vosfs.demo.Fault;
import org.vosfs.demo.Profile;
import org.vosfs.fs.FsException;
import org.vosfs.fs.PendingFile;
import org.vosfs.testing.ServedRig;

/**
 * A service without room for what was written: told, kept, and carried to its end by a person, also
 * where the refused upload has destroyed what stood there (cavern).
 */
class RefusedForSpaceTest {
  private static final String QUOTA = "ivo://ivoa.net/vospace/core#quota";
  private static final byte[] NEW = "more than there is room for".repeat(20).getBytes(UTF_8);

  @TempDir Path directory;

  @SuppressWarnings("NullAway") // made by each test
  private ServedRig rig;

  private void start(Profile profile) throws Exception {
    rig = new ServedRig(directory, UnaryOperator.identity(), profile, UnaryOperator.identity());
  }

  @AfterEach
  void end() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  private void quota(long bytes) {
    rig.server.space().setProperty("/home/demo", QUOTA, Long.toString(bytes));
  }

  private PendingFile only() {
    assertThat(rig.fs.pending(NodePath.ROOT)).hasSize(1);
    return rig.fs.pending(NodePath.ROOT).get(0);
  }

  @Test
  void whatCavernDestroyedIsToldAndRepairedOnceThereIsRoom() throws Exception {
    start(Profile.CAVERN);
    rig.putRemotely("/a", "old".getBytes(UTF_8));
    rig.write("/a", NEW);
    quota(10); // only now: what is known before is refused while it is written
    rig.settle();
    assertThat(only().state()).startsWith("failed: ");
    assertThat(rig.stored("/a")).isEmpty(); // as cavern does it
    rig.restart();
    assertThat(only().state()).startsWith("failed: ");
    quota(1 << 20);
    assertThat(rig.fs.retry(NodePath.ROOT)).isEqualTo(1);
    rig.settle();
    assertThat(rig.stored("/a")).isEqualTo(NEW);
    assertThat(rig.fs.pending(NodePath.ROOT)).isEmpty();
  }

  @Test
  void theNextWriterHearsOfIt() throws Exception {
    start(Profile.CAVERN);
    rig.write("/a", NEW);
    quota(10);
    rig.settle();
    assertThatThrownBy(() -> rig.write("/a", "short".getBytes(UTF_8)))
        .isInstanceOf(FsException.class);
    rig.settle();
    assertThat(rig.stored("/a")).isEqualTo("short".getBytes(UTF_8));
  }

  @Test
  void nothingIsLeftOfANewFileThatIsGivenUp() throws Exception {
    start(Profile.CAVERN);
    rig.write("/new", NEW);
    quota(10);
    rig.settle();
    assertThat(only().state()).startsWith("failed: ");
    assertThat(rig.server.space().exists(rig.at("/new"))).isTrue();
    assertThat(rig.fs.discard(NodePath.of("/new"))).isEqualTo(1);
    assertThat(rig.server.space().exists(rig.at("/new"))).isFalse();
  }

  @Test
  void onVaultNeither() throws Exception {
    start(Profile.VAULT);
    rig.server.faults().always("PUT", ".*", Fault.status(413, "QuotaExceeded limit: 10"));
    rig.write("/new", NEW);
    rig.settle();
    assertThat(only().state()).startsWith("failed: ");
    assertThat(rig.server.space().exists(rig.at("/new"))).isTrue();
    assertThat(rig.fs.discard(NodePath.of("/new"))).isEqualTo(1);
    assertThat(rig.server.space().exists(rig.at("/new"))).isFalse();
  }

  @Test
  void whatAnotherPutThereMeanwhileStays() throws Exception {
    start(Profile.CAVERN);
    rig.write("/new", NEW);
    quota(10);
    rig.settle();
    quota(1 << 20);
    rig.putRemotely("/new", "theirs".getBytes(UTF_8));
    assertThat(rig.fs.discard(NodePath.of("/new"))).isEqualTo(1);
    assertThat(rig.stored("/new")).isEqualTo("theirs".getBytes(UTF_8));
  }
}
