package org.vosfs.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Closer;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.LoggedRequest;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.Relay;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Tree;
import org.vosfs.testing.Vosfs;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.wire.Documents;

/**
 * A server in this process, a relay in front of it, and a mount of the command line through the
 * relay. Closing it ends all three and deletes what was written.
 */
final class BenchSpace implements AutoCloseable {
  /** What {@code vosfs sync} ends with when something is not uploaded in time. */
  private static final int NOT_YET = 3;

  private final Closer closer = new Closer();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Profile profile;
  private final Path directory;
  private final DemoServer server;
  private final Relay relay;
  private final boolean relayed;
  private final CliMount mount;

  /** Mounted, with these mount options; the relay changes nothing yet. */
  BenchSpace(Profile profile, String... options) throws IOException, InterruptedException {
    this(profile, true, options);
  }

  /**
   * Mounted.
   *
   * @param relayed false: mount and plain clients talk to the server past the relay
   */
  BenchSpace(Profile profile, boolean relayed, String... options)
      throws IOException, InterruptedException {
    this.profile = profile;
    this.relayed = relayed;
    directory = Files.createTempDirectory("vosfs-bench").toRealPath();
    closer.register(() -> Scratch.delete(directory));
    try {
      server =
          closer.register(DemoServer.start(DemoSettings.of(directory.resolve("space"), profile)));
      relay = closer.register(Relay.to(server.endpoint()));
      Vosfs program = new Vosfs(Files.createDirectories(directory.resolve("user")));
      mount = closer.register(new CliMount(program, directory, endpoint()));
      List.of(options).forEach(mount::option);
      mount.mount();
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** The service as mount and plain clients see it. */
  URI endpoint() {
    return relayed ? relay.through(server.endpoint()) : server.endpoint();
  }

  DemoServer server() {
    return server;
  }

  Relay relay() {
    return relay;
  }

  CliMount mount() {
    return mount;
  }

  Path directory() {
    return directory;
  }

  /** Path of the writable container on the server. */
  String container() {
    return profile.home(DemoSettings.SINGLE_USER);
  }

  /** The writable directory in the mount. */
  Path home() {
    return mount.root().resolve(container().substring(1));
  }

  /**
   * An empty cache, and nothing known; Java is warmed up by listing and by reading {@code warm}.
   */
  void cold(@Nullable String warm) throws IOException, InterruptedException {
    mount.remountCold();
    sh(warm == null ? "ls" : "ls > /dev/null; cat " + warm + " > /dev/null");
    Scratch.settle();
    server.requests().clear();
  }

  /** Runs a script in the writable directory of the mount; it must succeed. */
  String sh(String script) throws IOException, InterruptedException {
    return mount.sh(home(), script).ok();
  }

  /** Uploads a file past mount and relay. */
  void put(String name, Path file) throws IOException, InterruptedException {
    put(uploadUrl(server.endpoint(), container() + "/" + name), file);
  }

  private void put(URI to, Path file) throws IOException, InterruptedException {
    HttpResponse<String> reply =
        http.send(
            HttpRequest.newBuilder(to).PUT(HttpRequest.BodyPublishers.ofFile(file)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (reply.statusCode() / 100 != 2) {
      throw new IOException("PUT " + to + ": " + reply.statusCode() + " " + reply.body());
    }
  }

  /** Uploads a file through the relay as a plain client does: asks where, and puts it there. */
  void putPlainly(String name, Path file) throws IOException, InterruptedException {
    put(uploadUrl(endpoint(), container() + "/" + name), file);
  }

  /** Sets a property of a file through the relay, as a plain client does. */
  void setPlainly(String name, String property, String value)
      throws IOException, InterruptedException {
    String path = container() + "/" + name;
    byte[] document =
        Documents.update(
            server.space().uri(path),
            NodeKind.DATA,
            new PropertyChanges(Map.of(property, value), Set.of()));
    URI to = URI.create(endpoint() + "/nodes" + path);
    HttpResponse<String> reply =
        http.send(
            HttpRequest.newBuilder(to)
                .header("Content-Type", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofByteArray(document))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (reply.statusCode() != 200) {
      throw new IOException("POST " + to + ": " + reply.statusCode() + " " + reply.body());
    }
  }

  private URI uploadUrl(URI endpoint, String path) throws IOException, InterruptedException {
    return negotiated(endpoint, path, "pushToVoSpace", "httpput");
  }

  /** Where a plain client finds the bytes of a file, through the relay. */
  URI downloadUrl(String name) throws IOException, InterruptedException {
    return negotiated(endpoint(), container() + "/" + name, "pullFromVoSpace", "httpget");
  }

  private URI negotiated(URI endpoint, String path, String direction, String protocol)
      throws IOException, InterruptedException {
    String query =
        "TARGET="
            + encoded(server.space().uri(path))
            + "&REQUEST=redirect&DIRECTION="
            + direction
            + "&PROTOCOL="
            + encoded("ivo://ivoa.net/vospace/core#" + protocol);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/synctrans?" + query)).build();
    HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
    return reply
        .headers()
        .firstValue("Location")
        .map(URI::create)
        .orElseThrow(
            () -> new IOException(request.uri() + ": " + reply.statusCode() + reply.body()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Puts a small file past mount and relay. */
  void put(String name, byte[] bytes) {
    String path = container() + "/" + name;
    server.space().mkdirs(path.substring(0, path.lastIndexOf('/')));
    server.space().put(path, bytes);
  }

  /** Requests since the last {@link #cold}, but for those of the mount's own beginning. */
  long requests(Predicate<LoggedRequest> which) {
    return server.requests().count(which);
  }

  /** Bytes of replies since the last {@link #cold}. */
  long bytesSent(Predicate<LoggedRequest> which) {
    return server.requests().matching(which).stream().mapToLong(LoggedRequest::bytesOut).sum();
  }

  /** Downloads with curl, to the disk or, by ranges, in parallel. */
  double curl(String name, long bytes) throws Exception {
    URI url = downloadUrl(name);
    Path to = directory.resolve("plain");
    Scratch.settle();
    double rate =
        Side.rate(
            bytes,
            () ->
                Shell.run(
                        directory,
                        List.of("curl", "-sSf", "-r", "0-" + (bytes - 1), "-o", "plain", url + ""))
                    .ok());
    Files.delete(to);
    return rate;
  }

  /** Reads a file of the mount from its first byte to its last. */
  double read(String name, long bytes) throws Exception {
    return Side.rate(bytes, () -> sh("dd if=" + name + " of=/dev/null bs=1M status=none"));
  }

  /** Fails when a file of the mount is not what was uploaded. */
  void verify(String name, Path original) throws IOException {
    if (!Tree.md5(home().resolve(name)).equals(Tree.md5(original))) {
      throw new AssertionError(name + " is not what was uploaded");
    }
  }

  /** Waits until everything at or below a place is uploaded, for as long as it takes. */
  void sync(Path place) throws IOException, InterruptedException {
    while (true) {
      Shell.Result result = mount.vosfs("sync", place.toString(), "--timeout", "30");
      if (result.code() == 0) {
        return;
      }
      if (result.code() != NOT_YET || result.errors().contains("failed:")) {
        throw new AssertionError("not uploaded: " + result);
      }
    }
  }

  void far(Duration roundTrip) {
    relay.roundTrip(roundTrip);
  }

  @Override
  public void close() {
    try {
      closer.close();
    } catch (Exception e) {
      throw new IllegalStateException("the benchmark did not end cleanly", e);
    }
  }
}
