package org.vosfs.http;

/** What may be done about a request whose fate is unknown (protocol §12.2). */
public enum Repeat {
  /** Changes nothing: repeated freely. */
  SAFE,
  /** Twice is the same as once: repeated freely. */
  IDEMPOTENT,
  /**
   * Repeated only when it certainly was not executed; otherwise the caller has to look at the
   * service's state first.
   */
  ONCE,
  /** Never repeated here: the caller has a policy of its own. */
  NEVER
}
