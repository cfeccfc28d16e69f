package org.vosfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.NodePath;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.http.LeapingTime;
import org.vosfs.vospace.ArchiveFormat;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.TreeChange;
import org.vosfs.vospace.TreeRemoval;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;
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
    server = DemoServer.start(settings(DemoSettings.of(directory, profile()).withPromptJobs()));
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

  @Test
  void aTreeIsRemovedByOneJobAndNothingBehindItsLinks() throws Exception {
    mkdir("/d");
    mkdir("/d/e");
    put("/d/e/f", Content.random(1, 1000));
    mkdir("/other");
    put("/other/g", Content.random(2, 1000));
    client.create(path("/d/l"), NewNode.link(client.uriOf(path("/other"))));
    if (profile() == Profile.SPEC) {
      assertThatThrownBy(() -> client.deleteTree(path("/d"), (phase, count) -> true))
          .isInstanceOf(VospaceException.Unsupported.class);
      assertThat(list("/d/e")).containsKey("f");
      return;
    }
    assertThat(client.deleteTree(path("/d"), (phase, count) -> true))
        .isEqualTo(new TreeRemoval(4, 0, true));
    assertAbsent("/d");
    assertThat(list("/other")).containsKey("g");
  }

  @Test
  void theRemovalOfATreeNeverGoesThroughALink() throws Exception {
    mkdir("/d");
    mkdir("/d/e");
    put("/d/e/f", Content.random(1, 1000));
    client.create(path("/l"), NewNode.link(client.uriOf(path("/d"))));
    for (String at : List.of("/l", "/l/e")) {
      assertThatThrownBy(() -> client.deleteTree(path(at), (phase, count) -> true))
          .isInstanceOf(VospaceException.class);
    }
    assertThatThrownBy(() -> client.deleteTree(path("/"), (phase, count) -> true))
        .isInstanceOf(VospaceException.class);
    assertThat(list("/d/e")).containsKey("f");
    assertThat(server.requests().snapshot())
        .noneMatch(request -> request.line().contains("async-delete"));
  }

  @Test
  void severalNodesComeAsOneArchive() throws Exception {
    mkdir("/d");
    mkdir("/d/e");
    byte[] bytes = Content.random(1, 100_000);
    put("/d/e/f", bytes);
    put("/g", bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (profile() == Profile.SPEC) {
      assertThatThrownBy(
              () -> client.archive(List.of(path("/d"), path("/g")), ArchiveFormat.ZIP, out))
          .isInstanceOf(VospaceException.class);
      assertThat(out.size()).isZero();
      return;
    }
    client.archive(List.of(path("/d"), path("/g")), ArchiveFormat.ZIP, out);
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        names.add(entry.getName());
        if (!entry.isDirectory()) {
          assertThat(zip.readAllBytes()).isEqualTo(bytes);
        }
      }
    }
    assertThat(names).containsExactlyInAnyOrder("/d/", "/d/e/", "/d/e/f", "/g");
  }

  @Test
  void aTreeIsChangedByOneJob() throws Exception {
    mkdir("/d");
    mkdir("/d/sub");
    client.create(path("/d/sub/f"), NewNode.data());
    client.create(path("/beside"), NewNode.data());
    PropertyChanges changes =
        new PropertyChanges(
            Map.of(NodeProperties.IS_PUBLIC, "true", NOTE, "<all>"), Set.of(COLOUR));
    if (profile() == Profile.SPEC) {
      assertThatThrownBy(
              () ->
                  client.updateTree(
                      path("/d"), NodeKind.CONTAINER, changes, (phase, count) -> true))
          .isInstanceOf(VospaceException.Unsupported.class);
      return;
    }
    TreeChange done =
        client.updateTree(path("/d"), NodeKind.CONTAINER, changes, (phase, count) -> true);
    assertThat(done).isEqualTo(new TreeChange(3, 0, true));
    for (String each : List.of("/d", "/d/sub", "/d/sub/f")) {
      assertThat(look(each).properties().isPublic()).as(each).isTrue();
      assertThat(look(each).properties().get(NOTE)).as(each).contains("<all>");
    }
    assertThat(look("/beside").properties().isPublic()).isFalse();
    assertThatThrownBy(
            () ->
                client.updateTree(path("/no"), NodeKind.CONTAINER, changes, (phase, count) -> true))
        .isInstanceOf(VospaceException.NotFound.class);
  }

  @Test
  void anybodyMayReadAPublicFileByItsUrl() throws Exception {
    put("/f", Content.random(1, 1000));
    client.update(
        path("/f"), NodeKind.DATA, PropertyChanges.setting(NodeProperties.IS_PUBLIC, "true"));
    Optional<String> url = client.urlOf(path("/f"));
    if (profile() == Profile.SPEC) {
      assertThat(url).isEmpty();
      return;
    }
    HttpRequest get = HttpRequest.newBuilder(URI.create(url.orElseThrow())).build();
    java.net.http.HttpClient plain =
        java.net.http.HttpClient.newBuilder()
            .followRedirects(java.net.http.HttpClient.Redirect.ALWAYS)
            .build();
    byte[] body = plain.send(get, HttpResponse.BodyHandlers.ofByteArray()).body();
    assertThat(body).hasSize(1000);
  }

  @Test
  void theQuotaAboveTheRootIsFound() throws Exception {
    mkdir("/d");
    mkdir("/d/sub");
    String home = profile().home(DemoSettings.SINGLE_USER);
    RemoteSettings below =
        RemoteSettings.of(server.endpoint().toString(), NodePath.of(home + "/d/sub"), "vosfs-test");
    try (RemoteVospaceClient mounted = RemoteVospaceClient.connect(below, time.surroundings())) {
      assertThat(mounted.quotaAbove()).isEmpty();
      server.space().setProperty(home, NodeProperties.QUOTA, "1000000");
      assertThat(mounted.quotaAbove().flatMap(node -> node.properties().quota()))
          .contains(1_000_000L);
    }
  }
}
