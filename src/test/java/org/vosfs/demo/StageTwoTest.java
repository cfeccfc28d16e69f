package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions, lag, locks, inheritance, quota, recursive jobs, packages, accounts. */
final class StageTwoTest {
  @TempDir Path root;

  private Rig rig(Profile profile) throws Exception {
    return new Rig(DemoSettings.of(root, profile));
  }

  private static Rig.Reply append(Rig rig, String url, String id, String text) throws Exception {
    return rig.put(url).header("x-put-txn-id", id).body(text).send();
  }

  private static String start(Rig rig, String url, int total) throws Exception {
    Rig.Reply reply =
        rig.put(url)
            .header("x-put-txn-op", "start")
            .header("x-total-length", Integer.toString(total))
            .send();
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.header("x-put-segment-minbytes")).isNotNull();
    return String.valueOf(reply.header("x-put-txn-id"));
  }

  private static Rig.Reply op(Rig rig, String method, String url, String id, String op)
      throws Exception {
    return rig.call(method, url).header("x-put-txn-id", id).header("x-put-txn-op", op).send();
  }

  private static String length(Rig rig, String url, String id) throws Exception {
    return String.valueOf(rig.head(url).header("x-put-txn-id", id).send().header("Content-Length"));
  }

  @Test
  void transactionWithRevertAndCommit() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String url = rig.negotiate("/demo/f", true).get(0);
      String id = start(rig, url, 10);
      assertThat(length(rig, url, id)).isEqualTo("0");
      Rig.Reply first = append(rig, url, id, "12345");
      assertThat(first.status()).isEqualTo(202);
      assertThat(first.header("Digest")).isEqualTo(Hex.digest(Hex.md5(Rig.utf8("12345"))));
      Rig.Reply second = append(rig, url, id, "678");
      assertThat(second.header("Digest")).isEqualTo(Hex.digest(Hex.md5(Rig.utf8("12345678"))));
      assertThat(op(rig, "POST", url, id, "revert").status()).isEqualTo(202);
      assertThat(length(rig, url, id)).isEqualTo("5");
      Rig.Reply again = op(rig, "POST", url, id, "revert");
      assertThat(again.status()).isEqualTo(400);
      assertThat(again.text()).isEqualTo("transaction not revertable: " + id);
      append(rig, url, id, "67890");
      assertThat(rig.space().read("/demo/f")).as("not visible before commit").isEmpty();
      assertThat(op(rig, "POST", url, id, "commit").text())
          .isEqualTo("invalid x-put-txn-op=commit must be done with PUT");
      assertThat(op(rig, "PUT", url, id, "commit").status()).isEqualTo(201);
      assertThat(rig.space().read("/demo/f")).isEqualTo(Rig.utf8("1234567890"));
      assertThat(append(rig, url, id, "x").text()).isEqualTo("unknown transaction: " + id);
      assertThat(op(rig, "POST", url, id, "abort").status()).isEqualTo(500);
    }
  }

  @Test
  void commitStoresACorruptObjectAfterARefusedSegment() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String url = rig.negotiate("/demo/f", true).get(0);
      String id = start(rig, url, 8);
      append(rig, url, id, "1234");
      Rig.Reply refused =
          rig.put(url)
              .header("x-put-txn-id", id)
              .header("Digest", Hex.digest(Hex.md5(Rig.utf8("5678"))))
              .body("5678")
              .send();
      assertThat(refused.status()).as("a segment's own MD5 at the end").isEqualTo(412);
      assertThat(length(rig, url, id)).as("the refused segment stays").isEqualTo("8");
      Rig.Reply commit = op(rig, "PUT", url, id, "commit");
      assertThat(commit.status()).isEqualTo(201);
      assertThat(commit.header("Digest")).isEqualTo(Hex.digest(Hex.md5(Rig.utf8("1234"))));
      assertThat(rig.space().read("/demo/f")).hasSize(8);
    }
  }

  @Test
  void revertAfterARefusalDropsAGoodSegmentToo() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String url = rig.negotiate("/demo/f", true).get(0);
      String id = start(rig, url, 8);
      append(rig, url, id, "1234");
      append(rig, url, id, "5678");
      assertThat(append(rig, url, id, "excess").text()).isEqualTo("8 != 14");
      op(rig, "POST", url, id, "revert");
      assertThat(length(rig, url, id)).isEqualTo("4");
    }
  }

  @Test
  void aBrokenSegmentIsReverted() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String url = rig.negotiate("/demo/f", true).get(0);
      String id = start(rig, url, 9_000_004);
      append(rig, url, id, "1234");
      rig.server().faults().add("PUT", "/files/", 1, Fault.cutUpload(1000));
      assertThatThrownBy(
              () -> rig.put(url).header("x-put-txn-id", id).body(new byte[9_000_000]).send())
          .isInstanceOf(IOException.class);
      assertThat(length(rig, url, id)).isEqualTo("4");
    }
  }

  @Test
  void objectStoresLimitSegments() throws Exception {
    DemoSettings settings =
        DemoSettings.of(root, Profile.VAULT)
            .with(b -> b.withSegments(Behaviour.Segments.objectStore(5)));
    try (Rig rig = new Rig(settings)) {
      String url = rig.negotiate("/demo/f", true).get(0);
      String id = start(rig, url, 12);
      assertThat(append(rig, url, id, "123").status()).as("below min = 4").isEqualTo(400);
      assertThat(append(rig, url, id, "123456").status()).as("above max").isEqualTo(413);
      for (String segment : List.of("1234", "5678", "9012")) {
        assertThat(append(rig, url, id, segment).status()).isEqualTo(202);
      }
      assertThat(op(rig, "PUT", url, id, "commit").status()).isEqualTo(201);
      assertThat(rig.space().read("/demo/f")).isEqualTo(Rig.utf8("123456789012"));
    }
  }

  private static DemoSettings at(DemoSettings settings, AtomicLong clock) {
    return settings.withClock(() -> Instant.ofEpochMilli(clock.get()));
  }

  @Test
  void listingsLagBehindUploads() throws Exception {
    AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    DemoSettings settings =
        at(DemoSettings.of(root, Profile.VAULT), clock)
            .with(b -> b.withListingLag(Duration.ofSeconds(20)));
    try (Rig rig = new Rig(settings)) {
      String url = rig.negotiate("/demo/f", true).get(0);
      rig.put(url).body("first").send();
      assertThat(listedLength(rig)).isEqualTo("0");
      clock.addAndGet(20_000);
      assertThat(listedLength(rig)).isEqualTo("5");
      rig.get("/nodes/demo/f").send();
      rig.put(url).body("second!").send();
      assertThat(listedLength(rig)).isEqualTo("5");
      assertThat(rig.head("/files/demo/f").send().header("Content-Length")).isEqualTo("7");
      assertThat(listedLength(rig)).as("a single request makes it known").isEqualTo("7");
    }
  }

  private static @org.jspecify.annotations.Nullable String listedLength(Rig rig) throws Exception {
    return rig.get("/nodes/demo").send().property(Keys.LENGTH);
  }

  @Test
  void separateDatabasesShowOldMetadataEverywhere() throws Exception {
    AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    DemoSettings settings =
        at(DemoSettings.of(root, Profile.VAULT), clock)
            .with(b -> b.withListingLag(Duration.ofSeconds(20)).withSeparateDatabases(true));
    try (Rig rig = new Rig(settings)) {
      String url = rig.negotiate("/demo/f", true).get(0);
      rig.put(url).body("first").send();
      assertThat(rig.get("/nodes/demo/f").send().property(Keys.LENGTH)).isEqualTo("0");
      assertThat(rig.head("/files/demo/f").send().header("Content-Length"))
          .as("HEAD tells the truth of a first upload")
          .isEqualTo("5");
      clock.addAndGet(20_000);
      assertThat(rig.get("/nodes/demo/f").send().property(Keys.LENGTH)).isEqualTo("5");
      rig.put(url).body("second!").send();
      assertThat(rig.head("/files/demo/f").send().header("Content-Length")).isEqualTo("5");
      String read = rig.get("/files/demo/f").send().location();
      assertThat(rig.get(read).send().text()).as("the site is right").isEqualTo("second!");
    }
  }

  @Test
  void theOtherSiteLagsToo() throws Exception {
    AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    DemoSettings settings =
        at(DemoSettings.of(root, Profile.VAULT), clock)
            .with(b -> b.withReplicationLag(Duration.ofSeconds(20)));
    try (Rig rig = new Rig(settings)) {
      String url = rig.negotiate("/demo/f", true).get(0);
      rig.put(url).body("first").send();
      assertThat(rig.negotiate("/demo/f", false)).hasSize(1);
      clock.addAndGet(20_000);
      List<String> both = rig.negotiate("/demo/f", false);
      assertThat(both).hasSize(2);
      rig.put(url).body("second").send();
      assertThat(rig.get(both.get(0)).send().text()).isEqualTo("second");
      assertThat(rig.get(both.get(1)).send().text()).isEqualTo("first");
    }
  }

  @Test
  void locksOnVault() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      rig.space().put("/demo/f", new byte[] {1});
      assertThat(rig.set("/demo/f", "DataNode", Rig.property(Keys.LOCKED, "true")).send().status())
          .isEqualTo(200);
      assertThat(rig.delete("/nodes/demo/f").send().text()).isEqualTo("PermissionDenied: /demo/f");
      Rig.Reply push = rig.details(UnaryOperator.identity(), "/demo/f", true);
      assertThat(push.status()).isEqualTo(200);
      assertThat(push.text()).doesNotContain("endpoint");
      assertThat(rig.runMove("/demo/f", "/demo/g"))
          .as("a locked node moves")
          .isEqualTo("COMPLETED");
      rig.set("/demo/g", "DataNode", Rig.property(Keys.LOCKED, "false")).send();
      rig.set("/demo", "ContainerNode", Rig.property(Keys.LOCKED, "true")).send();
      assertThat(rig.mkfile("/demo/new").send().status()).isEqualTo(403);
      assertThat(rig.delete("/nodes/demo/g").send().status()).isEqualTo(403);
      assertThat(rig.runMove("/demo/g", "/demo/h")).isEqualTo("ERROR PermissionDenied");
      assertThat(rig.upload("/demo/g", new byte[] {2}).status())
          .as("overwriting in a locked container")
          .isEqualTo(201);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void inheritance(Profile profile) throws Exception {
    DemoSettings settings = DemoSettings.of(root, profile).withUsers(Rig.ALICE, Rig.BOB);
    try (Rig rig = new Rig(settings)) {
      UnaryOperator<Rig.Call> alice = c -> c.as(Rig.ALICE);
      String d = profile.home("alice") + "/d";
      String properties =
          Rig.property(Keys.INHERIT, "true")
              + Rig.property(Keys.GROUP_READ, Rig.group("both"))
              + Rig.property(Keys.PUBLIC, "true");
      alice.apply(rig.mkdir(d, properties)).send();
      Rig.Reply child = alice.apply(rig.mkdir(d + "/c")).send();
      assertThat(child.property(Keys.GROUP_READ)).isEqualTo(Rig.group("both"));
      assertThat(child.property(Keys.PUBLIC)).isEqualTo("true");
      assertThat(child.property(Keys.INHERIT)).isEqualTo("true");
      Rig.Reply explicit =
          alice.apply(rig.mkfile(d + "/x", Rig.property(Keys.PUBLIC, "false"))).send();
      assertThat(explicit.property(Keys.PUBLIC)).isEqualTo("false");
      rig.negotiate(alice, d + "/pushed", true);
      assertThat(alice.apply(rig.get("/nodes" + d + "/pushed")).send().property(Keys.GROUP_READ))
          .isEqualTo(Rig.group("both"));
      if (profile == Profile.CAVERN) {
        alice.apply(rig.put("/files" + d + "/direct").body("x")).send();
        assertThat(alice.apply(rig.get("/nodes" + d + "/direct")).send().property(Keys.GROUP_READ))
            .as("a direct PUT does not inherit")
            .isNull();
        alice.apply(rig.set(d, "ContainerNode", Rig.nil(Keys.GROUP_READ))).send();
        assertThat(alice.apply(rig.get("/nodes" + d + "?limit=0")).send().property(Keys.INHERIT))
            .as("only effective with a group")
            .isEqualTo("false");
      }
    }
  }

  @Test
  void quotaOnCavern() throws Exception {
    try (Rig rig = rig(Profile.CAVERN)) {
      rig.space().setProperty("/home/demo", Keys.QUOTA, "10");
      assertThat(rig.put("/files/home/demo/a").body("123456").send().status()).isEqualTo(201);
      Rig.Reply over = rig.put("/files/home/demo/b").body("123456").send();
      assertThat(over.status()).isEqualTo(413);
      assertThat(over.text()).isEqualTo("limit: 4");
      assertThat(rig.put("/files/home/demo/a").body("1234567890").send().status()).isEqualTo(201);
      rig.set("/home/demo", "ContainerNode", Rig.property(Keys.QUOTA, "9999")).send();
      assertThat(rig.space().get("/home/demo").properties()).containsEntry(Keys.QUOTA, "10");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void recursiveJobs(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String h = rig.home();
      rig.space().mkdirs(h + "/d/e/f");
      rig.space().put(h + "/d/a", new byte[] {1});
      String set =
          rig.post("/async-setprops")
              .xml(
                  rig.node(
                      h + "/d", "ContainerNode", Rig.property(Keys.PUBLIC, "true"), "<vos:nodes/>"))
              .send()
              .location();
      assertThat(rig.run(UnaryOperator.identity(), set)).isEqualTo("COMPLETED");
      assertThat(rig.get(set).send().text()).contains("final:4");
      assertThat(rig.space().get(h + "/d/e/f").properties()).containsEntry(Keys.PUBLIC, "true");
      String target = "target=" + Rig.encode(rig.uri(h + "/d"));
      if (profile == Profile.VAULT) {
        rig.space().setProperty(h + "/d/e/f", Keys.LOCKED, "true");
        String partly = rig.post("/async-delete").form(target).send().location();
        assertThat(rig.run(UnaryOperator.identity(), partly)).isEqualTo("ABORTED");
        assertThat(rig.get(partly).send().all("xlink:href=\"final:(\\d+)\""))
            .containsExactly("1", "1");
        rig.space().setProperty(h + "/d/e/f", Keys.LOCKED, null);
      }
      String all = rig.post("/async-delete").form(target).send().location();
      assertThat(rig.run(UnaryOperator.identity(), all)).isEqualTo("COMPLETED");
      assertThat(rig.space().exists(h + "/d")).isFalse();
      String none = rig.post("/async-delete").form(target).send().location();
      assertThat(rig.run(UnaryOperator.identity(), none))
          .isEqualTo("ERROR NodeNotFound: " + h + "/d");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void packages(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String h = rig.home();
      rig.space().mkdirs(h + "/d");
      rig.space().put(h + "/d/a", Rig.utf8("hello"));
      String view =
          "<vos:view uri=\""
              + Packages.VIEW
              + "\"><vos:param uri=\""
              + Keys.CORE
              + "format\">application/zip</vos:param></vos:view><vos:protocol";
      String zip =
          rig.transfer(h + "/d", "pullFromVoSpace", "httpget").replace("<vos:protocol", view);
      String url = rig.post("/synctrans").xml(zip).send().location();
      assertThat(url).matches(".*/pkg/[a-z0-9]+/run");
      Rig.Reply reply = rig.get(url).send();
      assertThat(reply.header("Content-Type")).isEqualTo("application/zip");
      List<String> names = new ArrayList<>();
      try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(reply.bytes()))) {
        for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
          names.add(
              e.getName()
                  + " "
                  + new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
      }
      assertThat(names).containsExactly("/d/ ", "/d/a hello");
      String tar = zip.replace("application/zip", "application/x-tar");
      Rig.Reply archive = rig.get(rig.post("/synctrans").xml(tar).send().location()).send();
      assertThat(archive.bytes()).hasSize(512 * 5);
      assertThat(archive.text()).contains("d/a").contains("ustar");
    }
  }

  @Test
  void loginAndCertificate() throws Exception {
    DemoSettings settings = DemoSettings.of(root, Profile.VAULT).withUsers(Rig.ALICE);
    try (Rig rig = new Rig(settings)) {
      String base = "http://127.0.0.1:" + rig.server().port();
      Rig.Reply login = rig.post(base + "/ac/login").form("username=alice&password=alice").send();
      assertThat(login.text()).isEqualTo("tok-alice");
      assertThat(login.header("x-vo-bearer")).isEqualTo("tok-alice");
      assertThat(rig.post(base + "/ac/login").form("username=alice&password=x").send().status())
          .isEqualTo(401);
      String basic = Base64.getEncoder().encodeToString(Rig.utf8("alice:alice"));
      Rig.Reply pem =
          rig.get(base + "/cred/auth/priv?daysValid=10")
              .header("Authorization", "Basic " + basic)
              .send();
      assertThat(pem.text()).startsWith("-----BEGIN CERTIFICATE-----\n");
      assertThat(rig.get(base + "/cred/auth/priv").send().header("WWW-Authenticate"))
          .startsWith("Basic");
      assertThat(rig.get(base + "/reg/resource-caps").send().text())
          .contains("ivo://demo.vosfs.org/vault = " + rig.server().endpoint() + "/capabilities");
    }
  }
}
