package org.vosfs.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.VospaceException;

/** Nodes that somebody locked on the service. */
class LocksTest {
  private static final String LOCK = "user.vos.islocked";

  @TempDir Path directory;

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FsException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.NOT_PERMITTED));
  }

  private static void lock(Rig rig, String path, boolean locked) {
    rig.service.setProperty(path, NodeProperties.IS_LOCKED, Boolean.toString(locked));
    rig.time.advance(Duration.ofMinutes(2)); // nothing that is known is fresh
  }

  private static Rig rig(Manner manner, Path directory) throws Exception {
    Rig rig =
        new Rig(manner, directory)
            .with("/d/", "/d/empty/", "/other/")
            .with("/d/f=old", "/d/g=beside", "/other/h=elsewhere");
    rig.list("/");
    rig.list("/d");
    return rig;
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A locked file is not written, truncated, removed, renamed or replaced (EPERM), by its owner "
          + "neither; it is read, and what is beside it is free")
  void aLockedFile(Manner manner) throws Exception {
    try (Rig rig = rig(manner, directory)) {
      lock(rig, "/d/f", true);
      refused(() -> rig.write("/d/f", "new"));
      refused(() -> rig.fs.open(Rig.at("/d/f"), OpenMode.WRITE));
      refused(() -> rig.fs.truncate(Rig.at("/d/f"), 1));
      refused(() -> rig.fs.access(Rig.at("/d/f"), 2));
      refused(() -> rig.fs.unlink(Rig.at("/d/f")));
      refused(() -> rig.rename("/d/f", "/d/moved"));
      refused(() -> rig.rename("/d/f", "/other/f"));
      refused(() -> rig.rename("/d/g", "/d/f"));
      rig.write("/unsent", "saved");
      refused(() -> rig.rename("/unsent", "/d/f"));
      assertThat(rig.read("/d/f")).isEqualTo("old");
      assertThat(rig.service.content("/d/f")).isEqualTo("old".getBytes(UTF_8));
      rig.write("/d/g", "free");
      rig.write("/d/new", "free");
      rig.rename("/d/new", "/d/newer");
      rig.fs.unlink(Rig.at("/d/newer"));
      lock(rig, "/d/f", false);
      rig.write("/d/f", "new");
      rig.settle();
      assertThat(rig.service.content("/d/f")).isEqualTo("new".getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "In a locked directory nothing is made, removed or renamed, and the directory itself is neither "
          + "removed nor renamed (EPERM); it is listed, and its files are read and overwritten")
  void aLockedDirectory(Manner manner) throws Exception {
    try (Rig rig = rig(manner, directory)) {
      lock(rig, "/d", true);
      refused(() -> rig.write("/d/new", "x"));
      refused(() -> rig.fs.makeDirectory(Rig.at("/d/sub"), 0755));
      refused(() -> rig.fs.makeLink(Rig.at("/d/link"), "f"));
      refused(() -> rig.fs.unlink(Rig.at("/d/f")));
      refused(() -> rig.fs.removeDirectory(Rig.at("/d/empty")));
      refused(() -> rig.rename("/d/f", "/d/moved"));
      refused(() -> rig.rename("/d/f", "/other/f"));
      refused(() -> rig.rename("/other/h", "/d/h"));
      refused(() -> rig.rename("/other/h", "/d/f"));
      refused(() -> rig.rename("/d", "/renamed"));
      assertThat(rig.list("/d")).containsExactly("empty", "f", "g");
      rig.write("/d/f", "overwritten");
      rig.settle();
      assertThat(rig.read("/d/f")).isEqualTo("overwritten");
      lock(rig, "/d/empty", true);
      refused(() -> rig.fs.removeDirectory(Rig.at("/d/empty")));
      lock(rig, "/d", false);
      refused(() -> rig.fs.removeDirectory(Rig.at("/d/empty")));
      rig.fs.makeDirectory(Rig.at("/d/sub"), 0755);
      assertThat(rig.service.paths())
          .containsExactlyInAnyOrder(
              "/d", "/d/empty", "/d/f", "/d/g", "/d/sub", "/other", "/other/h");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A lock that this mount has not heard of yet is told apart from a lack of rights when the "
          + "service refuses: EPERM, not EACCES")
  void aLockNobodyToldOf(Manner manner) throws Exception {
    try (Rig rig = rig(manner, directory)) {
      rig.service.setProperty("/d", NodeProperties.IS_LOCKED, "true");
      List<ThrowingCallable> changes =
          List.of(
              () -> rig.fs.makeDirectory(Rig.at("/d/sub"), 0755),
              () -> rig.fs.unlink(Rig.at("/d/f")),
              () -> rig.rename("/d/f", "/d/moved"));
      for (ThrowingCallable change : changes) {
        refused(change);
      }
      lock(rig, "/d", false);
      rig.service.failNext(r -> r.startsWith("delete"), new VospaceException.Denied("refused"));
      assertThatThrownBy(() -> rig.fs.unlink(Rig.at("/d/f")))
          .isInstanceOfSatisfying(
              FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "A file that is locked while its change waits for the upload keeps both contents: the change "
          + "stays unsent, EPERM at the next fsync, and `vosfs retry` sends it once the lock is gone")
  void aLockWhileTheUploadWaits(Manner manner) throws Exception {
    try (Rig rig = rig(manner, directory)) {
      long handle = rig.fs.open(Rig.at("/d/f"), OpenMode.READ_WRITE).handle();
      rig.fs.write(handle, 0, ByteBuffer.wrap("NEW".getBytes(UTF_8)));
      rig.fs.flush(handle);
      rig.service.setProperty("/d/f", NodeProperties.IS_LOCKED, "true");
      rig.fs.release(handle);
      rig.settle();
      assertThat(rig.service.content("/d/f")).isEqualTo("old".getBytes(UTF_8));
      assertThat(rig.fs.pending(org.vosfs.base.NodePath.ROOT))
          .singleElement()
          .satisfies(file -> assertThat(file.problem()).contains("take the lock away"));
      rig.service.setProperty("/d/f", NodeProperties.IS_LOCKED, "false");
      rig.fs.retry(org.vosfs.base.NodePath.ROOT);
      rig.settle();
      assertThat(rig.service.content("/d/f")).isEqualTo("NEW".getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "`user.vos.islocked` locks and unlocks where the service has locks (vault); elsewhere setting "
          + "it is EOPNOTSUPP (cavern)")
  void theAttribute(Manner manner) throws Exception {
    try (Rig rig = rig(manner, directory)) {
      byte[] yes = "true".getBytes(UTF_8);
      if (manner == Manner.CAVERN) {
        assertThatThrownBy(() -> rig.fs.setExtended(Rig.at("/d/f"), LOCK, yes, AttributeMode.ANY))
            .isInstanceOfSatisfying(
                FsException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
        rig.write("/d/f", "free");
        return;
      }
      for (String path : List.of("/d/f", "/d")) {
        rig.fs.setExtended(Rig.at(path), LOCK, yes, AttributeMode.ANY);
        assertThat(rig.fs.extended(Rig.at(path), LOCK)).isEqualTo(yes);
        refused(() -> rig.fs.unlink(Rig.at("/d/f")));
        rig.fs.setExtended(Rig.at(path), "user.vos.title", yes, AttributeMode.ANY);
        rig.fs.removeExtended(Rig.at(path), LOCK);
        assertThat(rig.fs.extended(Rig.at(path), LOCK)).isEqualTo("false".getBytes(UTF_8));
      }
      rig.fs.unlink(Rig.at("/d/f"));
    }
  }
}
