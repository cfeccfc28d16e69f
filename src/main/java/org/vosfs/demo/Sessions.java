package org.vosfs.demo;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Bearer tokens that were issued for a time (section 4.2). Thread-safe. */
final class Sessions {
  private final InstantSource clock;
  private final Duration lifetime;
  private final Ids ids;
  private final Map<String, Session> byToken = new ConcurrentHashMap<>();

  Sessions(InstantSource clock, Duration lifetime, Ids ids) {
    this.clock = clock;
    this.lifetime = lifetime;
    this.ids = ids;
  }

  private record Session(Caller caller, long ends) {}

  /** Whether tokens end at all; otherwise every user has the one token of the settings. */
  boolean limited() {
    return !lifetime.isZero();
  }

  /** A new token for a user. */
  String issue(Caller caller) {
    String token = caller.name() + "-" + ids.job();
    byToken.put(token, new Session(caller, clock.millis() + lifetime.toMillis()));
    return token;
  }

  /** Who holds the token, or null when it is unknown or its time is over. */
  @Nullable Caller caller(String token) {
    Session session = byToken.get(token);
    return session == null || clock.millis() >= session.ends() ? null : session.caller();
  }

  /** Whether the token was issued here and its time is over. */
  boolean expired(String token) {
    Session session = byToken.get(token);
    return session != null && clock.millis() >= session.ends();
  }
}
