package org.vosfs.demo;

import org.jspecify.annotations.Nullable;

/**
 * How a negotiation ended, in the three forms it is reported in (sections 9.2, 9.3, 21.2).
 *
 * @param error text of the job, or null when it succeeded
 * @param xferStatus status of {@code /xfer}
 * @param xferText body of {@code /xfer} when its status is not 200
 * @param status status of parameter mode when there is no endpoint
 * @param details the transfer with its endpoints
 * @param node URI of the resolved node or null
 */
record Outcome(
    @Nullable String error,
    int xferStatus,
    String xferText,
    int status,
    TransferDocument details,
    @Nullable String node) {

  static Outcome given(TransferDocument details, @Nullable String node) {
    return new Outcome(null, 200, "", 400, details, node);
  }

  /** Fails everywhere: the job with its text, /xfer with a text of its own. */
  static Outcome failed(
      TransferDocument asked, int status, String error, int xferStatus, String xferText) {
    return new Outcome(error, xferStatus, xferText, status, asked, null);
  }

  /** Fails in the job, while /xfer shows the transfer without endpoints. */
  static Outcome silent(TransferDocument asked, int status, String error) {
    return new Outcome(error, 200, "", status, asked, null);
  }
}
