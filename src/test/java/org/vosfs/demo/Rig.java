package org.vosfs.demo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server and a plain HTTP client that speaks to it. */
final class Rig implements AutoCloseable {
  static final DemoUser ALICE = new DemoUser("alice", "tok-alice").withGroups(group("both"));
  static final DemoUser BOB =
      new DemoUser("bob", "tok-bob").withGroups(group("both"), group("bobs"));

  private final DemoServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  Rig(DemoSettings settings) throws IOException {
    server = DemoServer.start(settings);
  }

  static String group(String name) {
    return "ivo://cadc.nrc.ca/gms?" + name;
  }

  DemoServer server() {
    return server;
  }

  Space space() {
    return server.space();
  }

  HttpClient client() {
    return client;
  }

  /** The writable container of the single user. */
  String home() {
    return server.settings().profile().home("demo");
  }

  Profile profile() {
    return server.settings().profile();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** A request under construction. */
  final class Call {
    private final String method;
    private final String url;
    private final List<String> headers = new ArrayList<>();
    private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

    Call(String method, String url) {
      this.method = method;
      this.url = url;
    }

    Call as(DemoUser user) {
      return header("Authorization", "Bearer " + user.token());
    }

    Call header(String name, String value) {
      headers.add(name);
      headers.add(value);
      return this;
    }

    Call body(byte[] bytes) {
      body = BodyPublishers.ofByteArray(bytes);
      return this;
    }

    Call body(String text) {
      return body(text.getBytes(StandardCharsets.UTF_8));
    }

    Call publisher(HttpRequest.BodyPublisher publisher) {
      body = publisher;
      return this;
    }

    Call xml(String text) {
      return header("Content-Type", "text/xml").body(text);
    }

    Call form(String text) {
      return header("Content-Type", "application/x-www-form-urlencoded").body(text);
    }

    HttpRequest request() {
      HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url)).method(method, body);
      for (int i = 0; i < headers.size(); i += 2) {
        builder.header(headers.get(i), headers.get(i + 1));
      }
      return builder.build();
    }

