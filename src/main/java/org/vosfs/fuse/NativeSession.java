package org.vosfs.fuse;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mount served by the native layer, on its own threads: a constant number, attached to the JVM as
 * daemons for as long as they live. Thread-safe.
 */
final class NativeSession implements FuseSession {
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
  private final Object lock = new Object();
  private long address; // 0 when it is freed

  /**
   * @param address of the mounted session, which frees itself when it has been served
   */
  NativeSession(NativeLibrary library, long address, Host host) {
    this.library = library;
    this.address = address;
    this.host = host;
  }

  @Override
  public void start() {
    Thread thread = host.threads().newThread(this::serve);
    thread.setName("vosfs-fuse");
    thread.start();
  }

  private void serve() {
    int code = (int) library.serve.call(current());
    if (code != 0) {
      log.error("the mount ended with errno {}", -code);
    }
    synchronized (lock) {
      library.free.call(address);
      address = 0;
    }
    host.ended().accept(code);
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
