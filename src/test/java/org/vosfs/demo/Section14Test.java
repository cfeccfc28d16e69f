package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vosfs.demo.Rows.ok;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Section 14 of the protocol notes, row by row: how the three services differ. */
final class Section14Test {

  @TempDir Path root;

  private static DemoSettings users(DemoSettings settings) {
    return settings.withUsers(Rig.ALICE, Rig.BOB);
  }

  private static Rig.Call alice(Rig.Call call) {
    return call.as(Rig.ALICE);
  }

  @TestFactory
  List<DynamicTest> listings() {
    return new Rows(root, "14")
        .row(
            "listing order",
            rig -> assertThat(order(rig)).isEqualTo(order(rig)),
            rig -> assertThat(order(rig)).containsExactly("_x", "1", "a", "A", "B"),
            rig -> assertThat(order(rig)).containsExactlyInAnyOrder("_x", "1", "a", "A", "B"))
        .row(
            "limit",
            rig -> assertThat(limited(rig, 2)).isEqualTo(2),
            rig -> assertThat(limited(rig, 2)).isEqualTo(2),
            rig -> assertThat(limited(rig, 2) + limited(rig, 0)).isEqualTo(5))
        .row(
            "uri start",
            Section14Test::inclusive,
            Section14Test::inclusive,
            rig -> {
              order(rig);
              String start = "&uri=" + Rig.encode(rig.uri(rig.home() + "/a"));
              Rig.Reply reply = rig.get("/nodes" + rig.home() + "?limit=2" + start).send();
              assertThat(ok(reply, 400).text()).startsWith("OptionNotSupported");
            })
        .tests();
  }

  private static List<String> order(Rig rig) throws Exception {
    for (String name : List.of("B", "a", "A", "_x", "1")) {
      rig.space().mkdirs(rig.home() + "/" + name);
    }
    return rig.get("/nodes" + rig.home()).send().children();
  }

  private static int limited(Rig rig, int limit) throws Exception {
    order(rig);
    return rig.get("/nodes" + rig.home() + "?limit=" + limit).send().children().size();
  }

  private static void inclusive(Rig rig) throws Exception {
    List<String> all = order(rig);
    String start = "&uri=" + Rig.encode(rig.uri(rig.home() + "/" + all.get(2)));
    assertThat(rig.get("/nodes" + rig.home() + "?limit=2" + start).send().children())
        .containsExactly(all.get(2), all.get(3));
  }

  @TestFactory
  List<DynamicTest> access() {
    return new Rows(root, "14")
        .only(
            "unreadable container",
            Profile.SPEC,
            Section14Test::users,
            rig -> ok(unreadable(rig), 403))
        .only(
            "unreadable container",
            Profile.VAULT,
            Section14Test::users,
            rig -> empty(unreadable(rig)))
        .only(
            "unreadable container",
            Profile.CAVERN,
            Section14Test::users,
            rig -> empty(unreadable(rig)))
        .only(
            "public flag",
            Profile.SPEC,
            Section14Test::users,
            rig -> opened(rig, Keys.PUBLIC_READ, 200))
        .only(
            "public flag",
            Profile.VAULT,
            Section14Test::users,
            rig -> opened(rig, Keys.PUBLIC_READ, 400))
        .only(
            "public flag",
            Profile.CAVERN,
            Section14Test::users,
            rig -> opened(rig, Keys.PUBLIC_READ, 400))
        .only(
            "group list delimiter",
            Profile.SPEC,
            Section14Test::users,
            rig -> groups(rig, ",", 200))
        .only(
            "group list delimiter",
            Profile.VAULT,
            Section14Test::users,
            rig -> groups(rig, ",", 400))
        .only(
            "group list delimiter",
            Profile.CAVERN,
            Section14Test::users,
            rig -> groups(rig, " ", 200))
        .tests();
  }

  private static Rig.Reply unreadable(Rig rig) throws Exception {
    String home = rig.profile().home("alice");
    rig.space().mkdirs(home + "/secret/below");
    rig.space().setProperty(home, key(rig), "true");
    return rig.get("/nodes" + home + "/secret").as(Rig.BOB).send();
  }

  private static String key(Rig rig) {
    return rig.profile() == Profile.SPEC ? Keys.PUBLIC_READ : Keys.PUBLIC;
  }

