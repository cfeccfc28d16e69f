package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends recorded requests again and compares with what the real services answered. */
final class WireReplayTest {
  private static final Pattern REQUEST =
      Pattern.compile("(?m)^(GET|HEAD|PUT|POST|DELETE|OPTIONS) (\\S+) HTTP/1.1$");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+");

  /** Recordings that say something about the rig they were made with, not about the service. */
  private static final Set<String> SKIPPED =
      Set.of(
          // The body was not recorded, so that there is nothing to send.
          "PUT create with a document > 32 KiB (body not recorded)",
          "PUT on vault /files",
          "POST on vault /files",
          // The real redirect loses the port, which a server on another port must not.
          "GET data node view=data",
          "GET container view=data",
          // The reply repeats the subtype that was sent; the node is a DataNode afterwards.
          "cavern: PUT create UnstructuredDataNode",
          // The root of the rig held other users.
          "GET root, trailing slash",
          "anon lists public container");

  @TempDir Path root;

  /** One recorded exchange. */
  private record Exchanged(
      String title,
      String method,
      String target,
      String head,
      String body,
      int status,
      String type,
      String reply) {}

  private static List<Exchanged> read(String resource) throws IOException {
    String text;
    try (InputStream in = WireReplayTest.class.getResourceAsStream("/wire/" + resource)) {
      assertThat(in).as(resource).isNotNull();
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Exchanged> result = new ArrayList<>();
    for (String part : text.split("(?m)^########", -1)) {
      Matcher request = REQUEST.matcher(part);
      int middle = part.indexOf("-------- response");
      if (middle < 0 || !request.find()) {
        continue;
      }
      String sent = part.substring(0, middle);
      String got = part.substring(middle);
      int sentBody = sent.indexOf("[request body]\n");
      int gotBody = got.indexOf("[response body]\n");
      String gotHead = gotBody < 0 ? got : got.substring(0, gotBody);
      Matcher status = Pattern.compile("HTTP/1.1 (\\d+)").matcher(gotHead);
      int code = 0;
      while (status.find()) {
        code = Integer.parseInt(status.group(1));
      }
      Matcher type = Pattern.compile("(?m)^Content-Type: (\\S+)").matcher(gotHead);
      result.add(
          new Exchanged(
              part.substring(0, part.indexOf('\n')).strip(),
              request.group(1),
              request.group(2),
              sentBody < 0 ? sent : sent.substring(0, sentBody),
              sentBody < 0 ? "" : sent.substring(sentBody + 15).stripTrailing(),
              code,
              type.find() ? type.group(1) : "",
              gotBody < 0 ? "" : got.substring(gotBody + 16).strip()));
    }
    return result;
  }

  private static String ours(String text, Profile profile) {
    return text.replace("rig.test~vault", "demo.vosfs.org~vault")
        .replace("rig.test!vault", "demo.vosfs.org!vault")
        .replace("rig.test~cavern", "demo.vosfs.org~arc")
        .replace("rig.test!cavern", "demo.vosfs.org!arc")
        .replaceAll("^/cavern/", "/" + profile.service() + "/");
  }

  private void replay(Profile profile, String... resources) throws Exception {
    DemoSettings settings = DemoSettings.of(root, profile).withUsers(Rig.ALICE, Rig.BOB);
    List<String> differences = new ArrayList<>();
    int compared = 0;
    try (Rig rig = new Rig(settings)) {
      rig.space().setProperty(profile.home("alice"), Keys.PUBLIC, "true");
      for (String resource : resources) {
        for (Exchanged recorded : read(resource)) {
          if (!SKIPPED.contains(recorded.title())
              && !SKIPPED.contains(resource.replaceAll("/.*", ": ") + recorded.title())) {
            compared++;
            compare(rig, recorded, differences);
          }
        }
      }
    }
    assertThat(differences).as("differences in %d exchanges", compared).isEmpty();
    assertThat(compared).isGreaterThan(15);
  }

  private static void compare(Rig rig, Exchanged recorded, List<String> differences)
      throws Exception {
    Profile profile = rig.profile();
    String target = ours(recorded.target(), profile);
    Rig.Call call = rig.call(recorded.method(), "http://127.0.0.1:" + rig.server().port() + target);
    for (String name : new String[] {"Authorization", "Content-Type", "Accept"}) {
      Matcher m = Pattern.compile("(?m)^" + name + ": (.*)$").matcher(recorded.head());
      if (m.find()) {
        call.header(name, m.group(1).strip());
      }
    }
    if (!recorded.body().isEmpty()) {
      call.body(ours(recorded.body(), profile));
    }
    Rig.Reply reply = call.send();
    if (reply.status() != recorded.status()) {
      differences.add(
          recorded.title()
              + ": "
              + reply.status()
              + " "
              + reply.text()
              + " for "
              + recorded.status());
      return;
    }
    String type = String.valueOf(reply.header("Content-Type"));
    boolean html = recorded.type().startsWith("text/html");
    boolean complete =
        !recorded.reply().startsWith("<?xml") || recorded.reply().endsWith("</vos:node>");
    if (html || recorded.method().equals("HEAD") || !complete) {
      return;
    }
    if (!recorded.type().isEmpty() && !type.startsWith(recorded.type().replaceAll(";.*", ""))) {
      differences.add(recorded.title() + ": type " + type + " for " + recorded.type());
    }
    String expected = normal(ours(recorded.reply(), profile));
    String actual = normal(reply.text());
    if (recorded.status() >= 400 && expected.contains("cvc-complex-type")) {
      expected = expected.substring(0, expected.indexOf("One of")).strip();
    }
    if (!actual.equals(expected)) {
      differences.add(recorded.title() + ":\n  is  " + actual + "\n  was " + expected);
    }
  }

  private static String normal(String text) {
    return DATE.matcher(text).replaceAll("DATE").replaceAll("\\s+", " ").strip();
  }

  @Test
  void vault() throws Exception {
    replay(Profile.VAULT, "vault/02-create.txt", "vault/03-errors.txt", "vault/06-nodes-get.txt");
  }

  @Test
  void cavern() throws Exception {
    replay(Profile.CAVERN, "cavern/02-create.txt", "cavern/03-errors.txt");
  }
}
