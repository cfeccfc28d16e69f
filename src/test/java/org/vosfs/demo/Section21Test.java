package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vosfs.demo.Rows.ok;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Section 21 of the protocol notes, row by row: what was measured on a running vault and its
 * storage sites. Rows that have tests of their own elsewhere: transactions (21.1 no. 2) in {@code
 * StageTwoTest}, lag in {@code StageTwoTest}, PUT and ranges in {@code BytesTest}, locks in {@code
 * StageTwoTest}, moves in {@code TransfersTest}; {@code WireReplayTest} repeats the recordings of
 * all of them. The table of costs (21.3) is about that installation; {@code bin/bench demo} has
 * ours.
 */
final class Section21Test {
  private static final String F = "/alice/f";
  private static final String KEY = "ivo://example.org/meta#k";

  @TempDir Path root;

  private static DemoSettings users(DemoSettings settings) {
    return settings.withUsers(Rig.ALICE, Rig.BOB);
  }

  private static Rig.Call alice(Rig.Call call) {
    return call.as(Rig.ALICE);
  }

  private Rows rows(String part) {
    return new Rows(root, part);
  }

  private static Rig.Reply set(Rig rig, String properties) throws Exception {
    return ok(rig.set(F, "DataNode", properties).as(Rig.ALICE).send(), 200);
  }

  private static Rig.Reply node(Rig rig) throws Exception {
    return rig.get("/nodes" + F).as(Rig.ALICE).send();
  }

  private static void make(Rig rig) throws Exception {
    ok(rig.mkfile(F).as(Rig.ALICE).send(), 201);
  }