  private static void empty(Rig.Reply reply) throws Exception {
    assertThat(ok(reply, 200).children()).isEmpty();
  }

  private static void opened(Rig rig, String key, int status) throws Exception {
    String home = rig.profile().home("alice");
    rig.space().setProperty(home, key(rig), "true");
    ok(alice(rig.mkdir(home + "/d")).send(), 201);
    ok(alice(rig.set(home + "/d", "ContainerNode", Rig.property(key, "true"))).send(), status);
    rig.space().setProperty(home + "/d", key(rig), "true");
    rig.space().mkdirs(home + "/d/e");
    assertThat(rig.get("/nodes" + home + "/d").as(Rig.BOB).send().children()).containsExactly("e");
  }

  private static void groups(Rig rig, String delimiter, int status) throws Exception {
    String home = rig.profile().home("alice");
    rig.space().setProperty(home, key(rig), "true");
    ok(alice(rig.mkdir(home + "/d")).send(), 201);
    rig.space().mkdirs(home + "/d/e");
    String list = Rig.group("both") + delimiter + Rig.group("bobs");
    String property = Rig.property(Keys.GROUP_READ, list);
    ok(alice(rig.set(home + "/d", "ContainerNode", property)).send(), status);
    if (status == 200) {
      assertThat(rig.get("/nodes" + home + "/d").as(Rig.BOB).send().children())
          .containsExactly("e");
    }
  }

  @TestFactory
  List<DynamicTest> nodes() {
    return new Rows(root, "14")
        .row("create reply", rig -> created(rig), rig -> created(rig), rig -> created(rig))
        .row(
            "link in parent path",
            rig -> assertThat(ok(throughLink(rig), 400).text()).startsWith("Link Found."),
            rig -> ok(throughLink(rig), 201),
            rig -> ok(throughLink(rig), 201))
        .row(
            "delete reply",
            rig -> ok(deleted(rig), 204),
            rig -> ok(deleted(rig), 200),
            rig -> ok(deleted(rig), 200))
        .row(
            "delete of a non-empty container",
            rig -> {
              ok(deletedFull(rig), 204);
              assertThat(rig.space().exists(rig.home() + "/full")).isFalse();
            },
            rig -> ok(deletedFull(rig), 400),
            rig -> ok(deletedFull(rig), 400))
        .row(
            "setting read-only property",
            rig -> ok(setFile(rig, Rig.property(Keys.LENGTH, "5")), 403),
            rig -> ok(setFile(rig, Rig.property(Keys.LENGTH, "5")), 200),
            rig -> ok(setFile(rig, Rig.property(Keys.LENGTH, "5")), 200))
        .row(
            "unknown core property",
            rig -> ok(setFile(rig, Rig.property(Keys.CORE + "mtime", "1")), 200),
            rig -> ok(setFile(rig, Rig.property(Keys.CORE + "mtime", "1")), 400),
            rig -> ok(setFile(rig, Rig.property(Keys.CORE + "mtime", "1")), 400))
        .row(
            "links: targets",
            rig -> ok(rig.mklink(rig.home() + "/l", "http://example.org/x").send(), 201),
            rig -> ok(rig.mklink(rig.home() + "/l", "http://example.org/x").send(), 201),
            rig -> {
              ok(rig.mklink(rig.home() + "/l", "http://example.org/x").send(), 400);
              ok(rig.mklink(rig.home() + "/l", "file:///etc/hosts").send(), 201);
              ok(rig.mklink(rig.home() + "/own", rig.uri(rig.home())).send(), 201);
            })
        .row(
            "links: properties",
            rig -> ok(propertyOnLink(rig), 201),
            rig -> ok(propertyOnLink(rig), 201),
            rig -> ok(propertyOnLink(rig), 400))
        .row("locks", null, rig -> locked(rig, 403), rig -> locked(rig, 200))
        .row("inheritPermissions", null, rig -> inherits(rig, true), rig -> inherits(rig, false))
        .row("HEAD on nodes", null, rig -> ok(headNode(rig), 405), rig -> ok(headNode(rig), 405))
        .row(
            "numeric ids",
            null,
            rig -> assertThat(properties(rig)).doesNotContain("uid"),
            rig -> assertThat(properties(rig)).doesNotContain("uid"))
        .row(
            "quota property",
            null,
            rig -> quota(rig, Keys.QUOTA, true),
            rig -> quota(rig, Keys.QUOTA, true))
        .row(
            "container length",
            null,
            rig -> quota(rig, Keys.LENGTH, false),
            rig -> quota(rig, Keys.LENGTH, true))
        .tests();
  }

