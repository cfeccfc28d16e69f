package org.vosfs.http;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what {@link RetryPolicy} decides, within the call's deadline. */
final class Retrying implements Hop {
  private static final Logger log = LoggerFactory.getLogger(Retrying.class);

  private final Hop next;
  private final RetryPolicy policy;
  private final Outages outages;
  private final Pause pause;

  Retrying(Hop next, RetryPolicy policy, Outages outages, Pause pause) {
    this.next = next;
    this.policy = policy;
    this.outages = outages;
    this.pause = pause;
  }

  @Override
  public Reply send(Call call, Limits limits) throws HttpFailure {
    if (call.repeat() == Repeat.NEVER) {
      return once(call, limits);
    }
    // as found at the start: the call's own first failure does not take its patience away
    boolean down = outages.isDown(call.url().origin());
    for (int tries = 1; ; tries++) {
      Reply reply = null;
      HttpFailure failure = null;
      try {
        reply = once(call, down ? limits.atMost(Outages.QUICK) : limits);
        if (!RetryPolicy.concerns(reply.status())) {
          return reply;
        }
      } catch (HttpFailure e) {
        failure = e;
        if (down) {
          throw e;
        }
      }
      RetryPolicy.Decision decision =
          policy.decide(
              call.repeat(), outcome(reply, failure), tries, limits.deadline().remaining());
      if (decision instanceof RetryPolicy.Decision.Again again) {
        log.debug(
            "{} {}: try {} failed ({}), next in {}",
            call.method(),
            call.url().origin(),
            tries,
            describe(reply, failure),
            again.pause());
        closeAndWait(reply, again.pause());
        continue;
      }
      if (reply != null && decision instanceof RetryPolicy.Decision.Accept) {
        return reply;
      }
      throw settle(call, reply, failure);
    }
  }

  private Reply once(Call call, Limits limits) throws HttpFailure {
    try {
      Reply reply = next.send(call, limits);
      outages.answered(reply.url().origin());
      return reply;
    } catch (HttpFailure e) {
      Origin silent = e.origin();
      boolean outage =
          e.kind() == HttpFailure.Kind.UNREACHABLE || e.kind() == HttpFailure.Kind.TIMED_OUT;
      if (outage && silent != null && call.repeat() != Repeat.NEVER) {
        outages.failed(silent);
      }
      throw e;
    }
  }

  private static HttpFailure settle(
      Call call, @Nullable Reply reply, @Nullable HttpFailure failure) {
    if (failure != null) {
      return failure;
    }
    String status = reply == null ? "no reply" : "status " + reply.status();
    if (reply != null) {
      reply.close();
    }
    Origin origin = call.url().origin();
    return new HttpFailure(
        HttpFailure.Kind.LOST, origin, origin + " gave no clear answer (" + status + ")", null);
  }

  private static Outcome outcome(@Nullable Reply reply, @Nullable HttpFailure failure) {
    if (reply != null) {
      return new Outcome.Answered(reply.status(), retryAfter(reply), reply.text());
    }
    return new Outcome.Failed(failure == null ? HttpFailure.Kind.LOST : failure.kind());
  }

  private static String describe(@Nullable Reply reply, @Nullable HttpFailure failure) {
    return reply != null
        ? "status " + reply.status()
        : String.valueOf(failure == null ? null : failure.getMessage());
  }

  /** Whole seconds only; the date form is not used by these services (protocol §12.1). */
  static Optional<Duration> retryAfter(Reply reply) {
    return reply
        .header("Retry-After")
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  private void closeAndWait(@Nullable Reply reply, Duration duration) throws HttpFailure {
    if (reply != null) {
      reply.close();
    }
    if (duration.isZero()) {
      return;
    }
    try {
      pause.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HttpFailure(
          HttpFailure.Kind.LOCAL, null, "interrupted while waiting to try again", e);
    }
  }
}
