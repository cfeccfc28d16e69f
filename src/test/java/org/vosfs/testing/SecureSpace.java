package org.vosfs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Closer;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.DemoTls;
import org.vosfs.demo.DemoUser;
import org.vosfs.demo.Profile;

/**
 * A service over TLS with two users and their certificates, its registry and account services, and
 * a user of this machine who has it in the configuration. Tokens of the login end after a minute of
 * the server's clock, which only {@link #later} moves. Closing it unmounts everything.
 */
public final class SecureSpace implements AutoCloseable {
  /** Ana's group; Ben is in another. */
  public static final String TEAM = "ivo://cadc.nrc.ca/gms?team";

  public static final String OTHERS = "ivo://cadc.nrc.ca/gms?others";
  public static final DemoUser ANA = new DemoUser("ana", "ana-token").withGroups(TEAM);
  public static final DemoUser BEN = new DemoUser("ben", "ben-token").withGroups(OTHERS);
  public static final Duration TOKEN_LIFETIME = Duration.ofSeconds(60);

  private static final char[] PASSWORD = "secret".toCharArray();

  /** Certificates and keys: made once, since that takes its time. */
  private static final class Made {
    private static @Nullable Made made;
    final Instant now;
    final TestAuthority authority;
    final TestAuthority.Identity server;
    final TestAuthority.Identity ana;
    final TestAuthority.Identity ben;

    private Made(Instant now) {
      this.now = now;
      authority = new TestAuthority("Test authority", now);
      server = authority.server();
      ana = authority.user("ana");
      ben = authority.user("ben");
    }

    static synchronized Made get() {
      Made known = made;
      if (known == null) {
        known = new Made(Instant.now());
        made = known;
      }
      return known;
    }
  }

  private final Made made = Made.get();
  private final Path directory;
  private final Path home;
  private final Vosfs program;
  private final DemoServer demo;
  private final AtomicLong clock = new AtomicLong(System.currentTimeMillis());
  private final List<CliMount> mounts = new ArrayList<>();

  public SecureSpace(Path directory, Profile profile) throws IOException {
    this.directory = directory.toRealPath();
    DemoTls tls;
    try {
      tls =
          DemoTls.of(
                  made.server.keyStore(PASSWORD), PASSWORD, List.of(made.authority.certificate()))
              .withProxies((user, days) -> proxy(user, Duration.ofDays(days)));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    demo =
        DemoServer.start(
            DemoSettings.of(this.directory.resolve("space"), profile)
                .withUsers(ANA, BEN)
                .withTls(tls)
                .withClock(() -> Instant.ofEpochMilli(clock.get()))
                .with(b -> b.withTokenLifetime(TOKEN_LIFETIME)));
    home = Files.createDirectories(this.directory.resolve("user"));
    Files.writeString(caFile(), made.authority.pem());
    program = new Vosfs(home);
    configure("[space.vos]\nresource = \"" + resource() + "\"\n");
  }

  /** Name of the service in its registry. */
  public String resource() {
    return "ivo://" + demo.settings().authority().replace('~', '/');
  }

  /** Writes config.toml: the registry, the authority of certificates, and {@code more}. */
  public void configure(String more) throws IOException {
    Path place = Files.createDirectories(home.resolve(".CONFIG/vosfs"));
    String always = "ca-file = \"%s\"\nregistry = \"%s\"\nquiet = \"100ms\"\n";
    Files.writeString(
        place.resolve("config.toml"), always.formatted(caFile(), demo.registry()) + more);
  }

  /** Has the command line find the password, right or wrong, of a user. */
  public void netrc(String user, String password) throws IOException {
    Files.writeString(
        home.resolve(".netrc"), "machine 127.0.0.1 login " + user + " password " + password + "\n");
  }

  /** A proxy certificate of a user that ends after a while from now, as PEM. */
  public String proxy(String user, Duration life) {
    TestAuthority.Identity who = user.equals("ana") ? made.ana : made.ben;
    Duration old = Duration.between(made.now, Instant.now());
    return made.authority.proxy(who, old.plus(life)).pem();
  }

  /** Puts a proxy certificate of Ana's, that ends after a while from now, where it usually is. */
  public void certificate(Duration life) throws IOException {
    Files.createDirectories(certificate().getParent());
    Files.writeString(certificate(), proxy("ana", life));
  }

  /** Where the certificate usually is. */
  public Path certificate() {
    return home.resolve(".ssl/cadcproxy.pem");
  }

  /** Writes a fresh token of a user's to a file, and tells where. */
  public Path token(DemoUser user, String name) throws IOException {
    return Files.writeString(home.resolve(name), demo.token(user) + "\n");
  }

  /** Moves the server's clock, so that tokens end. */
  public void later(Duration more) {
    clock.addAndGet(more.toMillis());
  }

  public DemoServer demo() {
    return demo;
  }

  /** A directory of this test alone. */
  public Path directory() {
    return directory;
  }

  public Path home() {
    return home;
  }

  public Vosfs program() {
    return program;
  }

  /** A PEM file with the authority of the server's certificate. */
  public Path caFile() {
    return directory.resolve("ca.pem");
  }

  /** A mount in a directory of its own; the service is found by the registry. */
  public CliMount mount(String name, String space) throws IOException {
    Path own = Files.createDirectories(directory.resolve(name));
    CliMount mount = new CliMount(program, own, null).space(space);
    mounts.add(mount);
    return mount;
  }

  @Override
  public void close() throws Exception {
    try (Closer closer = new Closer()) {
      closer.register(demo);
      mounts.forEach(closer::register);
    }
  }
}
