package org.vosfs.bench;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Shell;

/**
 * vosfs beside rclone mount (full cache, over WebDAV): the same bytes, both behind a relay that
 * delays alike.
 */
final class PeerBench {
  private static final String OURS = "vosfs";
  private static final String PEER = "rclone mount";

  private final Arguments arguments;
  private final Report report;
  private final BenchSpace space;
  private final RcloneMount peer;
  private final long big;
  private final int small;

  private PeerBench(Arguments arguments, BenchSpace space, RcloneMount peer) {
    this.arguments = arguments;
    this.report = new Report(arguments.command());
    this.space = space;
    this.peer = peer;
    this.big = (long) arguments.number("mib") << 20;
    this.small = arguments.number("files");
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("peer")
            .with("mib", "1024", "size of the big file in MiB")
            .with("files", "1000", "small files, 4 KiB each")
            .with("delay", "40", "round trip in milliseconds")
            .with("only", "read,again,small,list,copy", "rows to run")
            .parse(args);
    boolean kept;
    try (BenchSpace space = new BenchSpace(Profile.VAULT);
        RcloneMount peer = new RcloneMount(space.directory().resolve("peer"))) {
      PeerBench bench = new PeerBench(arguments, space, peer);
      bench.fill();
      Duration delay = Duration.ofMillis(arguments.number("delay"));
      space.far(delay);
      peer.relay().roundTrip(delay);
      bench.run();
      kept = bench.report.print(System.out);
    }
    System.exit(kept ? 0 : 1);
  }

  private void fill() throws Exception {
    Path file = Scratch.file(space.directory().resolve("big"), big, 1);
    space.put("big", file);
    Files.move(file, peer.served().resolve("big"));
    space.server().space().mkdirs(space.container() + "/in");
    Files.createDirectories(peer.served().resolve("in"));
    Path local = Files.createDirectories(space.directory().resolve("local"));
    for (int i = 0; i < small; i++) {
      byte[] bytes =
          ("file " + i + " ").repeat(600).substring(0, 4096).getBytes(StandardCharsets.UTF_8);
      String directory = "small/d" + i / 50;
      space.put(directory + "/f" + i, bytes);
      Files.write(
          Files.createDirectories(peer.served().resolve(directory)).resolve("f" + i), bytes);
      Files.write(Files.createDirectories(local.resolve("d" + i / 50)).resolve("f" + i), bytes);
    }
  }

  private void run() throws Exception {
    String whole = "dd if=big of=/dev/null bs=1M status=none";
    String times = small + " small files";
    if (isWanted("read")) {
      row("cold sequential read", Unit.MIB_PER_SECOND, true, whole);
    }
    if (isWanted("again")) {
      space.sh(whole);
      peer.sh(whole);
      row("read again", Unit.MIB_PER_SECOND, false, whole);
    }
    if (isWanted("small")) {
      String cat = "cat small/*/* | wc -c | grep -qx " + 4096L * small;
      row(times + " read", Unit.SECONDS, true, cat);
    }
    if (isWanted("list")) {
      String list = "ls -lR small | grep -c ' f[0-9]' | grep -qx " + small;
      row("ls -lR of " + times, Unit.SECONDS, true, list);
    }
    if (isWanted("copy")) {
      copy();
    }
  }

  private boolean isWanted(String row) {
    return java.util.List.of(arguments.text("only").split(",")).contains(row);
  }

  private void row(String title, Unit unit, boolean cold, String script) throws Exception {
    report
        .add(
            new Comparison(title, unit)
                .side(
                    PEER,
                    () -> {
                      if (cold) {
                        peer.cold();
                      }
                      return figure(unit, () -> peer.sh(script));
                    })
                .side(
                    OURS,
                    () -> {
                      if (cold) {
                        space.cold(null);
                      }
                      return figure(unit, () -> space.sh(script));
                    })
                .atLeast(OURS, 1, PEER))
        .run(arguments.number("repetitions"), false);
  }

  private double figure(Unit unit, Side.Work work) throws Exception {
    return unit == Unit.SECONDS ? Side.seconds(work) : Side.rate(big, work);
  }

  /** Until the last file is on the server. */
  private void copy() throws Exception {
    Path local = space.directory().resolve("local");
    int[] round = {0};
    report
        .add(
            new Comparison("cp -r in of " + small + " small files, uploaded", Unit.SECONDS)
                .side(
                    PEER,
                    () -> {
                      peer.cold();
                      String to = "in/" + round[0]++;
                      return Side.seconds(
                          () -> {
                            peer.sh("cp -r " + local + " " + to);
                            awaitFiles(peer.served().resolve(to));
                          });
                    })
                .side(
                    OURS,
                    () -> {
                      space.cold(null);
                      String to = "in/" + round[0]++;
                      return Side.seconds(
                          () -> {
                            space.sh("cp -r " + local + " " + to);
                            space.mount().awaitUploads();
                          });
                    })
                .atLeast(OURS, 1, PEER))
        .run(arguments.number("repetitions"), false);
  }

  private void awaitFiles(Path directory) throws Exception {
    Shell.run(
            directory,
            java.util.List.of(
                "bash",
                "-c",
                "until [ $(find . -type f -size 4k | wc -l) = " + small + " ]; do sleep 0.1; done"))
        .ok();
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port);
  }
}
