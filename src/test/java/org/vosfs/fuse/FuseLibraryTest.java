package org.vosfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.Vosfs;

/** Which library stands between the kernel and vosfs, and what is said when it is not the best. */
class FuseLibraryTest {
  @TempDir Path directory;

  /** A library that is not ours: one of this Java's. */
  private static Path foreign() {
    return Path.of(System.getProperty("java.home", ""), "lib", "libzip.so");
  }

  /** With the native layer in that file it cannot be loaded for the reason; libfuse 2 stands in. */
  private static void standsIn(Optional<Path> file, String reason) throws MountException {
    assertThatThrownBy(() -> FuseLibrary.load(FuseLibrary.Choice.NATIVE, file))
        .isInstanceOf(MountException.class)
        .hasMessageContaining(reason);
    FuseLibrary library = FuseLibrary.load(FuseLibrary.Choice.AUTO, file);
    assertThat(library.isAnchored()).isFalse();
    assertThat(library.name()).startsWith("libfuse.so.2 (").contains(reason);
  }

  @Test
  void oneThatIsNotThere() throws MountException {
    standsIn(Optional.empty(), "the native layer is not installed; build it with: make -C native");
    standsIn(Optional.of(directory.resolve("absent")), "absent");
  }

  @Test
  void oneOfAnotherVersion() throws MountException {
    standsIn(Optional.of(foreign()), "belongs to another version of vosfs");
  }

  /** What bears the name of libfuse 2 would be taken for it from then on. */
  @Test
  void bothCanBeLoaded() throws MountException {
    Vosfs.assumeNativeLayer();
    Optional<Path> ours = Optional.of(Vosfs.nativeLayer());
    assertThat(FuseLibrary.load(FuseLibrary.Choice.AUTO, ours).name()).startsWith("native (");
    assertThat(FuseLibrary.load(FuseLibrary.Choice.SYSTEM, ours).name()).isEqualTo("libfuse.so.2");
  }

  @Test
  void oneThatIsNoLibrary() throws Exception {
    standsIn(Optional.of(Files.writeString(directory.resolve("text"), "text")), "cannot load");
  }

  @Test
  void oneThatOthersMayChange() throws Exception {
    Path open = Files.createDirectory(directory.resolve("open"));
    Path file = Files.copy(foreign(), open.resolve("libfuse.so.99"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    standsIn(Optional.of(file), open.toRealPath() + " is writable by everybody");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    standsIn(Optional.of(file), "it is writable by everybody");
  }

  @Test
  void nothingIsExplainedToWhoChoseLibfuse2() throws MountException, IOException {
    Optional<Path> any = Optional.of(Files.createFile(directory.resolve("any")));
    assertThat(FuseLibrary.load(FuseLibrary.Choice.SYSTEM, any).name()).isEqualTo("libfuse.so.2");
  }
}