    Reply send() throws IOException, InterruptedException {
      return new Reply(client.send(request(), BodyHandlers.ofByteArray()));
    }
  }

  /** A reply with its body. */
  record Reply(HttpResponse<byte[]> http) {
    int status() {
      return http.statusCode();
    }

    byte[] bytes() {
      return http.body();
    }

    String text() {
      return new String(http.body(), StandardCharsets.UTF_8);
    }

    @Nullable String header(String name) {
      return http.headers().firstValue(name).orElse(null);
    }

    String location() {
      return http.headers().firstValue("Location").orElseThrow();
    }

    /** All matches of the first group. */
    List<String> all(String regex) {
      List<String> found = new ArrayList<>();
      Matcher m = Pattern.compile(regex, Pattern.DOTALL).matcher(text());
      while (m.find()) {
        found.add(m.group(1));
      }
      return found;
    }

    /** Value of a property of the first node in the document, or null. */
    @Nullable String property(String key) {
      List<String> found =
          all("<vos:property uri=\"" + Pattern.quote(key) + "\"[^>/]*>([^<]*)</vos:property>");
      return found.isEmpty() ? null : found.get(0);
    }

    /** Last path segments of the children listed. */
    List<String> children() {
      List<String> uris = all("<vos:node uri=\"([^\"]*)\"");
      return uris.stream().map(uri -> uri.substring(uri.lastIndexOf('/') + 1)).toList();
    }
  }

  Call call(String method, String url) {
    return new Call(method, url.startsWith("http") ? url : server.endpoint() + url);
  }

  Call get(String url) {
    return call("GET", url);
  }

  Call head(String url) {
    return call("HEAD", url);
  }

  Call put(String url) {
    return call("PUT", url);
  }

  Call post(String url) {
    return call("POST", url);
  }

  Call delete(String url) {
    return call("DELETE", url);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  String uri(String path) {
    return server.space().uri(path);
  }

  String node(String path, String type, String properties, String rest) {
    return "<vos:node xmlns:vos=\"http://www.ivoa.net/xml/VOSpace/v2.0\""
        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" uri=\""
        + uri(path)
        + "\" xsi:type=\"vos:"
        + type
        + "\"><vos:properties>"
        + properties
        + "</vos:properties>"
        + rest
        + "</vos:node>";
  }

  static String property(String key, String value) {
    return "<vos:property uri=\"" + key + "\">" + value + "</vos:property>";
  }

  static String nil(String key) {
    return "<vos:property uri=\"" + key + "\" xsi:nil=\"true\"/>";
  }

  Call mkdir(String path, String properties) {
    return put("/nodes" + path).xml(node(path, "ContainerNode", properties, "<vos:nodes/>"));
  }

  Call mkdir(String path) {
    return mkdir(path, "");
  }

  Call mkfile(String path, String properties) {
    return put("/nodes" + path).xml(node(path, "DataNode", properties, ""));
  }

  Call mkfile(String path) {
    return mkfile(path, "");
  }

  Call mklink(String path, String target) {
    return put("/nodes" + path)
        .xml(node(path, "LinkNode", "", "<vos:target>" + target + "</vos:target>"));
  }

  Call set(String path, String type, String properties) {
    String rest = type.equals("ContainerNode") ? "<vos:nodes/>" : "";
    return post("/nodes" + path).xml(node(path, type, properties, rest));
  }

  String transfer(String path, String direction, String... protocols) {
    StringBuilder xml = new StringBuilder();
    xml.append("<vos:transfer xmlns:vos=\"http://www.ivoa.net/xml/VOSpace/v2.0\"");
    xml.append(" version=\"2.1\"><vos:target>").append(uri(path)).append("</vos:target>");
    xml.append("<vos:direction>").append(direction).append("</vos:direction>");
    for (String protocol : protocols) {
      xml.append("<vos:protocol uri=\"").append(Keys.CORE).append(protocol).append("\"/>");
    }
    return xml.append("</vos:transfer>").toString();
  }

  String move(String from, String to) {
    return "<vos:transfer xmlns:vos=\"http://www.ivoa.net/xml/VOSpace/v2.0\" version=\"2.1\">"
        + "<vos:target>"
        + uri(from)
        + "</vos:target><vos:direction>"
        + uri(to)
        + "</vos:direction><vos:keepBytes>false</vos:keepBytes></vos:transfer>";
  }

  /** Endpoints of a document negotiation; empty when there are none. */
  List<String> negotiate(UnaryOperator<Call> user, String path, boolean push)
      throws IOException, InterruptedException {
    return details(user, path, push).all("<vos:endpoint>([^<]*)</vos:endpoint>");
  }

  List<String> negotiate(String path, boolean push) throws IOException, InterruptedException {
    return negotiate(UnaryOperator.identity(), path, push);
  }

  /** The reply of /xfer. */
  Reply details(UnaryOperator<Call> user, String path, boolean push)
      throws IOException, InterruptedException {
    String document =
        push
            ? transfer(path, "pushToVoSpace", "httpput")
            : transfer(path, "pullFromVoSpace", "httpget");
    String first = user.apply(post("/synctrans").xml(document)).send().location();
    String second = user.apply(get(first)).send().location();
    return user.apply(get(second)).send();
  }

  /** Uploads through negotiation; returns the reply to the PUT. */
  Reply upload(String path, byte[] bytes) throws IOException, InterruptedException {
    return put(negotiate(path, true).get(0)).body(bytes).send();
  }

  /** Runs a move to its end; returns the phase and the error text. */
  String runMove(UnaryOperator<Call> user, String from, String to)
      throws IOException, InterruptedException {
    return run(user, user.apply(post("/transfers").xml(move(from, to))).send().location());
  }

  String runMove(String from, String to) throws IOException, InterruptedException {
    return runMove(UnaryOperator.identity(), from, to);
  }

  String run(UnaryOperator<Call> user, String job) throws IOException, InterruptedException {
    user.apply(post(job + "/phase").form("PHASE=RUN")).send();
    for (int i = 0; i < 10_000; i++) {
      String phase = user.apply(get(job + "/phase")).send().text();
      if (phase.equals("ERROR")) {
        Reply error = user.apply(get(job + "/error")).send();
        return "ERROR " + (error.status() == 200 ? error.text() : "");
      }
      if (!phase.equals("PENDING") && !phase.equals("EXECUTING")) {
        return phase;
      }
    }
    throw new AssertionError("job does not end: " + job);
  }

  static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
