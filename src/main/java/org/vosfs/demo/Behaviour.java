package org.vosfs.demo;

import java.time.Duration;
import java.util.List;

/**
 * The knobs that real deployments differ in.
 *
 * @param sites names of the storage sites (vault); also the first path segment of their URLs
 * @param listingLag for how long a listing still shows the state before an upload (vault)
 * @param replicationLag for how long the other sites lack a new object, and serve the old one
 * @param separateDatabases whether single node reads lag as listings do (vault; first upload: the
 *     node says length 0 but HEAD tells the truth; overwrite: everything but the site is old)
 * @param jobDelay how long an asynchronous job executes
 * @param waitStep the server's first polling interval of {@code ?WAIT=n}
 * @param pageLimit page size the server imposes even without {@code limit}; 0 = none
 * @param preauthorised whether cavern hands out pre-authorised URLs (AC identity) or not (OIDC)
 * @param secure whether endpoints count as https, i.e. which protocol names vault answers
 * @param segments limits of PUT transactions
 * @param space bytes the disk below cavern holds; 0 = as many as there are
 * @param logins what the login endpoint gives
 */
public record Behaviour(
    List<String> sites,
    Duration listingLag,
    Duration replicationLag,
    boolean separateDatabases,
    Duration jobDelay,
    Duration waitStep,
    int pageLimit,
    boolean preauthorised,
    boolean secure,
    Segments segments,
    long space,
    Logins logins) {

  /**
   * Limits of the segments of a PUT transaction.
   *
   * @param min smallest segment but the last, bytes
   * @param max largest segment, bytes; 0 = no limit
   * @param objectStore whether the number of segments is fixed by the announced total, as on object
   *     stores: min = ceil(total / ceil(total / max)), and one single segment when total is unknown
   */
  public record Segments(long min, long max, boolean objectStore) {
    /** A filesystem backend: any number of segments of any size. */
    public static Segments filesystem() {
      return new Segments(1, 0, false);
    }

    /** An object store with this maximal segment. */
    public static Segments objectStore(long max) {
      return new Segments(1, max, true);
    }
  }

  /**
   * Tokens for name and password.
   *
   * @param tokenLifetime after which they are refused; zero = never
   * @param told whether vault and cavern tell an anonymous caller where to log in (section 4.3), as
   *     the bare service always does; installations differ
   */
  public record Logins(Duration tokenLifetime, boolean told) {}

  public Behaviour {
    sites = List.copyOf(sites);
    if (sites.isEmpty()) {
      throw new IllegalArgumentException("at least one storage site is needed");
    }
  }

  /** Two filesystem sites, no lag, immediate jobs, pre-authorised URLs. */
  public static Behaviour standard() {
    return new Behaviour(
        List.of("minoc1", "minoc2"),
        Duration.ZERO,
        Duration.ZERO,
        false,
        Duration.ZERO,
        Duration.ofSeconds(1),
        0,
        true,
        false,
        Segments.filesystem(),
        0,
        new Logins(Duration.ZERO, false));
  }

  public Behaviour withSites(String... names) {
    return new Behaviour(
        List.of(names),
        listingLag,
        replicationLag,
        separateDatabases,
        jobDelay,
        waitStep,
        pageLimit,
        preauthorised,
        secure,
        segments,
        space,
        logins);
  }

  public Behaviour withListingLag(Duration lag) {
    return new Behaviour(
        sites,
        lag,
        replicationLag,
        separateDatabases,
        jobDelay,
        waitStep,
        pageLimit,
        preauthorised,
        secure,
        segments,
        space,
        logins);
  }

  public Behaviour withReplicationLag(Duration lag) {
    return new Behaviour(
        sites,
        listingLag,
        lag,
        separateDatabases,
        jobDelay,
        waitStep,
        pageLimit,
        preauthorised,
        secure,
        segments,
        space,
        logins);
  }

  public Behaviour withSeparateDatabases(boolean separate) {
    return new Behaviour(
        sites,
        listingLag,
        replicationLag,
        separate,
        jobDelay,
        waitStep,
        pageLimit,
        preauthorised,
        secure,
        segments,
        space,
        logins);
  }

  /** Sets how long jobs execute and the first polling interval of WAIT. */
  public Behaviour withJobs(Duration delay, Duration step) {
    return new Behaviour(
        sites,
        listingLag,
        replicationLag,
        separateDatabases,
        delay,
        step,
        pageLimit,
        preauthorised,
        secure,
        segments,
        space,
        logins);
  }

  public Behaviour withPageLimit(int limit) {
    return new Behaviour(
        sites,
        listingLag,
        replicationLag,
        separateDatabases,
        jobDelay,
        waitStep,
        limit,
        preauthorised,
        secure,
        segments,
        space,
        logins);
  }

  public Behaviour withPreauthorised(boolean value) {
    return new Behaviour(
        sites,
        listingLag,
        replicationLag,
        separateDatabases,
        jobDelay,
        waitStep,
        pageLimit,
        value,
        secure,
        segments,
        space,
        logins);
  }

  public Behaviour withSecure(boolean value) {
    return new Behaviour(
        sites,
        listingLag,
        replicationLag,
        separateDatabases,
        jobDelay,
        waitStep,
        pageLimit,
        preauthorised,
        value,
        segments,
        space,
        logins);
  }

  public Behaviour withSegments(Segments limits) {
    return new Behaviour(
        sites,
        listingLag,
        replicationLag,
        separateDatabases,
        jobDelay,
        waitStep,
        pageLimit,
        preauthorised,
        secure,
        limits,
        space,
        logins);
  }

  public Behaviour withSpace(long bytes) {
    return new Behaviour(
        sites,
        listingLag,
        replicationLag,
        separateDatabases,
        jobDelay,
        waitStep,
        pageLimit,
        preauthorised,
        secure,
        segments,
        bytes,
        logins);
  }

  public Behaviour withTokenLifetime(Duration lifetime) {
    return withLogins(new Logins(lifetime, logins.told()));
  }

  /** Sets whether an anonymous caller is told where to log in. */
  public Behaviour withLoginTold(boolean told) {
    return withLogins(new Logins(logins.tokenLifetime(), told));
  }

  private Behaviour withLogins(Logins value) {
    return new Behaviour(
        sites,
        listingLag,
        replicationLag,
        separateDatabases,
        jobDelay,
        waitStep,
        pageLimit,
        preauthorised,
        secure,
        segments,
        space,
        value);
  }
}
