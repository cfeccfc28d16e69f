package org.vosfs.cli;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vosfs.auth.Credentials;

/** What is told of a credential to scripts: the same names in every command. Never the secret. */
final class CredentialReport {
  private CredentialReport() {}

  /**
   * {@code source}, {@code reason}, and what is known of {@code identity}, {@code expires} (ISO
   * 8601, UTC), {@code secondsLeft} (0 when it has ended) and {@code problem}.
   */
  static Map<String, Object> of(CredentialChoice choice, Instant now) {
    Credentials credentials = choice.credentials();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("source", credentials.description());
    shown.put("reason", choice.reason());
    Optional<String> problem = problem(credentials);
    credentials.identity().ifPresent(name -> shown.put("identity", name));
    credentials
        .expires()
        .ifPresent(
            end -> {
              shown.put("expires", end.truncatedTo(ChronoUnit.SECONDS).toString());
              shown.put("secondsLeft", Math.max(0, ChronoUnit.SECONDS.between(now, end)));
            });
    problem.ifPresent(text -> shown.put("problem", text));
    return shown;
  }

  /** Why it cannot be shown to a service; empty when it can, be it refused there. */
  static Optional<String> problem(Credentials credentials) {
    try {
      var unused = credentials.proof();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
