package org.vosfs.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.NodePath;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.http.LeapingTime;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.RemoteVospaceClient;

/** The contract over HTTP, against the embedded server. */
abstract class RemoteContract extends VospaceContentContract {
  @TempDir
  @SuppressWarnings("NullAway")
  Path directory;

  private final LeapingTime time = new LeapingTime();

  @SuppressWarnings("NullAway")
  private DemoServer server;

  @SuppressWarnings("NullAway")
  private RemoteVospaceClient client;

  protected abstract Profile profile();

  protected DemoSettings settings(DemoSettings standard) {
    return standard;
  }

  @BeforeEach
  void connect() throws Exception {
    server = DemoServer.start(settings(DemoSettings.of(directory, profile())));
    RemoteSettings settings =
        RemoteSettings.of(
                server.endpoint().toString(),
                NodePath.of(profile().home(DemoSettings.SINGLE_USER)),
                "vosfs-test")
            .withPageSize(50);
    client = RemoteVospaceClient.connect(settings, time.surroundings());
  }

  @AfterEach
  void disconnect() throws Exception {
    if (client != null) {
      client.close();
    }
    server.close();
    time.close();
  }

  @Override
  protected VospaceClient client() {
    return client;
  }

  protected DemoServer server() {
    return server;
  }

  @Test
  void traitsAreLearned() throws Exception {
    put("/f", Content.random(1, 1000));
    read("/f");
    assertThat(client.traits().ranges()).contains(profile() != Profile.CAVERN);
    if (profile() != Profile.SPEC) {
      // without /files there is no telling whose endpoint it is
      assertThat(client.traits().atomicReplace()).contains(replacesAtomically());
    }
  }
}
