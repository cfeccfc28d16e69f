package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ServerTest {
  @TempDir Path root;

  private Rig rig(Profile profile) throws Exception {
    return new Rig(DemoSettings.of(root, profile));
  }

  @ParameterizedTest
  @EnumSource
  void theSpaceSurvivesARestart(Profile profile) throws Exception {
    Object before;
    String read;
    try (Rig rig = rig(profile)) {
      fill(rig);
      before = rig.space().snapshot();
      read = rig.negotiate(rig.home() + "/d/f", false).get(0);
    }
    try (Rig rig = new Rig(DemoSettings.of(root, profile))) {
      assertThat(rig.space().snapshot()).isEqualTo(before);
      String moved = read.replaceFirst(":\\d+/", ":" + rig.server().port() + "/");
      assertThat(rig.get(moved).send().bytes()).as("tokens stay valid").containsExactly(1, 2, 3);
      rig.space().put(rig.home() + "/later", new byte[] {9});
      assertThat(rig.space().get(rig.home() + "/d2").type()).isEqualTo("ContainerNode");
    }
  }

  private static void fill(Rig rig) throws Exception {
    String h = rig.home();
    rig.mkdir(h + "/d").send();
    rig.upload(h + "/d/f", new byte[] {1, 2, 3});
    rig.upload(h + "/d/g", new byte[] {4});
    rig.upload(h + "/d/g", new byte[] {5, 6});
    rig.mkfile(h + "/gone").send();
    rig.delete("/nodes" + h + "/gone").send();
    rig.mkdir(h + "/d1").send();
    rig.runMove(h + "/d1", h + "/d2");
    if (rig.profile() != Profile.SPEC) {
      rig.set(h + "/d/f", "DataNode", Rig.property("ivo://a.b/c#tab", "a\tb \u00e9")).send();
    }
    rig.mklink(h + "/l", rig.uri(h + "/d/f")).send();
  }

  @ParameterizedTest
  @EnumSource
  void everythingAcknowledgedIsOnDiskWithoutClosing(Profile profile, @TempDir Path copy)
      throws Exception {
    try (Rig rig = rig(profile)) {
      fill(rig);
      Object before = rig.space().snapshot();
      copyTree(root, copy);
      try (Rig other = new Rig(DemoSettings.of(copy, profile))) {
        assertThat(other.space().snapshot()).isEqualTo(before);
      }
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (!Files.isDirectory(file) || !Files.exists(target)) {
          Files.copy(
              file,
              target,
              StandardCopyOption.REPLACE_EXISTING,
              java.nio.file.LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }

  @Test
  void aHalfWrittenJournalLineIsIgnored() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      rig.space().put("/demo/a", new byte[] {1});
    }
    Files.writeString(root.resolve("journal.log"), "D\t1", java.nio.file.StandardOpenOption.APPEND);
    try (Rig rig = rig(Profile.VAULT)) {
      assertThat(rig.space().read("/demo/a")).containsExactly(1);
    }
  }

  @Test
  void pauseAndResume() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      rig.space().put("/demo/a", new byte[] {1});
      assertThat(rig.get("/nodes/demo").send().status()).isEqualTo(200);
      rig.server().pause();
      assertThatThrownBy(() -> rig.get("/nodes/demo").send()).isInstanceOf(IOException.class);
      rig.server().resume();
      assertThat(rig.get("/nodes/demo").send().children()).containsExactly("a");
    }
  }

  @Test
  void requestsAreLogged() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      rig.upload("/demo/a", new byte[1000]);
      String url = rig.negotiate("/demo/a", false).get(0);
      rig.server().requests().clear();
      rig.get(url).header("Range", "bytes=0-9").send();
      rig.get("/nodes/demo/none?limit=0").send();
      List<LoggedRequest> log = rig.server().requests().snapshot();
      assertThat(log).hasSize(2);
      assertThat(log.get(0).range()).isEqualTo("bytes=0-9");
      assertThat(log.get(0).status()).isEqualTo(206);
      assertThat(log.get(0).bytesOut()).isEqualTo(10);
      assertThat(log.get(0).credentials()).isFalse();
      assertThat(log.get(1).line()).isEqualTo("GET /vault/nodes/demo/none?limit=0");
      assertThat(log.get(1).status()).isEqualTo(404);
      assertThat(rig.server().requests().count(r -> r.at("/minoc1/"))).isEqualTo(1);
    }
  }

  @Test
  void substitutedReplies() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      Faults faults = rig.server().faults();
      FaultRule busy = faults.add("GET", "/nodes/", 2, Fault.busy(7));
      assertThat(rig.get("/nodes/demo").send().header("Retry-After")).isEqualTo("7");
      assertThat(rig.get("/nodes/demo").send().status()).isEqualTo(503);
      assertThat(rig.get("/nodes/demo").send().status()).isEqualTo(200);
      assertThat(busy.hits()).isEqualTo(2);
      faults.add("*", "/nodes/", 1, Fault.html(502));
      assertThat(rig.get("/nodes/demo").send().header("Content-Type")).startsWith("text/html");
      faults.add("*", "/nodes/", 1, Fault.redirect(307, "http://127.0.0.1:9/x"));
      assertThat(rig.get("/nodes/demo").send().location()).isEqualTo("http://127.0.0.1:9/x");
      faults.add("*", "/nodes/", 1, Fault.expiredToken());
      assertThat(rig.get("/nodes/demo").send().status()).isEqualTo(401);
    }
  }

  @Test
  void brokenConnections() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      Faults faults = rig.server().faults();
      rig.upload("/demo/a", Rig.bytes(100_000, 1));
      String url = rig.negotiate("/demo/a", false).get(0);
      faults.add("DELETE", "", 1, Fault.resetBefore());
      assertThatThrownBy(() -> rig.delete("/nodes/demo/a").send()).isInstanceOf(IOException.class);
      assertThat(rig.space().exists("/demo/a")).isTrue();
      faults.add("GET", "/files/", 1, Fault.truncate(5_000));
      assertThatThrownBy(() -> rig.get(url).send()).isInstanceOf(IOException.class);
      faults.add("GET", "/files/", 1, Fault.corruptBody(500));
      assertThat(Hex.md5(rig.get(url).send().bytes())).isNotEqualTo(Hex.md5(Rig.bytes(100_000, 1)));
      faults.add("GET", "/files/", 1, Fault.wrongDigest());
      assertThat(rig.get(url).send().header("Digest")).isEqualTo(Hex.digest("0".repeat(32)));
      String write = rig.negotiate("/demo/a", true).get(0);
      faults.add("PUT", "/files/", 1, Fault.cutUpload(1_000));
      assertThatThrownBy(() -> rig.put(write).body(new byte[9_000_000]).send())
          .isInstanceOf(IOException.class);
      assertThat(rig.space().read("/demo/a")).hasSize(100_000);
      faults.add("DELETE", "", 1, Fault.resetAfter());
      assertThatThrownBy(() -> rig.delete("/nodes/demo/a").send()).isInstanceOf(IOException.class);
      assertThat(rig.space().exists("/demo/a")).isFalse();
    }
  }

  @Test
  void stalledRequestsHoldNobodyElseUp() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      rig.upload("/demo/a", Rig.bytes(10_000, 1));
      String url = rig.negotiate("/demo/a", false).get(0);
      FaultRule before = rig.server().faults().add("GET", "/nodes/demo/a", 1, Fault.stall());
      FaultRule within = rig.server().faults().add("GET", "/files/", 1, Fault.stallBody(100));
      CompletableFuture<HttpResponse<byte[]>> node = sendLater(rig, "/nodes/demo/a");
      CompletableFuture<HttpResponse<byte[]>> bytes = sendLater(rig, url);
      for (int i = 0; i < 20; i++) {
        assertThat(rig.get("/nodes/demo").send().status()).isEqualTo(200);
      }
      assertThat(node).isNotDone();
      assertThat(bytes).isNotDone();
      before.release();
      within.release();
      assertThat(node.get().statusCode()).isEqualTo(200);
      assertThat(bytes.get().body()).isEqualTo(Rig.bytes(10_000, 1));
    }
  }

  private static CompletableFuture<HttpResponse<byte[]>> sendLater(Rig rig, String url) {
    return rig.client().sendAsync(rig.get(url).request(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void endpointFaults() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      rig.upload("/demo/a", new byte[] {1});
      rig.server().faults().add("GET", "/xfer/", 1, Fault.noEndpoints());
      assertThat(rig.negotiate("/demo/a", false)).isEmpty();
      rig.server().faults().add("GET", "/xfer/", 1, Fault.deadEndpoint());
      List<String> endpoints = rig.negotiate("/demo/a", false);
      assertThat(endpoints.get(0)).isEqualTo("http://127.0.0.1:9/dead/endpoint");
      assertThat(rig.get(endpoints.get(1)).send().bytes()).containsExactly(1);
    }
  }

  @Test
  void expectContinue() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String url = rig.negotiate("/demo/a", true).get(0);
      var request =
          java.net.http.HttpRequest.newBuilder(java.net.URI.create(url))
              .expectContinue(true)
              .PUT(java.net.http.HttpRequest.BodyPublishers.ofByteArray(new byte[] {1, 2}))
              .build();
      assertThat(rig.client().send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(201);
      assertThat(rig.space().read("/demo/a")).containsExactly(1, 2);
    }
  }
}
