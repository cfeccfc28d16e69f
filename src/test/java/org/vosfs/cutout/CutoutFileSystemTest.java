package org.vosfs.cutout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.fits.CutoutSpec;
import org.vosfs.fits.TinyFits;
import org.vosfs.fs.AttributeMode;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;
import org.vosfs.fs.RenameMode;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.VospaceException;

/** Parts of FITS files over a filesystem without a mount, and a service that may cut. */
class CutoutFileSystemTest {
  private static final int BLOCK = 2880;
  private static final String PART = "/img.fits[1][5:6,7:8]";

  @TempDir Path directory;
  private Rig rig;
  private Service service = (file, spec, to) -> false;
  private final List<String> asked = new ArrayList<>();
  private CutoutFileSystem fs;
  private Cutouts cutouts;

  @BeforeEach
  void start() throws IOException {
    rig = new Rig(FakeVospace.Manner.VAULT, directory.resolve("rig"));
    rig.service.putRemotely(
        "/img.fits", TinyFits.of().image("SCI", 1, 100, 80).sky(10, 20, 60, 50).bytes());
    mount(1 << 20, 0);
  }

  private void mount(long limit, long floor) throws IOException {
    cutouts =
        new Cutouts(
            rig.fs,
            this::serve,
            new Cutouts.Settings(
                directory.resolve("cutouts"), limit, floor, Duration.ofSeconds(30)),
            Runnable::run);
    fs = new CutoutFileSystem(rig.fs, cutouts);
  }

  private boolean serve(Location file, CutoutSpec spec, OutputStream to) throws VospaceException {
    asked.add(spec.text());
    return service.cut(file, spec, to);
  }

  @AfterEach
  void end() throws Exception {
    cutouts.close();
    rig.close();
  }

