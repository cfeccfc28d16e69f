package org.vosfs.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells the service manager again and again that the mount is well, on a thread of its own. */
final class Heartbeat {
  private Heartbeat() {}

  /** Begins; ends with the process. */
  static void start(ServiceManager manager, Supplier<String> state) {
    if (!manager.isListening()) {
      return;
    }
    Thread thread = new Thread(() -> beat(manager, state), "vosfs-heartbeat");
    thread.setDaemon(true);
    thread.start();
  }

  private static void beat(ServiceManager manager, Supplier<String> state) {
    try {
      while (true) {
        manager.alive(state);
        TimeUnit.NANOSECONDS.sleep(manager.pause().toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
