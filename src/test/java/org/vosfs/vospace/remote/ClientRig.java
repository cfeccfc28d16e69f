package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vosfs.auth.BearerToken;
import org.vosfs.auth.Credentials;
import org.vosfs.base.Closer;
import org.vosfs.base.NodePath;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.DemoUser;
import org.vosfs.demo.LoggedRequest;
import org.vosfs.demo.Profile;
import org.vosfs.http.LeapingTime;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.Stored;

/** The embedded server and a client of it, whose root is the user's home. */
final class ClientRig implements AutoCloseable {
  /** A property that is nobody else's. */
  static final String NOTE = "ivo://example.org/meta#note";

  static final String GROUP = "ivo://cadc.nrc.ca/gms?both";
  static final DemoUser ANA = new DemoUser("ana", "tok-ana").withGroups(GROUP);
  static final DemoUser BEN = new DemoUser("ben", "tok-ben").withGroups(GROUP);

  /** Settings with two users, who share a group; the client is Ana. */
  static DemoSettings users(DemoSettings settings) {
    return settings.withUsers(ANA, BEN);
  }

  final DemoServer server;
  final LeapingTime time;
  final RemoteVospaceClient client;
  private final Closer closer = new Closer();
  private final String home;

  ClientRig(Path directory, Profile profile, UnaryOperator<DemoSettings> settings)
      throws Exception {
    time = closer.register(new LeapingTime());
    DemoSettings chosen = settings.apply(DemoSettings.of(directory, profile));
    server = closer.register(DemoServer.start(chosen));
    boolean users = !chosen.users().isEmpty();
    home = profile.home(users ? "ana" : DemoSettings.SINGLE_USER);
    client = connect(users ? BearerToken.of("tok-ana") : Credentials.anonymous(), home);
    server.requests().clear();
  }

  /** Another client. */
  RemoteVospaceClient connect(Credentials credentials, String root) throws Exception {
    return closer.register(
        RemoteVospaceClient.connect(
            RemoteSettings.of(server.endpoint().toString(), NodePath.of(root), "vosfs-test")
                .withCredentials(credentials)
                .withPageSize(3),
            time.surroundings()));
  }

  /** Ben's client, whose root is Ana's home, which he may read. */
  RemoteVospaceClient ben() throws Exception {
    boolean spec = server.settings().profile() == Profile.SPEC;
    server
        .space()
        .setProperty(home, spec ? NodeProperties.PUBLIC_READ : NodeProperties.IS_PUBLIC, "true");
    return connect(BearerToken.of("tok-ben"), home);
  }

  /** Path on the server of a path in the home. */
  String at(String path) {
    return home + path;
  }

  static NodePath path(String text) {
    return NodePath.of(text);
  }

  void put(String path, String text) {
    server.space().put(at(path), text.getBytes(StandardCharsets.UTF_8));
  }

  String stored(String path) {
    return new String(server.space().read(at(path)), StandardCharsets.UTF_8);
  }

  Node look(String path) throws Exception {
    return client.node(path(path), Detail.PROPERTIES);
  }

  long length(String path) throws Exception {
    Node node = look(path);
    assertThat(node).isInstanceOf(Node.Data.class);
    return ((Node.Data) node).length();
  }

  List<String> list(String path) throws Exception {
    return list(client, path);
  }

  static List<String> list(RemoteVospaceClient client, String path) throws Exception {
    List<String> names = new ArrayList<>();
    client.list(path(path), node -> names.add(node.name()));
    return names;
  }

  Stored upload(String path, String text) throws Exception {
    return client.upload(path(path), Bytes.body(text));
  }

  String read(String path) throws Exception {
    return read(client, path, 0, 1000);
  }

  static String read(RemoteVospaceClient client, String path, long offset, long length)
      throws Exception {
    Bytes.Sink sink = new Bytes.Sink(length);
    try (Download download = client.download(path(path))) {
      download.read(offset, length, sink);
    }
    String text = sink.text();
    int skipped = (int) Math.max(0, Math.min(text.length(), offset - Math.max(0, sink.offset)));
    return sink.offset < 0 ? "" : text.substring(skipped);
  }

  /** Method and target of what was asked since the last look, with the home and ids left out. */
  List<String> asked() {
    List<String> lines = new ArrayList<>();
    for (LoggedRequest request : server.requests().snapshot()) {
      lines.add(request.method() + " " + request.path().replace(home, ""));
    }
    server.requests().clear();
    return lines;
  }

  @Nullable String property(String path, String key) {
    return server.space().get(at(path)).properties().get(key);
  }

  @Override
  public void close() throws Exception {
    closer.close();
  }
}
