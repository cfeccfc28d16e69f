package org.vosfs.vospace;

/** Hears how the job of a whole tree gets on, about twice a second, and may end it. */
@FunctionalInterface
public interface JobWatch {
  /** What is passed for a number that the service does not tell. */
  long UNKNOWN = -1;

  /**
   * Is told how far the job is.
   *
   * @param phase as the service calls it, such as QUEUED or EXECUTING
   * @param done nodes done so far, {@link #UNKNOWN} where the service counts at the end only
   * @return whether the job is to go on
   */
  boolean goesOn(String phase, long done);
}
