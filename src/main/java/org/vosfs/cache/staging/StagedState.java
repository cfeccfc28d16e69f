package org.vosfs.cache.staging;

/** What is to become of a staged file; kept in the journal by name. */
public enum StagedState {
  /** Being written; not to be uploaded yet. */
  OPEN,
  /** Closed; to be uploaded. */
  READY,
  /** A fault that does not pass by itself; kept until the user decides. */
  FAILED,
  /** The remote content was changed by somebody else; kept beside it. */
  CONFLICT,
  /** Its writer or the machine died before the content was known to be whole; kept, never sent. */
  INTERRUPTED,
  /** Its name was removed while it was open; dropped at the next start. */
  REMOVED
}
