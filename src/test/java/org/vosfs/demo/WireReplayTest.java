package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends recorded requests again and compares with what the real services answered. */
final class WireReplayTest {
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+");

  @TempDir Path root;

  private static final Pattern TOKEN = Pattern.compile("/files/[^/\\s]*/cadc");
  private static final Pattern JOB = Pattern.compile("(?<=/pkg/)[a-z0-9]{16}");

  /** Headers that are compared where the recorded reply has them. */
  private static final List<String> COMPARED =
      List.of(
          "Accept-Ranges",
          "Allow",
          "Content-Disposition",
          "Content-Encoding",
          "Content-Range",
          "Digest",
          "Location",
          "Retry-After",
          "x-put-segment-minbytes",
          "x-put-segment-maxbytes",
          "x-vo-authenticated");

  private void replay(Profile profile, Map<String, String> paths, String... resources)
      throws Exception {
    DemoSettings settings =
        DemoSettings.of(root, profile)
            .with(b -> b.withSites("minoc"))
            .withUsers(
                new DemoUser("alice", "tok-alice").withGroups(Rig.group("groupA")),
                new DemoUser("bob", "tok-bob").withGroups(Rig.group("groupB"), Rig.group("groupC")),
                new DemoUser("admin", "tok-admin"));
    List<String> differences = new ArrayList<>();
    Set<String> skipped = skipped();
    int compared = 0;
    try (Rig rig = new Rig(settings)) {
      rig.space().setProperty(profile.home("alice"), Keys.PUBLIC, "true");
      Replayed replayed = new Replayed(rig, paths);
      if (profile == Profile.VAULT) {
        rig.space().mkdirs("/bob");
      }
      for (String resource : resources) {
        if (resource.startsWith("vault/12-")) {
          describe(rig);
        }
        Map<String, Integer> times = new HashMap<>();
        for (Recording recorded : Recording.read(resource)) {
          int time = times.merge(recorded.title(), 1, Integer::sum);
          String where = resource + ": " + recorded.title() + (time == 1 ? "" : " (" + time + ")");
          prepare(rig, recorded.title());
          // Whether a job still runs depends on which is faster, it or the next request.
          boolean race = recorded.title().equals("GET phase immediately");
          if (race || skipped.contains(where)) {
            // Nothing to compare, but what follows may depend on it.
            quietly(replayed, recorded);
          } else {
            compared++;
            compare(where + ": ", replayed, recorded, differences);
          }
        }
      }
    }
    assertThat(differences).as("differences in %d exchanges", compared).isEmpty();
    assertThat(compared).isGreaterThan(profile == Profile.VAULT ? 900 : 400);
  }

