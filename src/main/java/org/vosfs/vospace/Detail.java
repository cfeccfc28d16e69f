package org.vosfs.vospace;

/** How much a node request asks for (protocol §6.1). */
public enum Detail {
  /** The properties; cheap. */
  PROPERTIES,
  /**
   * Also {@code readable} and {@code writable} for the caller; costs the service a group look-up
   * per node for those who are not the owner (protocol §21.3).
   */
  MAX
}
