package org.vosfs.http;

import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import org.vosfs.auth.Credentials;
import org.vosfs.base.Ticker;

/**
 * The way to a service. Concerns, outermost first: retry within the deadline, redirects, the
 * credentials of each hop, the wire. Thread-safe.
 *
 * <p>A retry therefore starts at the first URL again, and a redirect never carries credentials to a
 * place that is not theirs.
 */
public final class Transport implements AutoCloseable {
  /** Time, chance, waiting and counting, as given from outside. */
  public record Surroundings(
      Ticker ticker, Random random, Pause pause, ScheduledExecutorService timer, Traffic traffic) {
    /** With counters that nobody reads. */
    public Surroundings(Ticker ticker, Random random, Pause pause, ScheduledExecutorService timer) {
      this(ticker, random, pause, timer, new Traffic());
    }
  }

  private final Wire wire;
  private final Authorising authorising;
  private final Hop chain;

  public Transport(HttpSettings settings, Credentials credentials, Surroundings surroundings) {
    this.wire = new Wire(settings, surroundings);
    this.authorising = new Authorising(wire, credentials);
    this.chain =
        new Retrying(
            new Redirecting(authorising),
            new RetryPolicy(surroundings.random()),
            new Outages(surroundings.ticker()),
            surroundings.pause());
  }

  /** From now on the credentials are shown within {@code scope}, and nowhere else. */
  public void showCredentials(CredentialScope scope) {
    authorising.scope(scope);
  }

  /**
   * From now on what is public stays readable when the credential is not good any more. Not before
   * the credential has proved good: a wrong one is to be told, not passed over.
   */
  public void readWithoutCredential() {
    authorising.readWithout();
  }

  /**
   * Sends a call and hands back the answer, whatever its status.
   *
   * @throws HttpFailure when there is none
   */
  public Reply send(Call call, Limits limits) throws HttpFailure {
    return chain.send(call, limits);
  }

  /**
   * Where a redirect leads that the caller follows itself.
   *
   * @throws HttpFailure when it is no URL, or would leave https
   */
  public static Url redirectTarget(Url from, String location) throws HttpFailure {
    return Redirecting.target(from, location);
  }

  /** Ends running calls, too. */
  @Override
  public void close() {
    wire.close();
  }
}