  private static void created(Rig rig) throws Exception {
    ok(rig.mkdir(rig.home() + "/d").send(), 201);
    assertThat(rig.mkfile(rig.home() + "/d/f").send().text()).contains("xsi:type=\"vos:DataNode\"");
  }

  private static Rig.Reply throughLink(Rig rig) throws Exception {
    rig.space().mkdirs(rig.home() + "/d");
    rig.space().link(rig.home() + "/l", rig.uri(rig.home() + "/d"));
    return rig.mkfile(rig.home() + "/l/f").send();
  }

  private static Rig.Reply deleted(Rig rig) throws Exception {
    rig.space().put(rig.home() + "/f", new byte[] {1});
    return rig.delete("/nodes" + rig.home() + "/f").send();
  }

  private static Rig.Reply deletedFull(Rig rig) throws Exception {
    rig.space().mkdirs(rig.home() + "/full/sub");
    return rig.delete("/nodes" + rig.home() + "/full").send();
  }

  private static Rig.Reply setFile(Rig rig, String property) throws Exception {
    rig.space().put(rig.home() + "/f", new byte[] {1, 2});
    Rig.Reply reply = rig.set(rig.home() + "/f", "DataNode", property).send();
    assertThat(rig.space().read(rig.home() + "/f")).hasSize(2);
    assertThat(rig.get("/nodes" + rig.home() + "/f").send().property(Keys.LENGTH)).isEqualTo("2");
    return reply;
  }

  private static Rig.Reply propertyOnLink(Rig rig) throws Exception {
    String path = rig.home() + "/l";
    String target = "<vos:target>" + rig.uri(rig.home()) + "</vos:target>";
    String property = Rig.property("ivo://example.org/meta#note", "x");
    return rig.put("/nodes" + path).xml(rig.node(path, "LinkNode", property, target)).send();
  }

  private static void locked(Rig rig, int deletes) throws Exception {
    rig.space().put(rig.home() + "/f", new byte[] {1});
    ok(rig.set(rig.home() + "/f", "DataNode", Rig.property(Keys.LOCKED, "true")).send(), 200);
    ok(rig.delete("/nodes" + rig.home() + "/f").send(), deletes);
  }

  private static void inherits(Rig rig, boolean withoutGroups) throws Exception {
    ok(rig.mkdir(rig.home() + "/d", Rig.property(Keys.INHERIT, "true")).send(), 201);
    assertThat(rig.get("/nodes" + rig.home() + "/d").send().property(Keys.INHERIT))
        .isEqualTo(Boolean.toString(withoutGroups));
  }

  private static Rig.Reply headNode(Rig rig) throws Exception {
    return rig.head("/nodes" + rig.home()).send();
  }

  private static List<String> properties(Rig rig) throws Exception {
    rig.space().put(rig.home() + "/f", new byte[] {1});
    Rig.Reply reply = rig.get("/nodes" + rig.home() + "/f?detail=max").send();
    return reply.all("property uri=\"[^\"]*#([^\"]*)\"");
  }

  private static void quota(Rig rig, String key, boolean shown) throws Exception {
    rig.space().setProperty(rig.home(), Keys.QUOTA, "1000");
    rig.space().put(rig.home() + "/f", new byte[7]);
    String value = rig.get("/nodes" + rig.home() + "?limit=0").send().property(key);
    assertThat(value).isEqualTo(!shown ? null : key.equals(Keys.QUOTA) ? "1000" : "7");
  }