  private static void fails(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FsException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private byte[] read(String path) throws FsException {
    OpenedFile file = fs.open(Rig.at(path), OpenMode.READ);
    try {
      ByteBuffer into = ByteBuffer.allocate(100 * BLOCK);
      int count = fs.read(file.handle(), 0, into);
      return java.util.Arrays.copyOf(into.array(), count);
    } finally {
      fs.release(file.handle());
    }
  }

  private static Service answering(byte[] bytes) {
    return (file, spec, to) -> {
      try {
        to.write(bytes);
      } catch (IOException e) {
        throw new VospaceException.Local(e);
      }
      return true;
    };
  }

  private static byte[] image(int... axes) {
    return TinyFits.of(axes).bytes();
  }

  @Test
  void aPartIsAFileThatNoDirectoryLists() throws Exception {
    assertThat(fs.attributes(Rig.at(PART)).size()).isEqualTo(2 * BLOCK);
    assertThat(TinyFits.pixels(read(PART), 4)).containsExactly(604, 605, 704, 705);
    List<String> names = new ArrayList<>();
    long handle = fs.openDirectory(Rig.at("/"));
    fs.readDirectory(handle, 0, (name, number, type, next) -> names.add(name));
    fs.releaseDirectory(handle);
    assertThat(names).contains("img.fits").noneMatch(name -> name.contains("["));
    assertThat(read("/img.fits")).isEqualTo(rig.service.content("/img.fits"));
    assertThat(fs.extendedNames(Rig.at(PART))).isEmpty();
    assertThat(fs.usage(Rig.at(PART))).isEqualTo(rig.fs.usage(Rig.at("/")));
    assertThat(fs.absentFor(Rig.at("/img.fits[2]"))).isZero();
  }

  @Test
  void aPartIsKnownByItsNumber() throws Exception {
    Attributes part = fs.attributes(Rig.at(PART));
    Location numbered = new Location(part.number(), org.vosfs.base.NodePath.ROOT);
    assertThat(fs.attributes(numbered)).isEqualTo(part);
    assertThat(fs.known(part.number())).isEmpty();
    OpenedFile open = fs.open(numbered, OpenMode.READ);
    assertThat(fs.attributes(open.handle())).isEqualTo(part);
    assertThat(fs.localFile(open.handle())).isEmpty();
    fs.flush(open.handle());
    fs.fsync(open.handle());
    fs.release(open.handle());
    fails(Reason.BAD_HANDLE, () -> fs.read(open.handle(), 0, ByteBuffer.allocate(1)));
    rig.service.putRemotely("/img.fits", image(3, 3));
    rig.time.advance(Duration.ofMinutes(2));
    fails(Reason.STALE, () -> fs.attributes(numbered));
  }

  @Test
  void aPartCannotBeChanged() throws Exception {
    Location part = Rig.at(PART);
    fails(Reason.READ_ONLY, () -> fs.open(part, OpenMode.WRITE));
    fails(Reason.READ_ONLY, () -> fs.truncate(part, 0));
    fails(Reason.READ_ONLY, () -> fs.unlink(part));
    fails(Reason.READ_ONLY, () -> fs.rename(part, Rig.at("/x"), RenameMode.REPLACE));
    fails(Reason.READ_ONLY, () -> fs.setPermissions(part, 0600));
    fails(
        Reason.READ_ONLY,
        () -> fs.setExtended(part, "user.vos.title", new byte[1], AttributeMode.ANY));
    fails(Reason.READ_ONLY, () -> fs.access(part, 2));
    fs.access(part, 4);
    fails(Reason.NOT_DIRECTORY, () -> fs.openDirectory(part));
    fails(Reason.INVALID, () -> fs.readLink(part));
    fails(Reason.NO_DATA, () -> fs.extended(part, "user.vos.title"));
    OpenedFile open = fs.open(part, OpenMode.READ);
    fails(Reason.BAD_HANDLE, () -> fs.write(open.handle(), 0, ByteBuffer.allocate(1)));
    fails(Reason.INVALID, () -> fs.truncate(open.handle(), 0));
    fs.release(open.handle());
  }

  @Test
  void whatReallyHasTheNameWins() throws Exception {
    rig.service.putRemotely("/img.fits=5B1=5D", "real".getBytes(StandardCharsets.UTF_8));
    assertThat(read("/img.fits[1]")).asString(StandardCharsets.UTF_8).isEqualTo("real");
    fs.unlink(Rig.at("/img.fits[1]"));
    assertThat(rig.service.exists("/img.fits=5B1=5D")).isFalse();
  }

  @Test
  @Statement(
      "A part of more than `cutout-size` bytes is EFBIG, before a pixel is read; what the service "
          + "sends is cut off there")
  void largerThanAllowedIsTooBig() throws Exception {
    cutouts.close();
    mount(3 * BLOCK, 0);
    assertThat(read(PART)).hasSize(2 * BLOCK);
    rig.service.clearRequests();
    fails(Reason.TOO_BIG, () -> fs.attributes(Rig.at("/img.fits[1]")));
    fails(Reason.TOO_BIG, () -> fs.attributes(Rig.at("/img.fits[1][*,*]")));
    service = answering(new byte[4 * BLOCK]);
    fails(Reason.TOO_BIG, () -> fs.attributes(Rig.at("/img.fits[1][1:2,1:2]")));
    service = (file, spec, to) -> false;
    assertThat(read("/img.fits[1][1:2,1:2]")).as("a failure is not kept").hasSize(2 * BLOCK);
  }

  @Test
  void nearTheFloorThereIsNoSpace() throws Exception {
    cutouts.close();
    mount(1 << 20, Long.MAX_VALUE);
    fails(Reason.NO_SPACE, () -> fs.attributes(Rig.at(PART)));
    assertThat(fs.attributes(Rig.at("/img.fits")).size()).isPositive();
  }

  @Test
  void whatHadToGoForOthersIsMadeAgain() throws Exception {
    cutouts.close();
    mount(4 * BLOCK, 0);
    OpenedFile open = fs.open(Rig.at(PART), OpenMode.READ);
    assertThat(read("/img.fits[1][1:1,1:1]")).hasSize(2 * BLOCK);
    assertThat(read("/img.fits[1][2:2,1:1]")).hasSize(2 * BLOCK);
    ByteBuffer into = ByteBuffer.allocate(4 * BLOCK);
    assertThat(fs.read(open.handle(), 0, into)).as("still open").isEqualTo(2 * BLOCK);
    fs.release(open.handle());
    asked.clear();
    assertThat(TinyFits.pixels(read(PART), 1)).containsExactly(604);
    assertThat(asked).as("made again").hasSize(1);
    assertThat(TinyFits.pixels(read(PART), 1)).containsExactly(604);
    assertThat(asked).as("and kept").hasSize(1);
  }

  @Test
  void whatTheServiceCutsIsBelievedWhenItIsAsPlanned() throws Exception {
    byte[] right = image(2, 2);
    service = answering(right);
    assertThat(read("/img.fits[1][1:2,1:2]")).isEqualTo(right);
    service = answering(image(2, 3));
    assertThat(TinyFits.pixels(read(PART), 4)).containsExactly(604, 605, 704, 705);
    service = answering("<html>try later</html>".getBytes(StandardCharsets.UTF_8));
    assertThat(TinyFits.pixels(read("/img.fits[1][5:5,7:7]"), 1)).containsExactly(604);
    service =
        (file, spec, to) -> {
          throw new VospaceException.Unavailable("nobody answers", null);
        };
    assertThat(TinyFits.pixels(read("/img.fits[1][6:6,7:7]"), 1)).containsExactly(605);
  }

  @Test
  void thereIsNoPartOfWhatIsNoImage() throws Exception {
    rig.service.putRemotely("/text.fits", "no FITS".getBytes(StandardCharsets.UTF_8));
    rig.service.mkdirRemotely("/dir.fits");
    fails(Reason.NO_ENTRY, () -> fs.attributes(Rig.at("/img.fits[7]")));
    fails(Reason.INVALID, () -> fs.attributes(Rig.at("/img.fits[1][2000:2001,*]")));
    fails(Reason.INVALID, () -> fs.attributes(Rig.at("/img.fits(200,-20,0.1)")));
    fails(Reason.INVALID, () -> fs.attributes(Rig.at("/text.fits[0]")));
    fails(Reason.NO_ENTRY, () -> fs.attributes(Rig.at("/dir.fits[0]")));
    fails(Reason.NO_ENTRY, () -> fs.attributes(Rig.at("/none.fits[0]")));
    fails(Reason.NO_ENTRY, () -> fs.attributes(Rig.at("/img.txt[0]")));
    fails(Reason.NO_ENTRY, () -> fs.attributes(Rig.at("/img.fits[x:y]")));
    fails(Reason.NO_ENTRY, () -> fs.unlink(Rig.at("/none.fits[0]")));
  }
}
