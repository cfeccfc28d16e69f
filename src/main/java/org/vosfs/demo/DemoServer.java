package org.vosfs.demo;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A running demo service on 127.0.0.1. Everything acknowledged is on disk under the settings' root
 * and is found again by the next server started there. Thread-safe.
 */
public final class DemoServer implements AutoCloseable {
  static {
    // Read once by the JDK's server. Without nodelay every small reply waits for a delayed ACK.
    preset("sun.net.httpserver.nodelay", "true");
    preset("sun.net.httpserver.maxIdleConnections", "2000");
    preset("sun.net.httpserver.idleInterval", "300");
    preset("sun.net.httpserver.drainAmount", "4194304");
  }

  private final DemoSettings settings;
  private final RequestLog log = new RequestLog();
  private final Faults faults = new Faults();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Store store;
  private final Space space;
  private final Router router;
  private final ExecutorService executor;
  private final ExecutorService jobExecutor;
  private final int port;
  private @Nullable HttpServer http;

  private DemoServer(DemoSettings settings) throws IOException {
    this.settings = settings;
    this.store = Store.open(settings);
    this.space = new Space(store.core());
    this.executor =
        Executors.newFixedThreadPool(settings.environment().threads(), threads("demo-http"));
    this.jobExecutor = Executors.newFixedThreadPool(4, threads("demo-job"));
    Executor jobs = settings.environment().promptJobs() ? Runnable::run : jobExecutor;
    this.router = Routes.of(store.core(), new Router(store.core(), log, faults, closing), jobs);
    try {
      HttpServer first = listen(settings.port());
      this.http = first;
      this.port = first.getAddress().getPort();
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  /** Opens (or creates) the space and starts serving. */
  public static DemoServer start(DemoSettings settings) throws IOException {
    return new DemoServer(settings);
  }

  private static void preset(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = Executors.defaultThreadFactory().newThread(task);
      thread.setDaemon(true);
      thread.setName(name + "-" + count.incrementAndGet());
      return thread;
    };
  }

  private HttpServer listen(int wanted) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    InetSocketAddress address = new InetSocketAddress(loopback, wanted);
    DemoTls tls = settings.tls();
    HttpServer server = tls == null ? HttpServer.create(address, 1024) : secure(tls, address);
    server.createContext("/", router);
    server.setExecutor(executor);
    server.start();
    return server;
  }

  private static HttpsServer secure(DemoTls tls, InetSocketAddress address) throws IOException {
    HttpsServer server = HttpsServer.create(address, 1024);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls.context()) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = tls.context().getDefaultSSLParameters();
            ssl.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            ssl.setWantClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    return server;
  }

  private URI base() {
    return URI.create((settings.tls() == null ? "http" : "https") + "://127.0.0.1:" + port);
  }

  /** A token for a user: the user's own, or a new one where tokens end. */
  public String token(DemoUser user) {
    return store.core().identities().issue(user);
  }

  /** Changes what the service admits to, from now on. */
  public void state(ServiceState state) {
    store.core().state().set(state);
  }

  /** {@code http://127.0.0.1:PORT/<service>}; capabilities are below it. */
  public URI endpoint() {
    return base().resolve("/" + settings.profile().service());
  }

  /** Where {@code resource-caps} is. */
  public URI registry() {
    return base().resolve("/reg");
  }

  public int port() {
    return port;
  }

  public DemoSettings settings() {
    return settings;
  }

  /** What was asked of the server. */
  public RequestLog requests() {
    return log;
  }

  /** What shall go wrong. */
  public Faults faults() {
    return faults;
  }

  /** What the server holds. */
  public Space space() {
    return space;
  }

  /** Stops listening and drops all connections; the space stays open for {@link #space()}. */
  public synchronized void pause() {
    HttpServer running = http;
    if (running != null) {
      running.stop(0);
      http = null;
    }
  }

  /** Listens again on the same port. */
  public synchronized void resume() throws IOException {
    if (http == null) {
      http = listen(port);
    }
  }

  /** Ends all requests, releases stalled ones, closes the journal. */
  @Override
  public void close() throws IOException {
    closing.countDown();
    faults.clear();
    pause();
    executor.shutdown();
    jobExecutor.shutdown();
    store.close();
  }
}
