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
 * @param tokenLifetime after which tokens of the login endpoint are refused; zero = never
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
    Duration tokenLifetime) {

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
        Duration.ZERO);
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
        tokenLifetime);
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
        tokenLifetime);
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
        tokenLifetime);
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
        tokenLifetime);
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
        tokenLifetime);
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
        tokenLifetime);
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
        tokenLifetime);
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
        tokenLifetime);
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
        tokenLifetime);
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
        tokenLifetime);
  }

  public Behaviour withTokenLifetime(Duration lifetime) {
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
        lifetime);
  }
}
