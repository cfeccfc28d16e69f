package org.vosfs.bench;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.vosfs.demo.Profile;

/**
 * Cold reads: the whole file against a plain HTTP client on raw loopback, and 40 ms away against
 * itself behind the same relay without delay; heads, random and backward reads by the bytes they
 * move.
 */
final class ReadBench {
  private static final Duration FAR = Duration.ofMillis(40);
  private static final String PLAIN = "curl to disk";
  private static final String MOUNT = "mount, cold";

  /** What a mount has read before of another file: Java then has compiled what it needs. */
  private static final long USED = 1L << 30;

  private final Arguments arguments;
  private final Report report;
  private final long bytes;

  private ReadBench(Arguments arguments) {
    this.arguments = arguments;
    this.report = new Report(arguments.command());
    this.bytes = (long) arguments.number("mib") << 20;
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("read")
            .with("mib", "2048", "size of the big file in MiB")
            .with("profile", "vault", "vault or cavern")
            .with("fuse", "native", "system or native: the library between kernel and vosfs")
            .with("only", "sequential,far,sparse", "any of sequential, far, sparse")
            .parse(args);
    ReadBench bench = new ReadBench(arguments);
    bench.with("sequential", false, bench::sequential);
    bench.with("far", true, bench::far);
    bench.with("sparse", true, bench::sparse);
    System.exit(bench.report.print(System.out) ? 0 : 1);
  }

  /** Some rows, in a space of their own. */
  @FunctionalInterface
  private interface Rows {
    void run(BenchSpace space) throws Exception;
  }

  private void with(String name, boolean relayed, Rows rows) throws Exception {
    if (!arguments.text("only").contains(name)) {
      return;
    }
    Profile profile = Profile.valueOf(arguments.text("profile").toUpperCase(Locale.ROOT));
    String fuse = "fuse-library=" + arguments.text("fuse");
    try (BenchSpace space = new BenchSpace(profile, relayed, fuse)) {
      put(space, "big", bytes, 1);
      put(space, "warm", 64 << 20, 2);
      put(space, "used", USED, 3);
      rows.run(space);
    }
  }

  private static void put(BenchSpace space, String name, long bytes, int seed) throws Exception {
    space.put(name, Scratch.file(space.directory().resolve(name), bytes, seed));
  }

  private void sequential(BenchSpace space) throws Exception {
    report
        .add(
            new Comparison("sequential read", Unit.MIB_PER_SECOND)
                .side(PLAIN, () -> space.curl("big", bytes))
                .side(MOUNT, () -> cold(space))
                .side("mount, cached", () -> space.read("big", bytes))
                .atLeast(MOUNT, 0.6, PLAIN))
        .run(arguments.number("repetitions"), true);
    space.verify("big", space.directory().resolve("big"));
    report
        .add(
            new Comparison("bytes sent for a sequential read", Unit.BYTES)
                .side("its size", () -> bytes)
                .side(
                    MOUNT,
                    () -> {
                      cold(space);
                      return space.bytesSent(r -> r.method().equals("GET"));
                    })
                .atLeast(MOUNT, 1 / 1.02, "its size"))
        .run(1, false);
  }

  private void far(BenchSpace space) throws Exception {
    report
        .add(
            new Comparison("sequential read through a relay", Unit.MIB_PER_SECOND)
                .side(MOUNT, () -> cold(space))
                .side("mount, cold, 40 ms", () -> far(space, () -> cold(space)))
                .atLeast("mount, cold, 40 ms", 0.8, MOUNT))
        .run(arguments.number("repetitions"), true);
  }

  private double cold(BenchSpace space) throws Exception {
    space.cold("used");
    return space.read("big", bytes);
  }

  private static double far(BenchSpace space, Side side) throws Exception {
    space.far(FAR);
    try {
      return side.measure();
    } finally {
      space.far(Duration.ZERO);
    }
  }

  private void sparse(BenchSpace space) throws Exception {
    boolean vault = arguments.text("profile").equals("vault");
    Comparison head =
        new Comparison("head -c 2880: bytes sent", Unit.BYTES)
            .side(MOUNT, () -> moved(space, "head -c 2880 big > /dev/null"));
    report.add(head.atMost(MOUNT, vault ? 1 << 20 : 4 << 20)).run(3, false);
    report
        .add(
            new Comparison("head -c 2880: requests after the look-up", Unit.REQUESTS)
                .side(
                    MOUNT,
                    () -> {
                      space.cold("warm");
                      Files.size(space.home().resolve("big"));
                      space.server().requests().clear();
                      space.sh("head -c 2880 big > /dev/null");
                      return space.requests(request -> true);
                    })
                .atMost(MOUNT, 3))
        .run(3, false);
    if (vault) {
      report
          .add(
              new Comparison("200 random reads of 4 KiB: bytes sent", Unit.BYTES)
                  .side("their size", () -> 200 * 4096)
                  .side(MOUNT, () -> moved(space, scattered()))
                  .atLeast(MOUNT, 1 / 64.0, "their size"))
          .run(3, false);
      backward(space);
    }
  }

  private void backward(BenchSpace space) throws Exception {
    long part = Math.min(bytes, 256L << 20);
    String read =
        "python3 -c 'import os\nf = os.open(\"big\", os.O_RDONLY)\n"
            + "for at in range("
            + (part - (1 << 20))
            + ", -1, -1048576): os.pread(f, 1048576, at)'";
    report
        .add(
            new Comparison("256 MiB in pieces of 1 MiB, 40 ms", Unit.MIB_PER_SECOND)
                .side(
                    "forward",
                    () ->
                        far(
                            space,
                            () -> {
                              space.cold("warm");
                              return Side.rate(
                                  part,
                                  () ->
                                      space.sh(
                                          "dd if=big of=/dev/null bs=1M status=none count="
                                              + (part >> 20)));
                            }))
                .side(
                    "backward",
                    () ->
                        far(
                            space,
                            () -> {
                              space.cold("warm");
                              return Side.rate(part, () -> space.sh(read));
                            })))
        .run(3, false);
  }

  private String scattered() {
    StringBuilder script = new StringBuilder("python3 -c 'import os\n");
    script.append("f = os.open(\"big\", os.O_RDONLY)\nfor at in (");
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      script.append(random.nextLong(bytes / 4096) * 4096).append(',');
    }
    return script.append("): os.pread(f, 4096, at)'").toString();
  }

  private static double moved(BenchSpace space, String script) throws Exception {
    space.cold("warm");
    space.sh(script);
    // What is still on its way when the reader has gone counts too.
    space.mount().umount();
    long sent =
        space.bytesSent(request -> request.method().equals("GET") && request.range() != null);
    space.mount().mount();
    return sent;
  }
}
