package org.vosfs.demo;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends recorded requests to a server of ours. What a service makes up (job ids, storage ids,
 * transactions, tokens, digests of bodies that were not recorded) is learned from each pair of
 * replies and put into the requests and expectations that follow.
 */
final class Replayed {
  private static final Pattern OBJECT =
      Pattern.compile("/minoc/files/[^/]*/cadc:vault/([0-9a-f-]{36})(:fo/[^?\\s<\"]*)?");

  /** What most recorded uploads sent: the numbers from 1 to 2000, a line each; 8893 bytes. */
  private static final byte[] LINES =
      Rig.utf8(
          IntStream.rangeClosed(1, 2000).mapToObj(n -> n + "\n").collect(Collectors.joining()));

  /** Digests of bodies that are sent as they were recorded. */
  private static final Set<String> KNOWN =
      Set.of(
          Hex.md5(LINES),
          Hex.md5(Arrays.copyOf(LINES, 5000)),
          Hex.md5(Arrays.copyOf(LINES, 8000)),
          Hex.md5(Rig.utf8("hello vospace\n")));

  private static final List<String> SENT =
      List.of(
          "Authorization",
          "Content-Type",
          "Accept",
          "Cookie",
          "Range",
          "If-Modified-Since",
          "If-None-Match",
          "If-Range",
          "Content-Encoding",
          "Content-MD5",
          "Content-Range",
          "x-put-txn-op",
          "x-put-txn-id",
          "x-total-length");

  private final Rig rig;
  private final Map<String, String> paths;
  private final Map<String, String> learned = new LinkedHashMap<>();
  private final Map<String, String> readUrls = new HashMap<>();
  private final Map<String, String> writeUrls = new HashMap<>();

  /**
   * @param paths of nodes by recorded storage id, where no recorded negotiation names the node
   */
  Replayed(Rig rig, Map<String, String> paths) {
    this.rig = rig;
    this.paths = paths;
  }

  private String base() {
    return "http://127.0.0.1:" + rig.server().port();
  }

  /** A recorded text with everything of the recorded service replaced by ours. */
  String ours(String text) {
    String result =
        text.replace("rig.test~vault", "demo.vosfs.org~vault")
            .replace("rig.test!vault", "demo.vosfs.org!vault")
            .replace("rig.test~cavern", "demo.vosfs.org~arc")
            .replace("rig.test!cavern", "demo.vosfs.org!arc")
            .replace("rig.test%7Ecavern", "demo.vosfs.org%7Earc")
            .replace("rig.test%7Evault", "demo.vosfs.org%7Evault")
            .replaceAll("https?://127\\.0\\.0\\.1:\\d+", base())
            .replace(base() + "/cavern/", base() + "/arc/")
            .replaceAll("^/cavern/", "/arc/")
            .replaceAll("\\b(vault|cavern)admin", "admin");
    for (Map.Entry<String, String> entry : learned.entrySet()) {
      result = result.replace(entry.getKey(), entry.getValue());
    }
    return result;
  }

