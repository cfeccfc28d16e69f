package org.vosfs.bench;

/** One way of doing what is compared. */
@FunctionalInterface
interface Side {
  /** Does it once and tells the figure, in the comparison's unit; what is not measured included. */
  double measure() throws Exception;

  /** Something whose time is taken. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** Seconds that work takes. */
  static double seconds(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Seconds that work takes, after something that is not measured. */
  static double seconds(Work work, Work before) throws Exception {
    before.run();
    return seconds(work);
  }

  /** MiB/s of work that moves so many bytes. */
  static double rate(long bytes, Work work) throws Exception {
    return bytes / 1048576.0 / seconds(work);
  }
}