  /** Titles that {@code skipped.txt} gives a reason for. */
  private static Set<String> skipped() throws Exception {
    Set<String> titles = new HashSet<>();
    try (InputStream in = WireReplayTest.class.getResourceAsStream("/wire/skipped.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> titles.add(line.strip()));
    }
    return titles;
  }

  private static void quietly(Replayed replayed, Recording recorded) throws Exception {
    if (recorded.method().equals("GET") || recorded.method().equals("HEAD")) {
      return;
    }
    try {
      replayed.send(recorded);
    } catch (java.io.IOException | RuntimeException e) {
      // Not what is compared.
    }
  }

  /** What a session did on the disk below cavern, or an administrator elsewhere, in between. */
  private void prepare(Rig rig, String title) throws Exception {
    Path q = root.resolve("files/home/alice/q");
    switch (title) {
      case "listing with a name with a space made on disk" ->
          Files.writeString(q.resolve("on disk"), "x");
      case "listing with a % name made on disk" -> {
        Files.delete(q.resolve("on disk"));
        Files.writeString(q.resolve("pct%41"), "x");
      }
      case "listing with a fifo in the directory" -> Files.delete(q.resolve("pct%41"));
      case "PUT 5 kB below the limit" -> rig.space().mkdirs("/home/alice/edquot");
      default -> {}
    }
  }

  /** What was done before {@code 12-minoc-get} without being recorded. */
  private static void describe(Rig rig) throws Exception {
    String url = rig.negotiate(c -> c.as(Rig.ALICE), "/alice/w/f1", true).get(0);
    rig.post(url).form("contentType=text/plain&contentEncoding=gzip").send();
  }

  private static void compare(
      String where, Replayed replayed, Recording recorded, List<String> differences)
      throws Exception {
    Rig.@Nullable Reply reply;
    try {
      reply = replayed.send(recorded);
    } catch (java.io.IOException | RuntimeException e) {
      differences.add(where + e);
      return;
    }
    if (reply == null) {
      return;
    }
    if (reply.status() != recorded.status()) {
      differences.add(where + reply.status() + " " + reply.text() + " for " + recorded.status());
      return;
    }
    for (String name : COMPARED) {
      String was = recorded.replyHeader(name);
      String is = reply.header(name);
      if (was != null && !normal(replayed.ours(was)).equals(normal(String.valueOf(is)))) {
        differences.add(where + name + " is " + is + ", was " + replayed.ours(was));
      }
    }
    compareBodies(where, replayed, recorded, reply, differences);
  }

  private static void compareBodies(
      String where,
      Replayed replayed,
      Recording recorded,
      Rig.Reply reply,
      List<String> differences) {
    String body = recorded.reply();
    String type = String.valueOf(recorded.replyHeader("Content-Type"));
    boolean html = type.startsWith("text/html");
    if (html || body == null || recorded.method().equals("HEAD")) {
      return;
    }
    String announced = recorded.replyHeader("Content-Length");
    if (announced != null && !body.startsWith("<") && body.length() > 1000) {
      // Only the beginning was recorded.
      if (!reply.text().stripLeading().startsWith(body)) {
        differences.add(where + reply.text() + " does not start with " + body);
      }
      return;
    }
    boolean complete = !body.startsWith("<?xml") || body.endsWith(">");
    String got = String.valueOf(reply.header("Content-Type"));
    if (recorded.replyHeader("Content-Type") != null
        && !got.startsWith(type.replaceAll(";.*", ""))) {
      differences.add(where + "type " + got + " for " + type);
    }
    String expected = normal(replayed.ours(body));
    String actual = normal(reply.text());
    if (recorded.status() >= 400 && expected.contains("cvc-complex-type")) {
      expected = expected.replaceAll("One of.*", "").strip();
    }
    if (complete && !actual.equals(expected)) {
      differences.add(diff(where, actual, expected));
    }
  }

  private static String diff(String where, String is, String was) {
    int at = 0;
    while (at < is.length() && at < was.length() && is.charAt(at) == was.charAt(at)) {
      at++;
    }
    int from = Math.max(0, at - 60);
    return where
        + "\n  is  ..."
        + is.substring(from, Math.min(is.length(), at + 160))
        + "\n  was ..."
        + was.substring(from, Math.min(was.length(), at + 160));
  }

  private static String normal(String text) {
    String dated = DATE.matcher(text).replaceAll("DATE");
    dated = TOKEN.matcher(dated).replaceAll("/files/TOKEN/cadc");
    // Settings of the recorded installations, and what no client sees.
    dated = dated.replaceAll("<uws:executionDuration>\\d+", "<uws:executionDuration>N");
    dated = dated.replaceAll("<!--.*?-->", "");
    return JOB.matcher(dated).replaceAll("JOB").replaceAll("\\s+", " ").strip();
  }

  @Test
  void vault() throws Exception {
    replay(
        Profile.VAULT,
        Map.of(
            "0dd6a099-8a0f-4b25-b81e-42117d6b5fec", "/alice/w/f1",
            "3e28b2cb-4fea-4066-8d38-76289b7a5f5f", "/alice/inh/a",
            "4c0d5f45-f051-4701-a7f2-623456590263", "/alice/d/f",
            "fb8f297a-e2bd-4dfc-8aba-722c5837e19b", "/alice/pub/secret",
            "41dbe1f6-96c9-4d13-8227-2b29ff8fe880", "/alice/w/fa",
            "f486ed1c-2422-4c72-a236-f0ee5953525a", "/alice/w/fb",
            "5b898399-7c01-42d3-a301-567eda0b006b", "/alice/w/fc"),
        "vault/01-capabilities.txt",
        "vault/02-create.txt",
        "vault/03-errors.txt",
        "vault/06-nodes-get.txt",
        "vault/08-transfers-sync.txt",
        "vault/08b-params.txt",
        "vault/11-minoc-put.txt",
        "vault/12-minoc-get.txt",
        "vault/12b-vault-files.txt",
        "vault/13-minoc-txn.txt",
        "vault/14-minoc-txn-faults.txt",
        "vault/09-transfers-async.txt",
        "vault/15-names.txt",
        "vault/07-nodes-post.txt",
        "vault/07b-locks.txt",
        "vault/07c-inherit-groups.txt",
        "vault/07d-quota.txt",
        "vault/10-delete.txt",
        "vault/10b-async-delete.txt",
        "vault/10c-async-setprops.txt",
        "vault/17-package.txt",
        "vault/22-misc.txt",
        "vault/22b-links.txt",
        "vault/22c-admin-moves.txt",
        "vault/22d-spaces.txt",
        "vault/23b-poisoned-node.txt",
        "vault/23c-property-growth.txt",
        "vault/27-content-types.txt");
  }

  @Test
  void cavern() throws Exception {
    replay(
        Profile.CAVERN,
        Map.of(),
        "cavern/01-capabilities.txt",
        "cavern/02-create.txt",
        "cavern/03-errors.txt",
        "cavern/04-files-put.txt",
        "cavern/05-files-get.txt",
        "cavern/06-nodes-get.txt",
        "cavern/07-nodes-post.txt",
        "cavern/09-transfers-async.txt",
        "cavern/10-delete.txt",
        "cavern/08-transfers-sync.txt",
        "cavern/11-put-semantics.txt",
        "cavern/12-names.txt",
        "cavern/13-listing.txt",
        "cavern/15-quota-nospace.txt");
  }
}