  /** Sends a part of the body, then closes the connection and waits for the server's close. */
  private void interrupt(HttpRequest request, byte[] body) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rig.server().port())) {
      StringBuilder head = new StringBuilder();
      head.append(request.method()).append(' ').append(request.uri().getRawPath());
      head.append(" HTTP/1.1\r\nHost: h\r\nContent-Length: ").append(body.length);
      request.headers().map().forEach((k, v) -> head.append("\r\n" + k + ": " + v.get(0)));
      OutputStream out = socket.getOutputStream();
      out.write(Rig.utf8(head + "\r\n\r\n"));
      out.write(body, 0, body.length / 2);
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }
  }

  /** Sends the request; null when the connection was broken on purpose. */
  Rig.@Nullable Reply send(Recording recorded) throws Exception {
    Rig.Call call = rig.call(recorded.method(), url(recorded));
    byte[] body = body(recorded);
    for (String name : SENT) {
      String value = recorded.header(name);
      if (value != null && !(name.equals("Accept") && value.equals("*/*"))) {
        call.header(name, ours(value));
      }
    }
    String digest = recorded.header("Digest");
    if (digest != null) {
      call.header("Digest", digest(recorded, digest, body));
    }
    if (recorded.title().contains("interrupted")) {
      interrupt(call.request(), body);
      return null;
    }
    if (recorded.announced() < 0) {
      call.publisher(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    } else if (body.length > 0) {
      call.body(body);
    }
    Rig.Reply reply = call.send();
    for (int i = 0; i < 10_000 && stillRuns(recorded, reply); i++) {
      reply = call.send();
    }
    learn(recorded, reply);
    return reply;
  }

  /** Whether the job executes that had ended when it was recorded. */
  private static boolean stillRuns(Recording recorded, Rig.Reply reply) {
    return recorded.method().equals("GET")
        && recorded.target().matches(".*/(transfers|async-[a-z]+)/.*")
        && reply.text().contains("EXECUTING")
        && !String.valueOf(recorded.reply()).contains("EXECUTING");
  }

  private String url(Recording recorded) throws Exception {
    Matcher object = OBJECT.matcher(recorded.target());
    if (!object.find()) {
      // Parameters ask for https where the recorded service knew itself as https; ours is http.
      return base() + ours(recorded.target()).replace("%23httpsput", "%23httpput");
    }
    String slot = object.group(1);
    String rest = recorded.target().substring(object.end());
    // A GET without a file name was made with a write token, which the recording does not show.
    boolean reading =
        object.group(2) != null
            || (recorded.method().equals("GET") && !writeUrls.containsKey(slot));
    Map<String, String> known = reading ? readUrls : writeUrls;
    String url = known.get(slot);
    if (url == null) {
      String path = paths.getOrDefault(slot, "/alice/w/" + slot);
      if (!rig.space().exists(path)) {
        rig.space().put(path, new byte[0]);
      }
      List<String> given = rig.negotiate(c -> c.as(Rig.ALICE), path, !reading);
      url = given.isEmpty() ? base() + "/none" : given.get(0);
      known.put(slot, url);
      learnSlot(slot, url);
    }
    return url + rest;
  }

  /** The recorded body, or bytes of the recorded length. */
  private byte[] body(Recording recorded) {
    if (recorded.method().equals("POST")
        && recorded.target().endsWith("/alice/pg")
        && recorded.body().isEmpty()) {
      return property(recorded);
    }
    if (!recorded.body().isEmpty()) {
      return Rig.utf8(ours(recorded.body()));
    }
    boolean nothing = recorded.title().contains("without body") || recorded.announced() == 0;
    if (recorded.method().equals("PUT") && recorded.target().contains("/nodes/") && !nothing) {
      return document(recorded);
    }
    if (recorded.announced() < 0) {
      return recorded.title().contains("empty") ? new byte[0] : LINES.clone();
    }
    return switch ((int) recorded.announced()) {
      case 3 -> Rig.utf8("hi\n");
      case 6 -> Rig.utf8("hello\n");
      case 14 -> Rig.utf8("hello vospace\n");
      case 893 -> Arrays.copyOfRange(LINES, 8000, 8893);
      case 3000 -> Arrays.copyOfRange(LINES, 5000, 8000);
      case 5000 -> Arrays.copyOf(LINES, 5000);
      case 8893 -> LINES.clone();
      default -> filler((int) recorded.announced());
    };
  }

  /** The property that a recorder set, as the title or the reply says. */
  private byte[] property(Recording recorded) {
    String value = String.valueOf(recorded.reply());
    boolean other = recorded.title().contains("another");
    Matcher m = Pattern.compile("my#" + (other ? "other" : "k") + "\">([^<]*)<").matcher(value);
    String text = other && m.find() ? m.group(1) : "a\\b";
    String key = "ivo://rig.test/my#" + (other ? "other" : "k");
    String path = recorded.target().replaceFirst(".*/nodes", "");
    return Rig.utf8(rig.node(path, "DataNode", Rig.property(key, text), ""));
  }

  /** A node document for the requested path, as the recorders of names sent it. */
  private byte[] document(Recording recorded) {
    String path = recorded.target().replaceFirst(".*/nodes", "");
    boolean container = recorded.title().contains("mkdir");
    String type = container ? "ContainerNode" : "DataNode";
    String long33 = Rig.property("ivo://rig.test/my#k", "x".repeat(33_000));
    String properties = recorded.title().contains("> 32 KiB") ? long33 : "";
    return Rig.utf8(
        rig.node("/PATH", type, properties, container ? "<vos:nodes/>" : "")
            .replace("/PATH", path.replace("&", "&amp;")));
  }

  private static byte[] filler(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'A');
    return bytes;
  }

  /** A digest that was right stays right for the body that is really sent. */
  private String digest(Recording recorded, String sent, byte[] body) {
    boolean right = sent.equals(recorded.replyHeader("Digest"));
    boolean plain = recorded.header("x-put-txn-id") == null;
    return right && plain ? Hex.digest(Hex.md5(body)) : ours(sent);
  }

  private void learn(Recording recorded, Rig.Reply reply) {
    header(recorded, reply, "Location");
    header(recorded, reply, "x-put-txn-id");
    header(recorded, reply, "x-artifact-id");
    String digest = recorded.replyHeader("Digest");
    String ours = reply.header("Digest");
    if (digest != null && ours != null) {
      String was = hex(digest);
      String is = hex(ours);
      if (was != null && is != null && !was.equals(is) && !KNOWN.contains(was)) {
        learned.put(was, is);
        learned.put(digest, ours);
      }
    }
    String text = recorded.reply();
    if (text != null) {
      List<String> given = reply.all("<vos:endpoint>([^<]*)</vos:endpoint>");
      Matcher endpoints = Pattern.compile("<vos:endpoint>([^<]*)<").matcher(text);
      for (int i = 0; endpoints.find() && i < given.size(); i++) {
        pair(endpoints.group(1), given.get(i));
      }
    }
  }

  private static @Nullable String hex(String digest) {
    try {
      return Hex.of(Base64.getDecoder().decode(digest.replaceFirst("^md5=", "")));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void header(Recording recorded, Rig.Reply reply, String name) {
    String was = recorded.replyHeader(name);
    String is = reply.header(name);
    if (was != null && is != null) {
      pair(was, is);
    }
  }

  private void learnSlot(String was, String url) {
    Matcher slot = Pattern.compile("cadc:vault/([0-9a-f-]{36})").matcher(url);
    if (slot.find()) {
      learned.put(was, slot.group(1));
    }
  }

  /** Two texts that stand for the same thing. */
  private void pair(String was, String is) {
    Matcher object = OBJECT.matcher(was);
    if (object.find()) {
      String url = is.replaceFirst("\\?.*", "");
      (object.group(2) != null ? readUrls : writeUrls).put(object.group(1), url);
      learnSlot(object.group(1), is);
      return;
    }
    String[] before = was.split("/", -1);
    String[] after = is.split("/", -1);
    for (int i = 0; i < before.length && before.length == after.length; i++) {
      boolean madeUp = before[i].matches("[a-z0-9]{16}|[0-9a-f-]{36}|preauth:.*");
      if (madeUp && !before[i].equals(after[i])) {
        learned.put(before[i], after[i]);
      }
    }
  }
}
