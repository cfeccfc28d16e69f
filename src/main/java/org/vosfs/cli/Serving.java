package org.vosfs.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vosfs.config.ConfigException;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.DemoTls;
import org.vosfs.demo.DemoUser;
import org.vosfs.demo.Profile;
import org.vosfs.demo.ServiceState;

/** Runs the embedded server in the foreground until the process is told to end. */
final class Serving {
  private static final int HIGHEST_PORT = 65_535;
  private static final long LOG_PAUSE_MILLIS = 200;

  private Serving() {}

  /**
   * What the user asked for.
   *
   * @param port 0 = any free one
   * @param users {@code NAME:TOKEN}; none = a single-user space
   * @param latency added to every reply, in milliseconds
   */
  record Request(
      Path root,
      String profile,
      int port,
      List<String> users,
      int latency,
      @Nullable Path requestLog,
      Service service,
      @Nullable Tls tls) {}

  /**
   * How the service behaves.
   *
   * @param tokenLifetime seconds; 0 = for ever
   * @param listingLag seconds
   * @param state read-write, read-only or offline
   */
  record Service(int tokenLifetime, int listingLag, String state) {}

  /**
   * Files for HTTPS; the password is the first line of its file.
   *
   * @param certificates directory with what is given to who logs in as NAME, in NAME.pem
   */
  record Tls(
      Path keyStore,
      @Nullable Path password,
      @Nullable Path clientCa,
      @Nullable Path certificates) {}

  /** Serves; returns when the process ends. */
  static int run(Request request, PrintStream out) throws ConfigException, IOException {
    Logs.toStandardError("warn");
    DemoSettings settings = settings(request);
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    ServiceState state = state(request.service().state());
    try (DemoServer server = start(settings)) {
      server.state(state);
      server.faults().latency(Duration.ofMillis(request.latency()));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stop, stopped), "vosfs-stop"));
      out.println(server.endpoint());
      out.flush();
      writeLog(server, request.requestLog(), stop);
    } finally {
      stopped.countDown();
    }
    return ExitCode.OK;
  }

  private static void await(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static DemoServer start(DemoSettings settings) throws IOException {
    try {
      return DemoServer.start(settings);
    } catch (BindException e) {
      throw new IOException(
          "port " + settings.port() + " is in use; choose another, or leave --port away", e);
    }
  }

  /** Writes each request once its status is known, or once the server ends. */
  private static void writeLog(DemoServer server, @Nullable Path file, CountDownLatch stop)
      throws IOException {
    try {
      if (file == null) {
        stop.await();
        return;
      }
      try (BufferedWriter writer =
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        RequestLines lines = new RequestLines(server.requests(), writer);
        while (!stop.await(LOG_PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          lines.write(false);
        }
        lines.write(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the server is made from. */
  static DemoSettings settings(Request request) throws ConfigException {
    if (request.port() < 0 || request.port() > HIGHEST_PORT) {
      throw new ConfigException("--port " + request.port() + " is not a port (0 to 65535)");
    }
    List<DemoUser> users = new ArrayList<>();
    for (String user : request.users()) {
      int colon = user.indexOf(':');
      if (colon <= 0 || colon == user.length() - 1 || user.indexOf('/') >= 0) {
        throw new ConfigException("--user needs NAME:TOKEN, without a slash");
      }
      users.add(new DemoUser(user.substring(0, colon), user.substring(colon + 1)));
    }
    Service service = request.service();
    if (service.tokenLifetime() < 0 || service.listingLag() < 0) {
      throw new ConfigException("--token-lifetime and --listing-lag are seconds, not below 0");
    }
    DemoSettings settings =
        DemoSettings.of(request.root(), profile(request.profile()))
            .withPort(request.port())
            .withUsers(users.toArray(DemoUser[]::new))
            .with(b -> b.withTokenLifetime(Duration.ofSeconds(service.tokenLifetime())))
            .with(b -> b.withLoginTold(true))
            .with(b -> b.withListingLag(Duration.ofSeconds(service.listingLag())));
    Tls tls = request.tls();
    return tls == null ? settings : settings.withTls(tls(tls));
  }

  private static DemoTls tls(Tls tls) throws ConfigException {
    try {
      Path file = tls.password();
      String password = file == null ? "" : Files.readString(file).lines().findFirst().orElse("");
      DemoTls made = DemoTls.of(tls.keyStore(), password.toCharArray(), tls.clientCa());
      Path given = tls.certificates();
      return given == null ? made : made.withProxies((user, days) -> certificate(given, user));
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigException("--tls " + tls.keyStore() + " cannot be used: " + e.getMessage());
    }
  }

  /**
   * Read at each login, so that it can be replaced; the server has made sure that the user exists.
   */
  private static String certificate(Path directory, String user) throws IOException {
    return Files.readString(directory.resolve(user + ".pem"));
  }

  private static ServiceState state(String name) throws ConfigException {
    for (ServiceState state : ServiceState.values()) {
      if (state.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
        return state;
      }
    }
    throw new ConfigException("--state " + name + " is not one of read-write, read-only, offline");
  }

  private static Profile profile(String name) throws ConfigException {
    for (Profile profile : Profile.values()) {
      if (profile.name().toLowerCase(Locale.ROOT).equals(name)) {
        return profile;
      }
    }
    throw new ConfigException("--profile " + name + " is not one of vault, cavern, spec");
  }
}
