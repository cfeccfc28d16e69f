package org.vosfs.upload;

/** Where an item of the queue stands. */
public enum UploadState {
  /** Waits for its quiet time or for a free place. */
  WAITING,
  /** Its bytes are being sent. */
  RUNNING,
  /** Waits after a passing failure. */
  BACKOFF,
  /** Closed, but mapped by a program that may still store into it. */
  MAPPED,
  /** Failed for good until somebody retries. */
  FAILED
}
