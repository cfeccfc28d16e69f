package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.vosfs.base.NodePath;
import org.vosfs.demo.Recording;
import org.vosfs.http.ScriptedServer;
import org.vosfs.vospace.VospaceException;

/**
 * A service that answers with recorded replies, byte for byte but for its own address. Its home is
 * Alice's, who is the caller.
 */
final class RecordedSpace implements AutoCloseable {
  /** Made anew by the server that repeats the reply. */
  private static final Set<String> TRANSPORT =
      Set.of("content-length", "transfer-encoding", "connection", "date", "keep-alive");

  final ScriptedVospace space;
  final ScriptedServer server;
  final RemoteVospaceClient client;
  private final String service;

  /**
   * @param service vault or cavern
   */
  RecordedSpace(String service) throws IOException, VospaceException {
    this.service = service;
    space = new ScriptedVospace();
    server = space.server;
    String root =
        ScriptedVospace.container("", "").replace(ScriptedVospace.AUTHORITY, "rig.test~" + service);
    server.on("GET", "/vault/nodes", ScriptedVospace.nodes(root));
    client = space.connect();
  }

  /** Answers a request with recorded replies, in turn; the last one repeats. */
  RecordedSpace on(String method, String path, String file, String... titles) throws IOException {
    ScriptedServer.Answer[] answers = new ScriptedServer.Answer[titles.length];
    for (int i = 0; i < titles.length; i++) {
      answers[i] = answer(file, titles[i]);
    }
    server.on(method, path, answers);
    return this;
  }

  /** A recorded reply. */
  ScriptedServer.Answer answer(String file, String title) throws IOException {
    return answer(recording(service + "/" + file, title));
  }

  /** The first recording of that title. */
  static Recording recording(String resource, String title) throws IOException {
    List<Recording> found =
        Recording.read(resource).stream().filter(one -> one.title().equals(title)).toList();
    assertThat(found).as("%s: %s", resource, title).isNotEmpty();
    return found.get(0);
  }

  private ScriptedServer.Answer answer(Recording recorded) {
    return (exchange, request) -> {
      recorded
          .replyHead()
          .lines()
          .filter(line -> line.indexOf(':') > 0)
          .forEach(
              line -> {
                String name = line.substring(0, line.indexOf(':'));
                if (!TRANSPORT.contains(name.toLowerCase(Locale.ROOT))) {
                  exchange
                      .getResponseHeaders()
                      .add(name, ours(line.substring(line.indexOf(':') + 1).strip()));
                }
              });
      String text = recorded.reply();
      boolean head = exchange.getRequestMethod().equals("HEAD");
      String length = recorded.replyHeader("Content-Length");
      if (head && length != null) {
        exchange.getResponseHeaders().set("Content-Length", length);
      }
      byte[] body = ours(text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
      boolean none = head || body.length == 0;
      exchange.sendResponseHeaders(recorded.status(), none ? -1 : body.length);
      if (!none) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    };
  }

  private String ours(String text) {
    return text.replaceAll("https?://127\\.0\\.0\\.1:\\d+", server.base())
        .replace("/cavern/", "/vault/");
  }

  static NodePath path(String text) {
    return NodePath.of(text);
  }

  @Override
  public void close() {
    client.close();
    space.close();
  }
}