  @TestFactory
  List<DynamicTest> dates() {
    AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    UnaryOperator<DemoSettings> clocked = s -> s.withClock(() -> Instant.ofEpochMilli(clock.get()));
    return new Rows(root, "14")
        .row(
            "MD5 on nodes",
            null,
            rig -> {
              ok(rig.upload(rig.home() + "/f", Rig.utf8("x")), 201);
              assertThat(md5(rig)).isEqualTo(Hex.md5(Rig.utf8("x")));
            },
            rig -> {
              ok(rig.put("/files" + rig.home() + "/f").body("x").send(), 201);
              ok(rig.put("/files" + rig.home() + "/f").body("x").send(), 201);
              assertThat(md5(rig)).isEqualTo("md5:" + Hex.md5(Rig.utf8("x")));
              rig.space().put(rig.home() + "/f", Rig.utf8("edited"));
              assertThat(md5(rig)).as("stale").isEqualTo("md5:" + Hex.md5(Rig.utf8("x")));
            })
        .row(
            "date of a file",
            null,
            rig ->
                assertThat(fileDate(rig))
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}"),
            rig ->
                assertThat(fileDate(rig))
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}"))
        .only(
            "date of a directory",
            Profile.VAULT,
            clocked,
            rig -> {
              rig.space().mkdirs(rig.home() + "/d");
              String before = date(rig, rig.home() + "/d");
              clock.addAndGet(5000);
              ok(rig.mkfile(rig.home() + "/d/f").send(), 201);
              assertThat(date(rig, rig.home() + "/d")).isEqualTo(before);
            })
        .only(
            "date of a directory",
            Profile.CAVERN,
            rig -> {
              rig.space().mkdirs(rig.home() + "/d");
              Path disk = rig.server().settings().root().resolve("files" + rig.home() + "/d");
              Files.setLastModifiedTime(disk, java.nio.file.attribute.FileTime.fromMillis(5000));
              assertThat(date(rig, rig.home() + "/d")).startsWith("1970-01-01T00:00:05");
              ok(rig.mkfile(rig.home() + "/d/f").send(), 201);
              assertThat(date(rig, rig.home() + "/d")).doesNotStartWith("1970");
            })
        .only(
            "read-after-write of metadata",
            Profile.VAULT,
            s -> clocked.apply(s).with(b -> b.withListingLag(Duration.ofSeconds(20))),
            rig -> {
              ok(rig.upload(rig.home() + "/f", Rig.utf8("abc")), 201);
              assertThat(listedLength(rig)).isEqualTo("0");
              clock.addAndGet(20_000);
              assertThat(listedLength(rig)).isEqualTo("3");
            })
        .row("read-after-write of metadata", rig -> immediate(rig), null, rig -> immediate(rig))
        .tests();
  }

  private static String md5(Rig rig) throws Exception {
    return String.valueOf(rig.get("/nodes" + rig.home() + "/f").send().property(Keys.MD5));
  }

  private static String fileDate(Rig rig) throws Exception {
    rig.space().put(rig.home() + "/f", new byte[] {1});
    return date(rig, rig.home() + "/f");
  }

  private static String date(Rig rig, String path) throws Exception {
    return String.valueOf(rig.get("/nodes" + path + "?limit=0").send().property(Keys.DATE));
  }

  private static String listedLength(Rig rig) throws Exception {
    return String.valueOf(rig.get("/nodes" + rig.home()).send().property(Keys.LENGTH));
  }

  private static void immediate(Rig rig) throws Exception {
    ok(rig.upload(rig.home() + "/f", Rig.utf8("abc")), 201);
    assertThat(listedLength(rig)).isEqualTo("3");
  }

  @TestFactory
  List<DynamicTest> bytes() {
    return new Rows(root, "14")
        .row(
            "direct PUT of bytes",
            rig -> ok(rig.put("/files" + rig.home() + "/f").body("x").send(), 404),
            rig -> ok(rig.put("/files" + rig.home() + "/f").body("x").send(), 405),
            rig -> ok(rig.put("/files" + rig.home() + "/f").body("x").send(), 201))
        .row(
            "atomic replace",
            null,
            rig -> assertThat(afterRefusedPut(rig)).isEqualTo(Rig.utf8("old")),
            rig -> assertThat(afterRefusedPut(rig)).isEmpty())
        .row(
            "resumable PUT",
            rig -> assertThat(transaction(rig)).isNull(),
            rig -> assertThat(transaction(rig)).isNotNull(),
            rig -> assertThat(transaction(rig)).isNull())
        .row(
            "zero-byte PUT",
            rig -> ok(rig.upload(rig.home() + "/f", new byte[0]), 201),
            rig -> ok(rig.upload(rig.home() + "/f", new byte[0]), 400),
            rig -> ok(rig.upload(rig.home() + "/f", new byte[0]), 201))
        .row(
            "GET of empty file",
            rig -> {
              ok(rig.upload(rig.home() + "/f", new byte[0]), 201);
              Rig.Reply reply =
                  ok(rig.get(rig.negotiate(rig.home() + "/f", false).get(0)).send(), 200);
              assertThat(reply.header("Content-Length")).isEqualTo("0");
            },
            rig -> {
              rig.mkfile(rig.home() + "/f").send();
              ok(rig.get("/files" + rig.home() + "/f").send(), 204);
            },
            rig -> {
              rig.mkfile(rig.home() + "/f").send();
              ok(rig.get("/files" + rig.home() + "/f").send(), 204);
            })
        .row(
            "Range GET",
            null,
            rig -> assertThat(ok(ranged(rig, "bytes=1-2"), 206).text()).isEqualTo("12"),
            rig -> assertThat(ok(ranged(rig, "bytes=1-2"), 200).text()).isEqualTo("0123456789"))
        .row(
            "pre-authorised URLs",
            null,
            rig -> assertThat(readUrl(rig)).contains("/minoc1/files/"),
            rig -> assertThat(readUrl(rig)).contains("/files/preauth:"))
        .only(
            "pre-authorised URLs (OIDC identity)",
            Profile.CAVERN,
            s -> s.with(b -> b.withPreauthorised(false)),
            rig -> assertThat(readUrl(rig)).doesNotContain("preauth:"))
        .row(
            "content changes behind the service",
            null,
            null,
            rig -> {
              rig.space().put(rig.home() + "/f", Rig.utf8("edited by a session"));
              assertThat(rig.get("/files" + rig.home() + "/f").send().text())
                  .isEqualTo("edited by a session");
            })
        .tests();
  }

  private static byte[] afterRefusedPut(Rig rig) throws Exception {
    ok(rig.upload(rig.home() + "/f", Rig.utf8("old")), 201);
    String url = rig.negotiate(rig.home() + "/f", true).get(0);
    String wrong = Hex.digest(Hex.md5(Rig.utf8("other")));
    ok(rig.put(url).header("Digest", wrong).body("new").send(), 412);
    return rig.space().read(rig.home() + "/f");
  }

  private static @org.jspecify.annotations.Nullable String transaction(Rig rig) throws Exception {
    String url = rig.negotiate(rig.home() + "/f", true).get(0);
    return rig.put(url).header("x-put-txn-op", "start").send().header("x-put-txn-id");
  }

  private static Rig.Reply ranged(Rig rig, String range) throws Exception {
    return rig.get(readUrl(rig)).header("Range", range).send();
  }

  private static String readUrl(Rig rig) throws Exception {
    ok(rig.upload(rig.home() + "/f", Rig.utf8("0123456789")), 201);
    return rig.negotiate(rig.home() + "/f", false).get(0);
  }

  @TestFactory
  List<DynamicTest> transfers() {
    return new Rows(root, "14")
        .only(
            "owner after overwrite / move",
            Profile.VAULT,
            Section14Test::users,
            rig -> assertThat(owners(rig)).containsExactly("alice", "bob"))
        .only(
            "owner after overwrite / move",
            Profile.CAVERN,
            Section14Test::users,
            rig -> assertThat(owners(rig)).containsExactly("bob", "bob"))
        .row(
            "move onto existing data node",
            Section14Test::ontoFile,
            Section14Test::ontoFile,
            Section14Test::ontoFile)
        .row(
            "move onto existing container",
            Section14Test::intoContainer,
            Section14Test::intoContainer,
            Section14Test::intoContainer)
        .row(
            "copy",
            rig -> assertThat(copied(rig)).isEqualTo("COMPLETED"),
            rig -> assertThat(copied(rig)).isEqualTo("ERROR copyNode is not implemented"),
            rig -> assertThat(copied(rig)).isEqualTo("ERROR copyNode is not implemented"))
        .row(
            "3rd-party pull/push",
            null,
            rig -> assertThat(thirdParty(rig)).isEqualTo("ERROR pullToVoSpace not implemented"),
            rig -> assertThat(thirdParty(rig)).isEqualTo("ERROR pullToVoSpace not implemented"))
        .row(
            "views/properties/protocols lists",
            rig -> {
              ok(rig.get("/views").send(), 200);
              ok(rig.get("/properties").send(), 200);
              assertThat(ok(rig.get("/protocols").send(), 200).text()).contains("httpput");
            },
            rig -> ok(rig.get("/views").send(), 404),
            rig -> ok(rig.get("/protocols").send(), 404))
        .row(
            "sync parameter mode",
            rig -> {
              assertThat(parameterMode(rig, "")).contains("/results/transferDetails");
              assertThat(parameterMode(rig, "&REQUEST=redirect")).contains("/files/");
            },
            rig -> assertThat(parameterMode(rig, "")).contains("/files/"),
            rig -> assertThat(parameterMode(rig, "")).contains("/files/"))
        .tests();
  }

  private static List<String> owners(Rig rig) throws Exception {
    String home = rig.profile().home("alice");
    rig.space().setProperty(home, Keys.PUBLIC, "true");
    String shared = Rig.property(Keys.GROUP_WRITE, Rig.group("both"));
    ok(alice(rig.mkdir(home + "/d", shared)).send(), 201);
    ok(alice(rig.mkfile(home + "/d/f", shared)).send(), 201);
    UnaryOperator<Rig.Call> bob = c -> c.as(Rig.BOB);
    ok(rig.put(rig.negotiate(bob, home + "/d/f", true).get(0)).body("x").send(), 201);
    String overwritten = owner(rig, home + "/d/f");
    assertThat(rig.runMove(bob, home + "/d/f", home + "/d/g")).isEqualTo("COMPLETED");
    return List.of(overwritten, owner(rig, home + "/d/g"));
  }

  private static String owner(Rig rig, String path) throws Exception {
    return String.valueOf(alice(rig.get("/nodes" + path)).send().property(Keys.CREATOR));
  }

  private static void ontoFile(Rig rig) throws Exception {
    rig.space().put(rig.home() + "/a", new byte[] {1});
    rig.space().put(rig.home() + "/b", new byte[] {2});
    assertThat(rig.runMove(rig.home() + "/a", rig.home() + "/b")).startsWith("ERROR DuplicateNode");
    assertThat(rig.space().read(rig.home() + "/b")).containsExactly(2);
  }

  private static void intoContainer(Rig rig) throws Exception {
    rig.space().put(rig.home() + "/a", new byte[] {1});
    rig.space().mkdirs(rig.home() + "/d");
    assertThat(rig.runMove(rig.home() + "/a", rig.home() + "/d")).isEqualTo("COMPLETED");
    assertThat(rig.space().read(rig.home() + "/d/a")).containsExactly(1);
  }

  private static String copied(Rig rig) throws Exception {
    rig.space().mkdirs(rig.home() + "/d");
    rig.space().put(rig.home() + "/d/f", Rig.utf8("copy me"));
    String move = rig.move(rig.home() + "/d", rig.home() + "/e");
    String copy = move.replace("<vos:keepBytes>false", "<vos:keepBytes>true");
    String job = rig.post("/transfers").xml(copy).send().location();
    String phase = rig.run(UnaryOperator.identity(), job);
    assertThat(rig.space().exists(rig.home() + "/d/f")).isTrue();
    if (phase.equals("COMPLETED")) {
      assertThat(rig.space().read(rig.home() + "/e/f")).isEqualTo(Rig.utf8("copy me"));
    }
    return phase;
  }

  private static String thirdParty(Rig rig) throws Exception {
    String document = rig.transfer(rig.home() + "/f", "pullToVoSpace", "httpget");
    String job = rig.post("/transfers").xml(document).send().location();
    return rig.run(UnaryOperator.identity(), job);
  }

  private static String parameterMode(Rig rig, String more) throws Exception {
    ok(rig.upload(rig.home() + "/f", Rig.utf8("x")), 201);
    String target = "TARGET=" + Rig.encode(rig.uri(rig.home() + "/f"));
    String protocol = "&PROTOCOL=" + Rig.encode(Keys.CORE + "httpget");
    String query = target + "&DIRECTION=pullFromVoSpace" + protocol + more;
    return rig.get("/synctrans?" + query).send().location();
  }
}
