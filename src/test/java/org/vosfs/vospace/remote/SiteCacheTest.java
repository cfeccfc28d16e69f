package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.NodePath;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.http.Traffic;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

class SiteCacheTest {
  private static final byte[] CONTENT = new byte[300_000];

  static {
    new Random(7).nextBytes(CONTENT);
  }

  @TempDir Path directory;
  private final List<String> passed = new CopyOnWriteArrayList<>();

  @Test
  void aUrlKeepsItsBytesBehindSchemeHostAndPort() {
    SiteCache cache = SiteCache.at("http://cache:8090/x/").orElseThrow();
    assertThat(cache.of(url("https://a.example.org/f/tok%3Den/b?c=%2F")))
        .contains(url("http://cache:8090/x/https/a.example.org/f/tok%3Den/b?c=%2F"));
    assertThat(cache.of(url("http://a.example.org:81/b")))
        .contains(url("http://cache:8090/x/http/a.example.org:81/b"));
    assertThat(SiteCache.none().of(url("http://a/b"))).isEmpty();
    assertThat(SiteCache.at("no url")).isEmpty();
  }

  private static Url url(String text) {
    return Url.of(text).orElseThrow();
  }

  @Test
  void bytesOfStorageSitesComeThroughItAndWithoutItWhenItIsAway() throws Exception {
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext("/", this::pass);
    proxy.start();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (DemoServer server = DemoServer.start(DemoSettings.of(directory, Profile.VAULT))) {
      server.space().put("/demo/file", CONTENT);
      RemoteSettings settings =
          RemoteSettings.of(server.endpoint().toString(), NodePath.ROOT, "test")
              .withSiteCache(
                  SiteCache.at("http://127.0.0.1:" + proxy.getAddress().getPort()).orElseThrow());
      Transport.Surroundings around =
          new Transport.Surroundings(
              System::nanoTime, new Random(1), pause -> {}, timer, new Traffic());
      try (RemoteVospaceClient client = RemoteVospaceClient.connect(settings, around)) {
        assertThat(read(client)).isEqualTo(CONTENT);
        assertThat(passed).isNotEmpty().allMatch(path -> path.startsWith("/http/127.0.0.1:"));
        assertThat(passed).as("metadata").noneMatch(path -> path.contains("/nodes"));
        passed.clear();
        proxy.stop(0);
        assertThat(read(client)).isEqualTo(CONTENT);
        assertThat(passed).isEmpty();
      }
    } finally {
      proxy.stop(0);
      timer.shutdown();
    }
  }

  private static byte[] read(RemoteVospaceClient client) throws VospaceException {
    ByteBuffer all = ByteBuffer.allocate(CONTENT.length);
    try (Download download = client.download(NodePath.of("/demo/file"))) {
      download.read(
          0,
          CONTENT.length,
          new ContentSink() {
            @Override
            public boolean begin(Version version, long offset) {
              return true;
            }

            @Override
            public boolean bytes(ByteBuffer buffer) {
              all.put(buffer);
              return true;
            }
          });
    }
    return all.array();
  }

  /** As a proxy would, without keeping anything. */
  private void pass(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    passed.add(path);
    assertThat(exchange.getRequestHeaders()).doesNotContainKey("Authorization");
    URI to = URI.create(path.replaceFirst("^/(https?)/", "$1://"));
    HttpURLConnection asked = (HttpURLConnection) to.toURL().openConnection();
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range != null) {
      asked.setRequestProperty("Range", range);
    }
    int status = asked.getResponseCode();
    asked
        .getHeaderFields()
        .forEach(
            (name, values) -> {
              if (name != null && !name.equalsIgnoreCase("Connection")) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    try (InputStream in = asked.getInputStream()) {
      byte[] bytes = in.readAllBytes();
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
