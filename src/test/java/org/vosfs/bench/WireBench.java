package org.vosfs.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vosfs.demo.Profile;

/**
 * Cold sequential read over a wire of a given rate against a plain HTTP client: in a network
 * namespace of its own, whose loopback interface is held to the rate by a token bucket. Needs root.
 */
final class WireBench {
  private static final String INSIDE = "VOSFS_BENCH_WIRE";
  private static final String PLAIN = "curl to disk";
  private static final String MOUNT = "mount, cold";

  private WireBench() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("wire")
            .with("mib", "1024", "size of the file in MiB")
            .with("mbit", "1000", "rate of the wire in Mbit/s")
            .with("fuse", "native", "system or native: the library between kernel and vosfs")
            .parse(args);
    if (!System.getenv().containsKey(INSIDE)) {
      System.exit(again(arguments.number("mbit"), args));
    }
    Report report = new Report(arguments.command());
    long bytes = (long) arguments.number("mib") << 20;
    String title = "sequential read, " + arguments.number("mbit") + " Mbit/s";
    String library = "fuse-library=" + arguments.text("fuse");
    try (BenchSpace space = new BenchSpace(Profile.VAULT, false, library)) {
      Path big = Scratch.file(space.directory().resolve("big"), bytes, 1);
      space.put("big", big);
      space.put("warm", Scratch.file(space.directory().resolve("warm"), 64 << 20, 2));
      report
          .add(
              new Comparison(title, Unit.MIB_PER_SECOND)
                  .side(PLAIN, () -> space.curl("big", bytes))
                  .side(
                      MOUNT,
                      () -> {
                        space.cold("warm");
                        return space.read("big", bytes);
                      })
                  .atLeast(MOUNT, 0.95, PLAIN))
          .run(arguments.number("repetitions"), false);
      space.verify("big", big);
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  /** This program once more, in a namespace with nothing but a wire to itself. */
  private static int again(int mbit, String[] args) throws Exception {
    // Packets as on Ethernet, and a bucket that holds what a tick of the clock lets through.
    String wire =
        "ip link set lo up mtu 1500 && tc qdisc add dev lo root tbf rate %dmbit burst 1mb latency 50ms"
            .formatted(mbit);
    List<String> command = new ArrayList<>(List.of("unshare", "--net", "bash", "-c"));
    command.add(wire + " && exec \"$@\"");
    command.add("wire");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx2g");
    for (String property : List.of("vosfs.home", "file.encoding")) {
      command.add("-D" + property + "=" + System.getProperty(property, ""));
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WireBench.class.getName()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    Map<String, String> environment = builder.environment();
    environment.put(INSIDE, "yes");
    String path = environment.getOrDefault("PATH", "");
    environment.put("PATH", path + ":/usr/sbin:/sbin");
    return builder.start().waitFor();
  }
}
