package org.vosfs.fuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.fs.KernelCache;

/**
 * A mount served by the native layer, on its own threads: a constant number, attached to the JVM as
 * daemons for as long as they live. Thread-safe.
 */
final class NativeSession implements FuseSession, Invalidations.Kernel {
  private static final Logger log = LoggerFactory.getLogger(NativeSession.class);

  /** The bits of {@code enum session_feature} in native/src/session.h, from the lowest. */
  private static final List<String> FEATURES =
      List.of(
          "readdirplus",
          "parallel-dirops",
          "large-requests",
          "invalidation",
          "interrupt",
          "passthrough");

  private final NativeLibrary library;
  private final Host host;
  private final MountSettings settings;
  private final boolean root;
  private final Invalidations invalidations = new Invalidations(this);
  private final Object lock = new Object();

  /** Held while the kernel is told something, which may wait; before {@code lock}. */
  private final Object telling = new Object();

  private long address; // 0 when it is freed

  /**
   * @param address of the mounted session, which frees itself when it has been served
   * @param root whether this process is root's, for which alone the kernel reads other files
   */
  NativeSession(
      NativeLibrary library, long address, MountSettings settings, boolean root, Host host) {
    this.settings = settings;
    this.root = root;
    this.library = library;
    this.address = address;
    this.host = host;
  }

  @Override
  public void start() {
    Thread thread = host.threads().newThread(this::serve);
    thread.setName("vosfs-fuse");
    thread.start();
    invalidations.start(host.threads());
  }

  @Override
  public Optional<KernelCache> invalidations() {
    return Optional.of(invalidations);
  }

  @Override
  public int forgetName(long directory, String name) {
    try (NativeText text = new NativeText(name)) {
      synchronized (telling) {
        long session = current();
        return session == 0 ? 0 : (int) library.forgetName.call(session, directory, text.address());
      }
    }
  }

  @Override
  public int forgetAttributes(long number) {
    synchronized (telling) {
      long session = current();
      return session == 0 ? 0 : (int) library.forgetAttributes.call(session, number);
    }
  }

  private void serve() {
    int code = (int) library.serve.call(current());
    if (code != 0) {
      log.error("the mount ended with errno {}", -code);
    }
    invalidations.end();
    synchronized (telling) {
      synchronized (lock) {
        library.free.call(address);
        address = 0;
      }
    }
    host.ended().accept(code);
  }

  @Override
  public List<String> missing() {
    List<String> missing = new ArrayList<>(FEATURES);
    missing.removeAll(features());
    missing.replaceAll(name -> name + ": " + reason(name));
    return missing;
  }

  private String reason(String feature) {
    if (!feature.equals("passthrough")) {
      return "this kernel does not offer it";
    }
    if (!settings.passthrough()) {
      return "turned off";
    }
    return root ? "needs Linux 6.9, and a cache directory on a plain filesystem" : "needs root";
  }

  private long current() {
    synchronized (lock) {
      return address;
    }
  }

  private int featureBits() {
    synchronized (lock) {
      return address == 0 ? 0 : (int) library.features.call(address);
    }
  }

  @Override
  public List<String> features() {
    List<String> names = new ArrayList<>();
    int bits = featureBits();
    for (int bit = 0; bit < FEATURES.size(); bit++) {
      if ((bits & (1 << bit)) != 0) {
        names.add(FEATURES.get(bit));
      }
    }
    return names;
  }
}
