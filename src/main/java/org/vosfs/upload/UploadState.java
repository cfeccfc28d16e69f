package org.vosfs.upload;

/** Where an item of the queue stands. */
public enum UploadState {
  /** Waits for its quiet time or for a free place. */
  WAITING,
  /** Its bytes are being sent. */
  RUNNING,
  /** Waits after a passing failure. */
  BACKOFF,
  /** Failed for good until somebody retries. */
  FAILED
}
