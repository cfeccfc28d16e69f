package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vosfs.base.NodePath;
import org.vosfs.demo.Recording;
import org.vosfs.http.ScriptedServer;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceException;

/** What the client makes of replies as real services sent them, byte for byte. */
class RecordedRepliesTest {
  private static final NodePath ALICE = NodePath.of("/alice");
  private static final NodePath GONE = NodePath.of("/alice/pg");
  private static final NodePath NEW = NodePath.of("/alice/ro");

  private ScriptedVospace space;

  @BeforeEach
  void start() throws Exception {
    space = new ScriptedVospace();
    String root =
        ScriptedVospace.container("", "").replace(ScriptedVospace.AUTHORITY, "rig.test~vault");
    space.server.on("GET", "/vault/nodes", ScriptedVospace.nodes(root));
  }

  @AfterEach
  void stop() {
    space.close();
  }

  /** A request without what the recorder and the client ask for in different ways. */
  private static String key(String method, String target) {
    String[] parts = target.split("[?]", 2);
    String parameters =
        Stream.of(parts.length > 1 ? parts[1].split("&", -1) : new String[0])
            .map(one -> URLDecoder.decode(one, StandardCharsets.UTF_8))
            .filter(one -> !one.startsWith("detail=") && !one.matches("limit=(0|1000)"))
            .sorted()
            .collect(Collectors.joining("&"));
    return method + " " + parts[0] + "?" + parameters;
  }

  /** Every recorded request gets its recorded reply. */
  private void serve(String resource) throws IOException {
    Map<String, Recording> replies = new HashMap<>();
    for (Recording one : Recording.read(resource)) {
      replies.put(key(one.method(), one.target()), one);
    }
    for (Recording one : replies.values()) {
      String path = one.target().replaceFirst("[?].*", "");
      space.server.on(
          one.method(),
          path,
          (exchange, body) -> {
            Recording found =
                replies.get(key(exchange.getRequestMethod(), exchange.getRequestURI().toString()));
            Map<String, String> headers = new HashMap<>();
            for (String name : List.of("Server", "Content-Type", "Retry-After")) {
              String value = found == null ? null : found.replyHeader(name);
              if (value != null) {
                headers.put(name, value);
              }
            }
            String reply = found == null ? null : found.reply();
            ScriptedServer.answer(
                    found == null ? 404 : found.status(), headers, reply == null ? "" : reply)
                .on(exchange, body);
          });
    }
  }

  @Test
  void aLinguisticOrderLosesNoNameBetweenPages() throws Exception {
    String resource = "vault/24-ordering-icu-en_US.txt";
    serve(resource);
    List<String> made =
        Recording.read(resource).stream()
            .filter(one -> one.method().equals("PUT") && one.target().contains("/alice/o/"))
            .map(one -> one.target().substring(one.target().lastIndexOf('/') + 1))
            .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
            .toList();
    List<String> listed = new ArrayList<>();
    try (RemoteVospaceClient client = space.connect(space.settings().withPageSize(4))) {
      client.list(NodePath.of("/alice/o"), node -> listed.add(node.name()));
      assertThat(client.traits().paging()).contains(true);
    }
    assertThat(listed).startsWith("_x", "-x", ".x", "1", "10", "9", "a", "A");
    assertThat(listed).containsExactlyInAnyOrderElementsOf(made).hasSizeGreaterThan(20);
  }

  @Test
  void maintenanceRefusesChangesAndNothingElse() throws Exception {
    serve("vault/25-state-ReadOnly.txt");
    try (RemoteVospaceClient client = space.connect()) {
      assertThat(NodeKind.of(client.node(ALICE, Detail.PROPERTIES))).isEqualTo(NodeKind.CONTAINER);
      assertThatThrownBy(() -> client.create(NEW, NewNode.container()))
          .isInstanceOf(VospaceException.ReadOnly.class);
      assertThatThrownBy(
              () ->
                  client.update(
                      ALICE, NodeKind.CONTAINER, PropertyChanges.setting("ivo://x#y", "z")))
          .isInstanceOf(VospaceException.ReadOnly.class);
      assertThatThrownBy(() -> client.delete(GONE)).isInstanceOf(VospaceException.ReadOnly.class);
    }
    assertThat(space.time.pauses()).isEmpty();
  }

  @Test
  void aServiceThatIsOfflineIsUnavailableAndNothingIsGone() throws Exception {
    serve("vault/25-state-Offline.txt");
    try (RemoteVospaceClient client = space.connect()) {
      assertThatThrownBy(() -> client.node(ALICE, Detail.PROPERTIES))
          .isInstanceOf(VospaceException.Unavailable.class)
          .hasMessageContaining("offline");
      assertThatThrownBy(() -> client.create(NEW, NewNode.container()))
          .isInstanceOf(VospaceException.Unavailable.class);
      assertThatThrownBy(() -> client.delete(GONE))
          .isInstanceOf(VospaceException.Unavailable.class);
    }
  }
}
