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
 * Listings: ls -l of a big directory against the bare listing requests, parsed, and find over many
 * directories 40 ms away against asking for one after the other. A mount in use has listed other
 * big directories before, so that Java has compiled what listing takes, as it has for the requests;
 * a mount just made is compared with a client just started.
 */
final class ListBench {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Big directories that a mount in use has listed before, and how often. */
  private static final int OTHERS = 4;

  private static final int ROUNDS = 5;

  private static final String BARE = "bare listing requests, parsed";
  private static final String FRESH_BARE = "bare listing requests, parsed, a client just started";
  private static final String FRESH = "ls -lU, cold, a mount just made";
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
                .side(BARE, () -> 1000 * bare(space, entries).seconds())
                .side(FRESH_BARE, () -> 1000 * bare(space, entries).secondsElsewhere())
                .side(
                    FRESH,
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
                .atLeast(COLD, 1 / 1.3, BARE)
                .atLeast(FRESH, 1 / 1.3, FRESH_BARE))
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

  /** Each round finds the big directories under other names: none is known to the mount. */
  private static void use(BenchSpace space) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      for (String name : space.sh("ls -d1 other*").lines().toList()) {
        String from = space.container() + "/" + name;
        space.server().space().move(from, from + "-");
      }
      space.mount().vosfs("forget", space.home().toString()).ok();
      space.sh("for d in other*; do ls -lU $d; done > /dev/null");
    }
  }

  private static BareListing bare(BenchSpace space, int entries) {
    return new BareListing(space.endpoint(), space.container() + "/many", entries);
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
