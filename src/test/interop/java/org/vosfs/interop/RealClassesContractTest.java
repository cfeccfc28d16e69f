package org.vosfs.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.nrc.cadc.rest.RestAction;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.auth.BearerToken;
import org.vosfs.auth.Credentials;
import org.vosfs.base.NodePath;
import org.vosfs.contract.Content;
import org.vosfs.contract.VospaceContentContract;
import org.vosfs.http.LeapingTime;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.RemoteVospaceClient;

/** The contract of the client against OpenCADC's own node, transfer and job classes. */
@SuppressWarnings("NullAway.Init")
class RealClassesContractTest extends VospaceContentContract {
  @TempDir private static Path directory;

  private static RealServer server;
  private static final AtomicInteger SPACES = new AtomicInteger();

  private final LeapingTime time = new LeapingTime();
  private String space;
  private RemoteVospaceClient client;

  @BeforeAll
  static void startServer() throws Exception {
    server = new RealServer(directory);
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void connect() throws Exception {
    space = "/space" + SPACES.incrementAndGet();
    server.nodes().allocate(space.substring(1), "alice");
    client = connect(BearerToken.of("tok-alice"), space);
  }

  @AfterEach
  void disconnect() {
    server.state(RestAction.STATE_READ_WRITE);
    if (client != null) {
      client.close();
    }
    time.close();
  }

  private RemoteVospaceClient connect(Credentials credentials, String root)
      throws VospaceException {
    RemoteSettings settings =
        RemoteSettings.of(server.base(), NodePath.of(root), "vosfs-interop")
            .withCredentials(credentials)
            .withPageSize(50);
    return RemoteVospaceClient.connect(settings, time.surroundings());
  }

  @Override
  protected VospaceClient client() {
    return client;
  }

  @Override
  protected boolean replacesAtomically() {
    return true;
  }

  @Test
  void maintenanceIsReadOnlyOrOffline() throws Exception {
    put("/f", Content.random(1, 100));
    server.state(RestAction.STATE_READ_ONLY);
    assertThatThrownBy(() -> mkdir("/d")).isInstanceOf(VospaceException.ReadOnly.class);
    assertThat(read("/f")).hasSize(100);
    server.state(RestAction.STATE_OFFLINE);
    assertThatThrownBy(() -> look("/f")).isInstanceOf(VospaceException.Unavailable.class);
    server.state(RestAction.STATE_READ_WRITE);
    assertThat(look("/f").name()).isEqualTo("f");
  }

  @Test
  void othersMayNotLookOrWrite() throws Exception {
    mkdir("/d");
    try (RemoteVospaceClient bob = connect(BearerToken.of("tok-bob"), "/")) {
      assertThatThrownBy(() -> bob.list(NodePath.of(space), child -> {}))
          .isInstanceOf(VospaceException.Denied.class);
      assertThatThrownBy(() -> bob.delete(NodePath.of(space + "/d")))
          .isInstanceOf(VospaceException.Denied.class);
    }
    assertThat(list("/")).containsOnlyKeys("d");
  }

  @Test
  void aWrongTokenIsRefused() {
    assertThatThrownBy(() -> connect(BearerToken.of("wrong"), "/"))
        .isInstanceOf(VospaceException.NotAuthenticated.class);
  }

  @Test
  void anybodySeesThePublicRoot() throws Exception {
    try (RemoteVospaceClient anybody = connect(Credentials.anonymous(), "/")) {
      assertThat(anybody.node(NodePath.ROOT, Detail.PROPERTIES).name()).isEmpty();
      assertThatThrownBy(() -> anybody.node(NodePath.of(space + "/f"), Detail.PROPERTIES))
          .isInstanceOf(VospaceException.Denied.class);
    }
  }
}
