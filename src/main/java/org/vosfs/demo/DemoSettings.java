package org.vosfs.demo;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DemoServer} is made from.
 *
 * @param root directory that holds the space; created when absent, reused when present
 * @param profile which service to imitate
 * @param port TCP port on 127.0.0.1; 0 = any free one
 * @param users empty: a single-user space where the anonymous caller is the user "demo" and owns
 *     everything below {@code home("demo")}
 * @param environment clock, randomness, threads
 * @param behaviour lags, limits and sites
 * @param tls null = plain HTTP
 * @param registry further lines of the registry: resource id to capabilities URL
 */
public record DemoSettings(
    Path root,
    Profile profile,
    int port,
    List<DemoUser> users,
    Environment environment,
    Behaviour behaviour,
    @Nullable DemoTls tls,
    Map<String, URI> registry) {

  /** Name of the only user of a single-user space. */
  public static final String SINGLE_USER = "demo";

  /**
   * What comes from outside.
   *
   * @param clock all dates the server stores and shows
   * @param random ids, tokens and the key of pre-authorised URLs
   * @param threads requests served at once; a stalled request holds one
   * @param promptJobs whether a job is over when the request that starts it is answered, and not at
   *     some time later: for clients whose time does not pass by itself
   */
  public record Environment(InstantSource clock, Random random, int threads, boolean promptJobs) {
    Environment withClock(InstantSource value) {
      return new Environment(value, random, threads, promptJobs);
    }

    Environment withRandom(Random value) {
      return new Environment(clock, value, threads, promptJobs);
    }

    Environment withThreads(int value) {
      return new Environment(clock, random, value, promptJobs);
    }

    Environment withPromptJobs() {
      return new Environment(clock, random, threads, true);
    }
  }

  public DemoSettings {
    users = List.copyOf(users);
    registry = Map.copyOf(registry);
  }

  /** A single-user space of that profile on a free port. */
  public static DemoSettings of(Path root, Profile profile) {
    return new DemoSettings(
        root,
        profile,
        0,
        List.of(),
        new Environment(Clock.systemUTC(), new SecureRandom(), 128, false),
        Behaviour.standard().withPageLimit(profile == Profile.SPEC ? 500 : 0),
        null,
        Map.of());
  }

  public DemoSettings withPort(int value) {
    return new DemoSettings(root, profile, value, users, environment, behaviour, tls, registry);
  }

  public DemoSettings withUsers(DemoUser... values) {
    return new DemoSettings(
        root, profile, port, List.of(values), environment, behaviour, tls, registry);
  }

  public DemoSettings withClock(InstantSource clock) {
    return withEnvironment(environment.withClock(clock));
  }

  public DemoSettings withThreads(int threads) {
    return withEnvironment(environment.withThreads(threads));
  }

  public DemoSettings withRandom(Random random) {
    return withEnvironment(environment.withRandom(random));
  }

  /** Has every job be over when the request that starts it is answered. */
  public DemoSettings withPromptJobs() {
    return withEnvironment(environment.withPromptJobs());
  }

  /** Changes the behaviour, as in {@code with(b -> b.withListingLag(...))}. */
  public DemoSettings with(UnaryOperator<Behaviour> change) {
    return new DemoSettings(
        root, profile, port, users, environment, change.apply(behaviour), tls, registry);
  }

  /** Serves HTTPS instead of HTTP. */
  public DemoSettings withTls(DemoTls value) {
    return new DemoSettings(root, profile, port, users, environment, behaviour, value, registry);
  }

  /** Adds lines to the registry. */
  public DemoSettings withRegistry(Map<String, URI> lines) {
    return new DemoSettings(root, profile, port, users, environment, behaviour, tls, lines);
  }

  private DemoSettings withEnvironment(Environment value) {
    return new DemoSettings(root, profile, port, users, value, behaviour, tls, registry);
  }

  InstantSource clock() {
    return environment.clock();
  }

  /** The authority of node URIs, in the form the services emit. */
  public String authority() {
    return "demo.vosfs.org~" + profile.service();
  }
}
