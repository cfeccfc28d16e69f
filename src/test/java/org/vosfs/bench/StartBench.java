package org.vosfs.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vosfs.demo.Profile;

/**
 * How long a mount takes from exec until it answers, and how much memory its process has, fresh and
 * at its peak after work, beside rclone mount (full cache, over WebDAV) doing the same.
 */
final class StartBench {
  private static final String OURS = "vosfs";
  private static final String PEER = "rclone mount";

  /** What a process had resident at most; file pages that it maps are counted. */
  private static final String PEAK = "VmHWM";

  private final Report report;
  private final BenchSpace space;
  private final RcloneMount peer;
  private final int repetitions;
  private final long big;
  private final int small;
  private final int listed;

  private StartBench(Arguments arguments, BenchSpace space, RcloneMount peer) {
    this.report = new Report(arguments.command());
    this.space = space;
    this.peer = peer;
    this.repetitions = arguments.number("repetitions");
    this.big = (long) arguments.number("mib") << 20;
    this.small = arguments.number("files");
    this.listed = arguments.number("entries");
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("start")
            .with("mib", "1024", "size of the file that is read")
            .with("files", "1000", "small files that are written")
            .with("entries", "10000", "names in the directory that is listed")
            .with("load", "1", "how often the work is done, for the memory under load");
    arguments.parse(args);
    boolean kept;
    try (BenchSpace space = new BenchSpace(Profile.VAULT);
        RcloneMount peer = new RcloneMount(space.directory().resolve("peer"))) {
      StartBench bench = new StartBench(arguments, space, peer);
      bench.fill();
      bench.start();
      bench.fresh();
      bench.load(arguments.number("load"));
      kept = bench.report.print(System.out);
    }
    System.exit(kept ? 0 : 1);
  }

  private void fill() throws Exception {
    Path file = Scratch.file(space.directory().resolve("big"), big, 1);
    space.put("big", file);
    Files.move(file, peer.served().resolve("big"));
    Path many = Files.createDirectories(peer.served().resolve("many"));
    Files.createDirectories(peer.served().resolve("in"));
    space.server().space().mkdirs(space.container() + "/in");
    byte[] bytes = "a line\n".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < listed; i++) {
      space.put("many/f" + i, bytes);
      Files.write(many.resolve("f" + i), bytes);
    }
  }

  private void start() throws Exception {
    report
        .add(
            new Comparison("exec to mounted", Unit.SECONDS)
                .side(PEER, () -> Side.seconds(peer::begin, peer::unmount))
                .side(OURS, () -> Side.seconds(space.mount()::mount, space.mount()::umount))
                .atMost(OURS, 1.0))
        .run(repetitions, true);
  }

  private void fresh() throws Exception {
    report
        .add(
            new Comparison("memory, fresh", Unit.MIB)
                .side(
                    PEER,
                    () -> {
                      peer.unmount();
                      peer.begin();
                      return memory(peer.pid(), "VmRSS");
                    })
                .side(
                    OURS,
                    () -> {
                      space.mount().umount();
                      space.mount().mount();
                      return memory(pid(), "VmRSS");
                    })
                .atMost(OURS, 100))
        .run(repetitions, false);
  }

  private void load(int times) throws Exception {
    String work =
        "cat big > /dev/null; ls -l many | wc -l | grep -qx "
            + (listed + 1)
            + "; mkdir in/ROUND; for i in $(seq "
            + small
            + "); do echo $i > in/ROUND/f$i; done";
    int[] round = {0};
    report
        .add(
            new Comparison(
                    "memory, peak: %d MiB read, %d listed, %d written"
                        .formatted(big >> 20, listed, small),
                    Unit.MIB)
                .side(
                    PEER,
                    () -> {
                      peer.cold();
                      peer.sh(work.replace("ROUND", "p" + round[0]++));
                      return memory(peer.pid(), PEAK);
                    })
                .side(
                    OURS,
                    () -> {
                      space.mount().remountCold();
                      space.sh(work.replace("ROUND", "v" + round[0]++));
                      space.mount().awaitUploads();
                      return memory(pid(), PEAK);
                    })
                .atMost(OURS, 200))
        .run(times, false);
  }

  private long pid() {
    return space.mount().daemons().get(0).pid();
  }

  /** Of a running process, in MiB; see proc(5). */
  private static double memory(long pid, String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
            .filter(line -> line.startsWith(field + ":"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow(() -> new IOException("no " + field + " of process " + pid))
        / 1024.0;
  }
}
