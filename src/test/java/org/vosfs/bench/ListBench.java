package org.vosfs.bench;

import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.vosfs.demo.Profile;

/**
 * Listings: ls -l of a big directory against the bare listing requests, parsed, and find over many
 * directories 40 ms away against asking for one after the other. A mount in use has listed other
 * big directories before, so that Java has compiled what listing takes, as it has for the requests.
 */
final class ListBench {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PAGE = 1000;

  /** Big directories that a mount in use has listed before, and how often. */
  private static final int OTHERS = 4;

  private static final int ROUNDS = 5;

  private static final String BARE = "bare listing requests, parsed";
  private static final String COLD = "ls -lU, cold, a mount in use";

  private ListBench() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("list")
            .with("profile", "vault", "vault or cavern")
            .with("entries", "10000", "files in the big directory")
            .with("fuse", "native", "system or native: the library between kernel and vosfs")
            .with("directories", "1000", "directories that find walks, 20 files each")
            .parse(args);
    Report report = new Report(arguments.command());
    try (BenchSpace space =
        new BenchSpace(
            Profile.valueOf(arguments.text("profile").toUpperCase(Locale.ROOT)),
            "fuse-library=" + arguments.text("fuse"))) {
      fill(space, arguments);
      big(space, arguments, report);
      tree(space, arguments, report);
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  private static void fill(BenchSpace space, Arguments arguments) {
    byte[] text = "content".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < arguments.number("entries"); i++) {
      space.put("many/file-" + i, text);
      for (int j = 0; j < OTHERS; j++) {
        space.put("other" + j + "/file-" + i, text);
      }
    }
    for (int i = 0; i < arguments.number("directories"); i++) {
      for (int j = 0; j < 20; j++) {
        space.put("tree/d" + i / 100 + "/d" + i + "/f" + j, text);
      }
    }
    space.put("few/file", text);
  }

  private static void big(BenchSpace space, Arguments arguments, Report report) throws Exception {
    int entries = arguments.number("entries");
    String count = " | wc -l | grep -qx " + (entries + 1);
    report
        .add(
            new Comparison("ls -l of " + entries, Unit.MILLISECONDS)
                .side(BARE, () -> 1000 * Side.seconds(() -> bare(space, entries)))
                .side(
                    "ls -lU, cold, a mount just made",
                    () -> {
                      space.cold(null);
                      space.sh("ls -l few; ls -d many");
                      return 1000 * Side.seconds(() -> space.sh("ls -lU many" + count));
                    })
                .side(
                    COLD,
                    () -> {
                      space.cold(null);
                      use(space);
                      space.sh("ls -l few; ls -d many");
                      return 1000 * Side.seconds(() -> space.sh("ls -lU many" + count));
                    })
                .side(
                    "ls -lU, warm",
                    () -> 1000 * Side.seconds(() -> space.sh("ls -lU many" + count)))
                .atLeast(COLD, 1 / 1.3, BARE))
        .run(arguments.number("repetitions"), true);
    report
        .add(
            new Comparison("requests of a warm ls -l", Unit.REQUESTS)
                .side(
                    "mount",
                    () -> {
                      space.sh("ls -lU many > /dev/null");
                      space.server().requests().clear();
                      space.sh("ls -lU many > /dev/null");
                      return space.requests(request -> true);
                    })
                .atMost("mount", 0))
        .run(1, false);
  }

  private static void use(BenchSpace space) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < OTHERS; i++) {
        space.mount().vosfs("forget", space.home().resolve("other" + i).toString()).ok();
      }
      space.sh("for d in other*; do ls -lU $d; done > /dev/null");
    }
  }

  /** All pages one after the other, as a client must that knows no other way, each parsed. */
  private static void bare(BenchSpace space, int entries) throws Exception {
    URI endpoint = space.endpoint();
    String directory = space.container() + "/many";
    String start = "";
    int all = 0;
    while (true) {
      String query = "?limit=" + PAGE + (start.isEmpty() ? "" : "&uri=" + start);
      HttpResponse<InputStream> page =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(endpoint + "/nodes" + directory + query)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      List<Map<String, String>> nodes = nodes(page.body());
      all += nodes.size() - (start.isEmpty() ? 0 : 1); // a page begins with the last of the former
      if (nodes.size() != PAGE) {
        break; // the last one, or all at once
      }
      String last = nodes.get(nodes.size() - 1).getOrDefault("uri", "");
      start = URLEncoder.encode(last, StandardCharsets.UTF_8);
    }
    if (all != entries) {
      throw new AssertionError(all + " nodes were listed");
    }
  }

  /** The children in a document: all properties, and the URI. */
  private static List<Map<String, String>> nodes(InputStream document) throws Exception {
    List<Map<String, String>> nodes = new ArrayList<>();
    Map<String, String> node = new HashMap<>(); // of the container, at first
    XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(document);
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      if (xml.getLocalName().equals("node")) {
        node = new HashMap<>();
        node.put("uri", xml.getAttributeValue(null, "uri"));
        nodes.add(node);
      } else if (xml.getLocalName().equals("property")) {
        node.put(xml.getAttributeValue(null, "uri"), xml.getElementText());
      }
    }
    document.close();
    return nodes.subList(1, nodes.size());
  }

  private static void tree(BenchSpace space, Arguments arguments, Report report) throws Exception {
    int directories = arguments.number("directories");
    int all = directories * 21 + (directories + 99) / 100 + 1;
    report
        .add(
            new Comparison(
                    "find over " + directories + " directories of 20 files, 40 ms", Unit.SECONDS)
                .side("one request after the other", () -> one(space, directories))
                .side(
                    "find, cold",
                    () -> {
                      space.far(Duration.ZERO);
                      space.cold(null);
                      space.sh("ls -l few");
                      space.far(Duration.ofMillis(40));
                      try {
                        return Side.seconds(
                            () -> space.sh("find tree -size -100k | wc -l | grep -qx " + all));
                      } finally {
                        space.far(Duration.ZERO);
                      }
                    })
                .atLeast("find, cold", 5, "one request after the other"))
        .run(Math.min(3, arguments.number("repetitions")), false);
  }

  private static double one(BenchSpace space, int directories) throws Exception {
    space.far(Duration.ofMillis(40));
    URI endpoint = space.endpoint();
    try {
      return Side.seconds(
          () -> {
            for (int i = 0; i < directories; i++) {
              String path = space.container() + "/tree/d" + i / 100 + "/d" + i;
              HTTP.send(
                  HttpRequest.newBuilder(URI.create(endpoint + "/nodes" + path)).build(),
                  HttpResponse.BodyHandlers.ofString());
            }
          });
    } finally {
      space.far(Duration.ZERO);
    }
  }
}
