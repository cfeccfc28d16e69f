package org.vosfs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Vosfs;

/**
 * What stands between a program and cached bytes: the native layer, with and without passthrough,
 * against libfuse 2 below the same code, a filesystem in C on libfuse 2, rclone, and the plain
 * disk.
 */
final class NativeBench {
  private static final String BIG = "big";
  private static final String SMALL = "small";
  private static final String MANY = "many";
  private static final int FILES = 500;

  private NativeBench() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        new Arguments("native")
            .with("mib", "256", "MiB of the large file")
            .with("entries", "10000", "names in the large directory")
            .parse(args);
    Report report = new Report(arguments.command());
    Path scratch = Files.createTempDirectory("vosfs-bench");
    try (LocalMounts local = new LocalMounts(scratch);
        MountedSpace layer = space(scratch, "native", "fuse-library=native");
        MountedSpace system = space(scratch, "system", "fuse-library=system");
        MountedSpace kernel = space(scratch, "kernel", "fuse-library=native")) {
      int mib = arguments.number("mib");
      fill(local.disk(), mib);
      for (MountedSpace space : new MountedSpace[] {layer, system, kernel}) {
        fill(space.home(), mib);
        space.truth().mkdirs(space.container() + "/" + MANY);
        for (int i = 0; space != kernel && i < arguments.number("entries"); i++) {
          space.truth().put(space.container() + "/" + MANY + "/entry" + i, new byte[] {1});
        }
        space.mount().awaitUploads();
      }
      kernel.mount().umount();
      kernel.mount().option("ro").mount();
      Sides sides =
          new Sides(local.disk(), local.passthrough(), system.home(), layer.home(), kernel.home());
      compare(report, arguments, sides, local);
    } finally {
      LocalMounts.remove(scratch);
    }
    System.exit(report.print(System.out) ? 0 : 1);
  }

  /** The same content in five places. */
  private record Sides(Path raw, Path inC, Path system, Path layer, Path kernel) {}

  private static MountedSpace space(Path scratch, String name, String option) throws Exception {
    Vosfs.assumeNativeLayer();
    return MountedSpace.open(
        Profile.VAULT, Files.createDirectories(scratch.resolve(name)), option, "ttl=1h");
  }

  private static void fill(Path directory, int mib) throws Exception {
    Access.writeNew(directory.resolve(BIG), mib);
    Path small = Files.createDirectories(directory.resolve(SMALL));
    for (int i = 0; i < FILES; i++) {
      Files.write(small.resolve("file" + i), new byte[4096]);
    }
  }

  private static void compare(Report report, Arguments arguments, Sides at, LocalMounts local)
      throws Exception {
    int rounds = arguments.number("repetitions");
    report
        .add(
            new Comparison("sequential read, pages cold", Unit.MIB_PER_SECOND)
                .side("raw", () -> Access.sequential(at.raw().resolve(BIG), true))
                .side("C on libfuse 2", () -> Access.sequential(at.inC().resolve(BIG), true))
                .side("vosfs on libfuse 2", () -> Access.sequential(at.system().resolve(BIG), true))
                .side("native", () -> Access.sequential(at.layer().resolve(BIG), true))
                .side("passthrough", () -> Access.sequential(at.kernel().resolve(BIG), true))
                .side("rclone", () -> Access.sequential(local.rclone().resolve(BIG), true))
                .atLeast("native", 0.9, "C on libfuse 2")
                .atLeast("passthrough", 0.9, "raw")
                .atLeast("passthrough", 5, "rclone"))
        .run(rounds, true);
    report
        .add(
            new Comparison("read again after open", Unit.MIB_PER_SECOND)
                .side("raw", () -> Access.sequential(at.raw().resolve(BIG), false))
                .side("native", () -> Access.sequential(at.layer().resolve(BIG), false))
                .side("passthrough", () -> Access.sequential(at.kernel().resolve(BIG), false))
                .atLeast("native", 0.6, "raw")
                .atLeast("passthrough", 0.9, "raw"))
        .run(rounds, true);
    for (int jobs : new int[] {1, 8}) {
      report
          .add(
              new Comparison("random 4 KiB, " + jobs + " jobs", Unit.PER_SECOND)
                  .side("raw", () -> Access.random(at.raw().resolve(BIG), jobs, false))
                  .side("passthrough", () -> Access.random(at.kernel().resolve(BIG), jobs, false))
                  .side("rclone", () -> Access.random(local.rclone().resolve(BIG), jobs, false))
                  .atLeast("passthrough", 0.8, "raw"))
          .run(rounds, true);
    }
    report
        .add(
            new Comparison("direct 4 KiB reads, 32 threads", Unit.PER_SECOND)
                .side("vosfs on libfuse 2", () -> Access.random(at.system().resolve(BIG), 32, true))
                .side("native", () -> Access.random(at.layer().resolve(BIG), 32, true))
                .atLeast("native", 3.3, "vosfs on libfuse 2"))
        .run(rounds, true);
    report
        .add(
            new Comparison("open, read, close of a small file", Unit.PER_SECOND)
                .side("raw", () -> Access.openAll(at.raw().resolve(SMALL)))
                .side("C on libfuse 2", () -> Access.openAll(at.inC().resolve(SMALL)))
                .side("vosfs on libfuse 2", () -> Access.openAll(at.system().resolve(SMALL)))
                .side("native", () -> Access.openAll(at.layer().resolve(SMALL)))
                .atLeast("native", 0.91, "C on libfuse 2"))
        .run(rounds, true);
    report
        .add(
            new Comparison("stat, known to the kernel", Unit.PER_SECOND)
                .side("raw", () -> Access.statAll(at.raw().resolve(SMALL)))
                .side("native", () -> Access.statAll(at.layer().resolve(SMALL)))
                .atLeast("native", 0.77, "raw"))
        .run(rounds, true);
    report
        .add(
            new Comparison("create", Unit.PER_SECOND)
                .side("C on libfuse 2", () -> Access.createAll(at.inC()))
                .side("vosfs on libfuse 2", () -> Access.createAll(at.system()))
                .side("native", () -> Access.createAll(at.layer()))
                .atLeast("native", 0.91, "C on libfuse 2"))
        .run(rounds, true);
    report
        .add(
            new Comparison("ls -l, nothing known to the kernel", Unit.MILLISECONDS)
                .side("vosfs on libfuse 2", () -> Access.list(at.system().resolve(MANY)))
                .side("native", () -> Access.list(at.layer().resolve(MANY)))
                .atLeast("native", 2, "vosfs on libfuse 2"))
        .run(rounds, true);
  }
}
