package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vosfs.demo.Rows.ok;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Section 16 of the protocol notes: what the embedded server must imitate. Faults are tested in
 * {@code ServerTest} (status, HTML, resets, truncation, stalls, digests, endpoints) and {@code
 * AccountsTest} (busy, redirects); names in {@code NodesTest}; transactions, lag, quota, recursive
 * jobs and packages in {@code StageTwoTest}; certificates in {@code TlsTest}.
 */
final class Section16Test {

  @TempDir Path root;

  private static DemoSettings users(DemoSettings settings) {
    return settings.withUsers(Rig.ALICE, Rig.BOB);
  }

  @TestFactory
  List<DynamicTest> endpoints() {
    Rows.Check common =
        rig -> {
          String base = "http://127.0.0.1:" + rig.server().port();
          ok(rig.get(base + "/reg/resource-caps").send(), 200);
          for (String path : List.of("/capabilities", "/availability", "/nodes", "/transfers")) {
            ok(rig.get(path).send(), 200);
          }
          ok(rig.get("/xfer/none").send(), 404);
          ok(rig.get(base + "/elsewhere").send(), 404);
        };
    Rows.Check recursive =
        rig -> {
          ok(rig.get("/async-delete").send(), 200);
          ok(rig.get("/async-setprops").send(), 200);
          ok(rig.get("/pkg/none/run").send(), 404);
        };
    return new Rows(root, "16")
        .row("endpoints", common, common, common)
        .row("endpoints: recursive jobs and packages", null, recursive, recursive)
        .only(
            "two storage sites",
            Profile.VAULT,
            rig -> {
              String base = "http://127.0.0.1:" + rig.server().port();
              for (String site : List.of("minoc1", "minoc2")) {
                ok(rig.get(base + "/" + site + "/availability").send(), 200);
                assertThat(rig.get(base + "/" + site + "/capabilities").send().text())
                    .contains("storage#files-1.0");
              }
            })
        .row(
            "locations and endpoints carry the port",
            Section16Test::ports,
            Section16Test::ports,
            Section16Test::ports)
        .tests();
  }

  private static void ports(Rig rig) throws Exception {
    String base = "http://127.0.0.1:" + rig.server().port() + "/";
    ok(rig.upload(rig.home() + "/f", Rig.utf8("x")), 201);
    assertThat(rig.negotiate(rig.home() + "/f", false)).allMatch(url -> url.startsWith(base));
    assertThat(rig.get("/nodes" + rig.home() + "/f?view=data").send().location()).startsWith(base);
    String job = rig.post("/transfers").xml(rig.move(rig.home(), "/x")).send().location();
    assertThat(job).startsWith(base);
  }

  @TestFactory
  List<DynamicTest> specExtras() {
    return new Rows(root, "16")
        .only(
            "spec: comma-separated groups, publicread",
            Profile.SPEC,
            Section16Test::users,
            rig -> {
              String both = Rig.group("x") + "," + Rig.group("bobs");
              rig.space().setProperty("/alice", Keys.PUBLIC_READ, "true");
              ok(
                  rig.mkdir("/alice/d", Rig.property(Keys.GROUP_READ, both)).as(Rig.ALICE).send(),
                  201);
              rig.space().mkdirs("/alice/d/e");
              assertThat(rig.get("/nodes/alice/d").as(Rig.BOB).send().children())
                  .containsExactly("e");
            })
        .only(
            "spec: LinkFound and spaced fault names",
            Profile.SPEC,
            rig -> {
              assertThat(rig.get("/nodes/demo/none").send().text()).startsWith("Node Not Found.");
              ok(rig.mkdir("/demo/d").send(), 201);
              assertThat(rig.mkdir("/demo/d").send().text()).startsWith("Duplicate Node.");
              rig.space().link("/demo/l", rig.uri("/demo/d"));
              assertThat(rig.get("/nodes/demo/l/x").send().text()).startsWith("Link Found.");
            })
        .only(
            "spec: page size imposed by the server",
            Profile.SPEC,
            s -> s.with(b -> b.withPageLimit(2)),
            rig -> {
              for (String name : List.of("a", "b", "c")) {
                rig.space().mkdirs("/demo/" + name);
              }
              assertThat(rig.get("/nodes/demo?limit=10").send().children()).hasSize(2);
            })
        .only(
            "spec: busy=true while no bytes are there",
            Profile.SPEC,
            rig -> {
              String url = rig.negotiate("/demo/f", true).get(0);
              assertThat(rig.get("/nodes/demo/f").send().text()).contains("busy=\"true\"");
              ok(rig.put(url).body("x").send(), 201);
              assertThat(rig.get("/nodes/demo/f").send().text()).contains("busy=\"false\"");
            })
        .only("spec: no /files", Profile.SPEC, rig -> ok(rig.get("/files/demo").send(), 404))
        .tests();
  }

  @TestFactory
  List<DynamicTest> jobs() {
    UnaryOperator<DemoSettings> slow =
        s -> s.with(b -> b.withJobs(Duration.ofMillis(50), Duration.ofMillis(10)));
    Rows.Check waits =
        rig -> {
          rig.space().put(rig.home() + "/f", new byte[] {1});
          String move = rig.move(rig.home() + "/f", rig.home() + "/g");
          String job = rig.post("/transfers").xml(move).send().location();
          ok(rig.post(job + "/phase").form("PHASE=RUN").send(), 303);
          String ended = rig.get(job + "?WAIT=30").send().text();
          assertThat(ended).contains("<uws:phase>COMPLETED<");
        };
    return new Rows(root, "16")
        .only("async jobs with a delay and WAIT", Profile.VAULT, slow, waits)
        .only("async jobs with a delay and WAIT", Profile.CAVERN, slow, waits)
        .tests();
  }
}
