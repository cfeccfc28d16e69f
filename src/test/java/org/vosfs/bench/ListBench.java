package org.vosfs.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.vosfs.demo.Profile;

/**
 * Listings: ls -l of a big directory against the bare listing request, and find over many
 * directories 40 ms away against asking for one after the other.
 */
final class ListBench {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private ListBench() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("list")
            .with("profile", "vault", "vault or cavern")
            .with("entries", "10000", "files in the big directory")
            .with("directories", "1000", "directories that find walks, 20 files each")
            .parse(args);
    Report report = new Report(arguments.command());
    try (BenchSpace space =
        new BenchSpace(Profile.valueOf(arguments.text("profile").toUpperCase(Locale.ROOT)))) {
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
    }
    for (int i = 0; i < arguments.number("directories"); i++) {
      for (int j = 0; j < 20; j++) {
        space.put("tree/d" + i / 100 + "/d" + i + "/f" + j, text);
      }
    }
    space.put("few/file", text);
  }

  private static void big(BenchSpace space, Arguments arguments, Report report) throws Exception {
    String names = " | wc -l | grep -qx " + (arguments.number("entries") + 1);
    report
        .add(
            new Comparison("ls -l of " + arguments.number("entries"), Unit.MILLISECONDS)
                .side("bare listing requests", () -> 1000 * Side.seconds(() -> bare(space)))
                .side(
                    "ls -lU, cold",
                    () -> {
                      space.cold(null);
                      space.sh("ls -l few; ls -d many");
                      return 1000 * Side.seconds(() -> space.sh("ls -lU many" + names));
                    })
                .side(
                    "ls -lU, warm",
                    () -> 1000 * Side.seconds(() -> space.sh("ls -lU many" + names)))
                .atLeast("ls -lU, cold", 1 / 1.3, "bare listing requests"))
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

  /** All pages one after the other, as a client must that knows no other way. */
  private static void bare(BenchSpace space) throws Exception {
    URI endpoint = space.relay().through(space.server().endpoint());
    String directory = space.container() + "/many";
    String start = "";
    while (true) {
      String query = "?limit=1000" + (start.isEmpty() ? "" : "&uri=" + start);
      HttpResponse<String> page =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(endpoint + "/nodes" + directory + query)).build(),
              HttpResponse.BodyHandlers.ofString());
      String[] nodes = page.body().split("<vos:node uri=\"", -1);
      if (nodes.length - 1 < 1000 || nodes.length - 1 > 1001) {
        return;
      }
      String last = nodes[nodes.length - 1];
      start =
          java.net.URLEncoder.encode(last.substring(0, last.indexOf('"')), StandardCharsets.UTF_8);
    }
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
    URI endpoint = space.relay().through(space.server().endpoint());
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
