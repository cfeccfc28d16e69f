package org.vosfs.cli;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.auth.Credentials;
import org.vosfs.base.Timer;

/**
 * Looks after the credential of a running mount: warns before it ends, and lets the uploads go on
 * at once when somebody has renewed it.
 */
final class CredentialWatch {
  private static final Logger log = LoggerFactory.getLogger(CredentialWatch.class);
  private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

  private final CredentialChoice choice;
  private final InstantSource clock;
  private final Runnable renewed;
  private final Validity validity = new Validity();

  /**
   * @param renewed called after the credential was replaced by another one
   */
  CredentialWatch(CredentialChoice choice, InstantSource clock, Runnable renewed) {
    this.choice = choice;
    this.clock = clock;
    this.renewed = renewed;
  }

  /** Looks every second from now on, for as long as the timer runs. */
  void run(Timer timer, Executor worker) {
    timer.after(
        BETWEEN_LOOKS,
        () -> {
          try {
            worker.execute(
                () -> {
                  look();
                  run(timer, worker);
                });
          } catch (RejectedExecutionException e) {
            log.debug("the mount ends");
          }
        });
  }

  /** Looks once. */
  void look() {
    Credentials credentials = choice.credentials();
    if (credentials.poll()) {
      log.info("{} was renewed", credentials.description());
      renewed.run();
    }
    Optional<Instant> end = credentials.expires();
    end.flatMap(at -> validity.warning(clock.instant(), at))
        .ifPresent(
            warning ->
                log.warn(
                    "{} {}; renew it with: vosfs login. Uploads wait for it, nothing is lost",
                    credentials.description(),
                    warning));
  }

  /** For the status: where it comes from, whose it is, until when, and what is wrong. */
  Map<String, Object> shown() {
    return CredentialReport.of(choice, clock.instant());
  }

  /** Whether it can be shown to the service at all; the service may still refuse it. */
  boolean isUsable() {
    return CredentialReport.problem(choice.credentials()).isEmpty();
  }

  /** When it ends, if it tells. */
  Optional<Instant> expires() {
    return choice.credentials().expires();
  }
}
