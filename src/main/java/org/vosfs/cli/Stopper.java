package org.vosfs.cli;

/**
 * What happens when the process is told to end by a signal. One shutdown hook with one action, the
 * latest one given; none at first. Thread-safe.
 */
final class Stopper {
  private volatile Runnable notice = () -> {};
  private volatile Runnable action = () -> {};

  /** Installs the hook. */
  static Stopper install() {
    Stopper stopper = new Stopper();
    Runtime.getRuntime().addShutdownHook(new Thread(stopper::run, "vosfs-stop"));
    return stopper;
  }

  private void run() {
    notice.run();
    action.run();
  }

  /** Has something said first. */
  void before(Runnable what) {
    notice = what;
  }

  /** Replaces the action. */
  void onStop(Runnable what) {
    action = what;
  }

  /** From now on ending needs nothing. */
  void clear() {
    notice = () -> {};
    action = () -> {};
  }
}