  @TestFactory
  List<DynamicTest> dangerous() {
    return rows("21.1")
        .only(
            "1. } in any property value destroys the node",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              make(rig);
              set(rig, Rig.property(KEY, "a}b"));
              ok(node(rig), 500);
              ok(rig.delete("/nodes" + F).as(Rig.ALICE).send(), 500);
              assertThat(rig.runMove(Section21Test::alice, F, F + "2")).startsWith("ERROR");
              assertThat(rig.get("/nodes/alice").as(Rig.ALICE).send().children()).isEmpty();
            })
        .only(
            "1. quotes, backslashes and edge blanks",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              make(rig);
              set(rig, Rig.property(KEY, "a\"b"));
              assertThat(node(rig).property(KEY)).isEqualTo("a\\");
              set(rig, Rig.property(KEY, " x "));
              assertThat(node(rig).property(KEY)).isEqualTo("x");
              set(rig, Rig.property(KEY, "a{b, \u00e9"));
              assertThat(node(rig).property(KEY)).isEqualTo("a{b, \u00e9");
            })
        .only(
            "3. illegal names can succeed and still report failure",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              rig.space().put(F, new byte[] {1});
              String move = rig.move(F, "/alice/a b");
              String job = alice(rig.post("/transfers").xml(move)).send().location();
              assertThat(rig.run(Section21Test::alice, job)).startsWith("ERROR URISyntaxException");
              assertThat(rig.space().exists("/alice/a b")).as("and yet moved").isTrue();
            })
        .only(
            "4. a created length is stored",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              ok(rig.mkfile(F, Rig.property(Keys.LENGTH, "77")).as(Rig.ALICE).send(), 201);
              assertThat(node(rig).property(Keys.LENGTH)).isEqualTo("77");
              ok(rig.get("/files" + F).as(Rig.ALICE).send(), 503);
            })
        .only(
            "4. readable and writable are stored and shown to everybody",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              rig.space().setProperty("/alice", Keys.PUBLIC, "true");
              make(rig);
              set(rig, Rig.property(Keys.WRITABLE, "true"));
              assertThat(rig.get("/nodes" + F).as(Rig.BOB).send().property(Keys.WRITABLE))
                  .isEqualTo("true");
            })
        .only(
            "4. an owner who echoes the quota erases it",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              rig.space().setProperty("/alice", Keys.QUOTA, "1000");
              String quota = Rig.property(Keys.QUOTA, "1000");
              ok(rig.set("/alice", "ContainerNode", quota).as(Rig.ALICE).send(), 200);
              assertThat(rig.space().get("/alice").properties()).doesNotContainKey(Keys.QUOTA);
            })
        .tests();
  }

  @TestFactory
  List<DynamicTest> nodes() {
    return rows("21.2")
        .only(
            "names (2.2)",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              ok(rig.get("/nodes/alice/a%5Cb").as(Rig.ALICE).send(), 400);
              ok(rig.mkfile("/alice/" + "n".repeat(512)).as(Rig.ALICE).send(), 201);
              ok(rig.mkfile("/alice/" + "n".repeat(513)).as(Rig.ALICE).send(), 500);
              rig.space().put("/alice/\u00e9", new byte[] {1});
              rig.space().put("/alice/e\u0301", new byte[] {1});
              assertThat(rig.get("/nodes/alice").as(Rig.ALICE).send().children())
                  .filteredOn(name -> name.equals("%C3%A9"))
                  .as("two identical URIs")
                  .hasSize(2);
            })
        .only(
            "auth (4.3): another user's job and details",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              rig.space().put(F, new byte[] {1});
              String document = rig.transfer(F, "pullFromVoSpace", "httpget");
              String details = rig.post("/synctrans").xml(document).as(Rig.ALICE).send().location();
              ok(rig.get(details).as(Rig.BOB).send(), 403);
              String xfer = rig.get(details).as(Rig.ALICE).send().location();
              ok(rig.get(xfer).as(Rig.BOB).send(), 401);
            })
        .only(
            "types (5.1)",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              String xml = rig.node(F, "UnstructuredDataNode", "", "");
              ok(rig.put("/nodes" + F).xml(xml).as(Rig.ALICE).send(), 400);
            })
        .only(
            "XML (5.2)",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              String plain = rig.node(F, "DataNode", "", "");
              String unprefixed = plain.replace("\"vos:Data", "\"Data");
              ok(rig.put("/nodes" + F).xml(unprefixed).as(Rig.ALICE).send(), 400);
              String noNodes = rig.node(F, "ContainerNode", "", "");
              ok(rig.put("/nodes" + F).xml(noNodes).as(Rig.ALICE).send(), 400);
              String big = Rig.property(KEY, "x".repeat(33_000));
              ok(rig.mkfile(F, big).as(Rig.ALICE).send(), 500);
            })
        .only(
            "date (5.4): root has none",
            Profile.VAULT,
            rig -> assertThat(rig.get("/nodes?limit=0").send().property(Keys.DATE)).isNull())
        .only(
            "POST (5.4) drops MD5 and content-date until a single GET",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              rig.space().put(F, Rig.utf8("x"));
              node(rig);
              Rig.Reply reply = set(rig, Rig.property(KEY, "v"));
              assertThat(reply.property(Keys.MD5)).isNull();
              assertThat(reply.property(Keys.CONTENT_DATE)).isNull();
              assertThat(node(rig).property(Keys.MD5)).isEqualTo(Hex.md5(Rig.utf8("x")));
            })
        .only(
            "listing (5.4) never contains type or encoding",
            Profile.VAULT,
            rig -> {
              String url = rig.negotiate("/demo/f", true).get(0);
              ok(rig.put(url).header("Content-Type", "text/plain").body("x").send(), 201);
              assertThat(rig.get("/nodes/demo").send().text()).doesNotContain(Keys.TYPE);
              assertThat(rig.get("/nodes/demo/f").send().property(Keys.TYPE))
                  .isEqualTo("text/plain");
            })
        .only(
            "ispublic (5.4)",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              rig.negotiate(Section21Test::alice, F, true);
              assertThat(node(rig).property(Keys.PUBLIC)).as("made by push").isNull();
              set(rig, Rig.property(Keys.PUBLIC, "true"));
              set(rig, Rig.nil(Keys.PUBLIC));
              assertThat(node(rig).property(Keys.PUBLIC)).as("nil removes it").isNull();
            })
        .only(
            "custom keys (5.4)",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              make(rig);
              set(rig, Rig.property("foo", "v"));
              String unknown = Rig.property("ivo://ivoa.net/vospacex#y", "1");
              ok(rig.set(F, "DataNode", unknown).as(Rig.ALICE).send(), 400);
              set(rig, Rig.property(Keys.GROUP_READ, "ivo://other.org/gms?foreign"));
              String commas = Rig.property(Keys.GROUP_READ, Rig.group("a") + "," + Rig.group("b"));
              ok(rig.set(F, "DataNode", commas).as(Rig.ALICE).send(), 400);
            })
        .only(
            "create (6.2): in / it is 403",
            Profile.VAULT,
            Section21Test::users,
            rig -> ok(rig.mkdir("/other").as(Rig.ALICE).send(), 403))
        .only(
            "locks (6.5): the node's writable is absent",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              make(rig);
              set(rig, Rig.property(Keys.LOCKED, "true"));
              Rig.Reply max = rig.get("/nodes" + F + "?detail=max").as(Rig.ALICE).send();
              assertThat(max.property(Keys.READABLE)).isEqualTo("true");
              assertThat(max.property(Keys.WRITABLE)).isNull();
              assertThat(rig.runMove(Section21Test::alice, F, F + "2")).isEqualTo("COMPLETED");
            })
        .tests();
  }

  @TestFactory
  List<DynamicTest> transfersAndBytes() {
    return rows("21.2")
        .only(
            "create (6.2): racing creates",
            Profile.VAULT,
            rig -> {
              List<Integer> statuses = race(6, () -> rig.mkfile("/demo/same").send().status());
              assertThat(statuses).containsOnlyOnce(201).allMatch(s -> s == 201 || s == 409);
            })
        .only(
            "push (9.2): racing pushes get the same storage id",
            Profile.VAULT,
            rig -> {
              List<String> slots =
                  race(
                      5,
                      () -> rig.negotiate("/demo/same", true).get(0).replaceFirst(".*/cadc:", ""));
              assertThat(slots).hasSize(5);
              assertThat(slots.stream().distinct()).hasSize(1);
            })
        .only(
            "push (9.2): quota is not enforced",
            Profile.VAULT,
            rig -> {
              rig.space().setProperty("/demo", Keys.QUOTA, "1");
              ok(rig.upload("/demo/f", Rig.utf8("more than that")), 201);
            })
        .only(
            "move (9.6): the race's losers",
            Profile.VAULT,
            rig -> {
              for (int i = 0; i < 4; i++) {
                rig.space().put("/demo/m" + i, new byte[] {1});
              }
              List<Callable<String>> moves = new ArrayList<>();
              for (int i = 0; i < 4; i++) {
                String from = "/demo/m" + i;
                moves.add(() -> rig.runMove(from, "/demo/dst"));
              }
              List<String> phases = race(moves);
              assertThat(phases).containsOnlyOnce("COMPLETED");
              assertThat(phases)
                  .filteredOn(p -> !p.equals("COMPLETED"))
                  .allMatch(p -> p.contains("destination"));
            })
        .only(
            "parameter mode (9.3)",
            Profile.VAULT,
            Section21Test::users,
            rig -> {
              make(rig);
              assertThat(ok(pull(rig, "/alice/none"), 400).text())
                  .isEqualTo("target is not a data node");
              assertThat(ok(pull(rig, F), 400).text())
                  .isEqualTo("requested transfer specs not supported");
            })
        .only(
            "PUT (10.6): types that servlets consume",
            Profile.VAULT,
            rig -> {
              String url = rig.negotiate("/demo/f", true).get(0);
              for (String type : List.of("application/x-www-form-urlencoded", "multipart/x")) {
                Rig.Reply reply = rig.put(url).header("Content-Type", type).body("x").send();
                assertThat(ok(reply, 400).text()).isEqualTo("invalid input: no content");
              }
            })
        .only(
            "artifact id (10.3)",
            Profile.VAULT,
            rig -> {
              String put = rig.negotiate("/demo/f", true).get(0);
              assertThat(rig.put(put).body("x").send().header("x-artifact-id")).isNull();
              String get = rig.negotiate("/demo/f", false).get(0);
              String id = rig.get(get).send().header("x-artifact-id");
              assertThat(id).isNotNull();
              assertThat(rig.get(get).header("Range", "bytes=0-0").send().header("x-artifact-id"))
                  .isEqualTo(id);
              rig.put(put).body("x").send();
              assertThat(rig.head(get).send().header("x-artifact-id"))
                  .as("new for identical bytes")
                  .isNotEqualTo(id);
            })
        .only(
            "faults (12): 400 and 500 close the connection",
            Profile.VAULT,
            rig -> {
              assertThat(ok(rig.get("/nodes?sort=x").send(), 400).header("Connection"))
                  .isEqualTo("close");
              assertThat(ok(rig.get("/nodes/demo/a%20b").send(), 500).header("Connection"))
                  .isEqualTo("close");
            })
        .tests();
  }

  private static Rig.Reply pull(Rig rig, String path) throws Exception {
    String query = "TARGET=" + Rig.encode(rig.uri(path)) + "&DIRECTION=pullFromVoSpace&PROTOCOL=";
    return rig.get("/synctrans?" + query + Rig.encode(Keys.CORE + "httpget")).as(Rig.ALICE).send();
  }

  private static <T> List<T> race(int runners, Callable<T> work) throws Exception {
    List<Callable<T>> all = new ArrayList<>();
    for (int i = 0; i < runners; i++) {
      all.add(work);
    }
    return race(all);
  }

  private static <T> List<T> race(List<Callable<T>> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(work.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : pool.invokeAll(work)) {
        results.add(future.get());
      }
      return results;
    } finally {
      pool.shutdown();
    }
  }

  /** The recorded summary of property values, line by line. */
  @TestFactory
  List<DynamicTest> propertyValues() throws Exception {
    Rows rows = rows("21.1 no. 1, recorded");
    String text;
    try (var in = getClass().getResourceAsStream("/wire/vault/23-property-values-summary.txt")) {
      assertThat(in).isNotNull();
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    text.lines()
        .filter(line -> line.matches("custom +'[A-Za-z ,;|={}-]*' +POST.*"))
        .forEach(
            line -> {
              String value = line.replaceFirst("custom +'(.*)' +POST.*", "$1");
              boolean destroyed = line.contains("GET 500");
              boolean kept = line.endsWith("-> ok");
              rows.only(
                  line.strip(),
                  Profile.VAULT,
                  Section21Test::users,
                  rig -> {
                    make(rig);
                    set(rig, Rig.property(KEY, value));
                    ok(node(rig), destroyed ? 500 : 200);
                    if (!destroyed) {
                      String now = String.valueOf(node(rig).property(KEY));
                      assertThat(value.isEmpty() || now.equals(value)).isEqualTo(kept);
                    }
                  });
            });
    return rows.tests();
  }
}
