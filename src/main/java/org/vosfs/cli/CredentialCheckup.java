package org.vosfs.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.vosfs.auth.Credentials;

/** Whether the credential that a mount would use can be used, and for how long. */
final class CredentialCheckup {
  private static final Duration SOON = Duration.ofDays(3);
  private static final String RENEW = "vosfs login, which running mounts notice";

  private CredentialCheckup() {}

  /** Reads it as a mount would; nothing is sent. */
  static Finding of(CredentialChoice choice, Instant now) {
    Credentials credentials = choice.credentials();
    String found = credentials.description() + ", since " + choice.reason();
    try {
      credentials.proof();
    } catch (IOException e) {
      return broken(String.valueOf(e.getMessage()));
    }
    Optional<Instant> end = credentials.expires();
    if (end.isEmpty()) {
      return Finding.fine("credential", found);
    }
    Duration left = Duration.between(now, end.get());
    if (left.isNegative() || left.isZero()) {
      return broken(found + "; it has expired");
    }
    String valid = found + "; valid for " + Validity.words(left);
    return left.compareTo(SOON) < 0
        ? Finding.warning("credential", valid, RENEW)
        : Finding.fine("credential", valid);
  }

  /** One that cannot be used. */
  static Finding broken(String why) {
    return Finding.broken("credential", why, RENEW + "; or -o auth=anonymous for public data");
  }
}
