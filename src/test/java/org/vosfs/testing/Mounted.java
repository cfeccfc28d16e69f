package org.vosfs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.vosfs.fs.FileSystem;
import org.vosfs.fuse.FuseLibrary;
import org.vosfs.fuse.FuseMount;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.MountSettings;
import org.vosfs.fuse.ProcessOwner;
import org.vosfs.fuse.Unmounter;

/**
 * A mount for the time of a test: closing it unmounts, lazily as a last resort, in which case the
 * test fails. Needs /dev/fuse; without it the test is skipped and says so.
 */
public final class Mounted implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final FuseMount mount;

  private Mounted(FuseMount mount) {
    this.mount = mount;
  }

  /** Mounts {@code files} at the existing directory {@code place}, with default settings. */
  public static Mounted at(Path place, FileSystem files) throws IOException, MountException {
    return with(settings(place), files);
  }

  public static Mounted with(MountSettings settings, FileSystem files) throws MountException {
    assumeFuse();
    FuseMount mount = FuseMount.create(files, settings, library(), surroundings());
    mount.open();
    return new Mounted(mount);
  }

  /** On the native layer, whatever the tests run with. */
  public static Mounted natively(MountSettings settings, FileSystem files) throws MountException {
    FuseLibrary library =
        FuseLibrary.load(FuseLibrary.Choice.NATIVE, Optional.of(Vosfs.nativeLayer()));
    FuseMount mount = FuseMount.create(files, settings, library, surroundings());
    mount.open();
    return new Mounted(mount);
  }

  /** The library that the tests run with: see {@link Vosfs#fuseLibrary}. */
  public static FuseLibrary library() throws MountException {
    FuseLibrary.Choice choice =
        FuseLibrary.Choice.valueOf(Vosfs.fuseLibrary().toUpperCase(Locale.ROOT));
    return FuseLibrary.load(choice, Optional.of(Vosfs.nativeLayer()));
  }

  public static void assumeFuse() {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/dev/fuse")), "skipped: no /dev/fuse on this machine");
  }

  /** Default settings for that place. */
  public static MountSettings settings(Path place) throws IOException {
    ProcessOwner owner = ProcessOwner.current();
    return MountSettings.of(place.toRealPath(), "vos:test", owner.user(), owner.group());
  }

  public static FuseMount.Surroundings surroundings() {
    return new FuseMount.Surroundings(
        work -> {
          Thread thread = new Thread(work);
          thread.setDaemon(true);
          return thread;
        },
        InstantSource.system(),
        System::nanoTime);
  }

  public Path root() {
    return mount.mountPoint();
  }

  public FuseMount mount() {
    return mount;
  }

  /** Runs a shell command with the mount as its working directory. */
  public Shell.Result sh(String script) throws IOException, InterruptedException {
    return Shell.run(root(), List.of("bash", "-c", script));
  }

  @Override
  public void close() throws MountException {
    try {
      mount.unmount(false, LIMIT);
    } catch (MountException e) {
      Unmounter.unmount(root(), true);
      throw e;
    }
  }
}
