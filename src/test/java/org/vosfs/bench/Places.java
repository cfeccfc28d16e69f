package org.vosfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vosfs.base.Closer;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Vosfs;

/**
 * The same content in several places: a local directory, that directory shown by others (see {@link
 * LocalMounts}), and three mounts of spaces that have it cached. What the kernel is told it may
 * believe for an hour everywhere, so that all are asked equally often.
 */
final class Places implements AutoCloseable {
  static final String BIG = "big";
  static final String SMALL = "small";
  static final String MANY = "many";
  private static final int FILES = 500;

  private final Closer closer = new Closer();
  private final LocalMounts local;
  private final MountedSpace layer;
  private final MountedSpace system;
  private final MountedSpace kernel;

  Places(Path scratch) throws Exception {
    try {
      local = closer.register(new LocalMounts(scratch));
      layer = space(scratch, "native", "fuse-library=native", "passthrough=no");
      system = space(scratch, "system", "fuse-library=system");
      kernel = space(scratch, "kernel", "fuse-library=native");
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private MountedSpace space(Path scratch, String name, String... options) throws Exception {
    Vosfs.assumeNativeLayer();
    Path directory = Files.createDirectories(scratch.resolve(name));
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = "ttl=1h";
    return closer.register(MountedSpace.open(Profile.VAULT, directory, all));
  }

  /** Writes the content and has it uploaded, so that it is cached and clean. */
  void fill(int mib, int entries) throws IOException {
    fill(local.disk(), mib);
    for (MountedSpace space : List.of(layer, system, kernel)) {
      fill(space.home(), mib);
    }
    for (MountedSpace space : List.of(layer, system)) {
      space.truth().mkdirs(space.container() + "/" + MANY);
      for (int i = 0; i < entries; i++) {
        space.truth().put(space.container() + "/" + MANY + "/entry" + i, new byte[] {1});
      }
    }
    for (MountedSpace space : List.of(layer, system, kernel)) {
      space.mount().awaitUploads();
    }
  }

  private static void fill(Path directory, int mib) throws IOException {
    Access.writeNew(directory.resolve(BIG), mib);
    Path small = Files.createDirectories(directory.resolve(SMALL));
    for (int i = 0; i < FILES; i++) {
      Files.write(small.resolve("file" + i), new byte[4096]);
    }
  }

  /** Whether the kernel may read and write by itself: on mounts of root. */
  static boolean hasPassthrough() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** The plain disk. */
  Path raw() {
    return local.disk();
  }

  /** By a filesystem in C on libfuse 2. */
  Path inC() {
    return local.passthrough();
  }

  Path rclone() {
    return local.rclone();
  }

  /** By jnr-fuse with the loop and the threads of libfuse 2. */
  Path jnr() {
    return local.jnr();
  }

  /** By vosfs on libfuse 2. */
  Path system() {
    return system.home();
  }

  /** By vosfs on its native layer, without passthrough. */
  Path layer() {
    return layer.home();
  }

  /** By vosfs on its native layer, with passthrough. */
  Path kernel() {
    return kernel.home();
  }

  MountedSpace systemSpace() {
    return system;
  }

  MountedSpace layerSpace() {
    return layer;
  }

  @Override
  public void close() throws Exception {
    closer.close();
  }
}
