package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.DemoUser;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.Mounted;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Vosfs;

/** What cannot be mounted: one line that says what to do, and nothing left behind. */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Profile.class,
    names = {"VAULT", "CAVERN"})
class MountFailuresIT {
  private static final DemoUser ANA = new DemoUser("ana", "the-right-token");

  @Parameter Profile profile = Profile.VAULT;
  @TempDir Path directory;
  private DemoServer server;
  private Vosfs program;
  private Path place;
  private Path cache;

  @BeforeEach
  void serve() throws IOException {
    Mounted.assumeFuse();
    directory = directory.toRealPath();
    program = new Vosfs(Files.createDirectories(directory.resolve("user")));
    place = Files.createDirectories(directory.resolve("place"));
    cache = directory.resolve("cache");
    server = DemoServer.start(DemoSettings.of(directory.resolve("space"), profile).withUsers(ANA));
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    try (DemoServer last = server;
        CliMount left = new CliMount(program, directory, server.endpoint())) {
      assertThat(last).isNotNull();
      assertThat(left).isNotNull();
    }
    assertThat(Vosfs.daemons(place)).isEmpty();
  }

  private Shell.Result mount(Vosfs how, Path where, String... options)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(options));
    if (words.stream().noneMatch(word -> word.startsWith("endpoint="))) {
      words.add("endpoint=" + server.endpoint());
    }
    if (words.stream().noneMatch(word -> word.startsWith("cache-dir="))) {
      words.add("cache-dir=" + cache);
    }
    words.add("deadline=5s");
    return how.run("mount", "vos:", where.toString(), "-o", String.join(",", words));
  }

  private static String onlyLine(Shell.Result result) {
    assertThat(result.code()).as(result.toString()).isNotZero();
    assertThat(result.output()).isEmpty();
    assertThat(result.errors().lines().toList()).as(result.toString()).hasSize(1);
    assertThat(result.errors()).startsWith("vosfs: ").doesNotContain("Exception");
    return result.errors();
  }

  /** Must fail with one line; nothing is mounted and no process is left. */
  private String refused(Path where, Shell.Result result) throws IOException {
    String line = onlyLine(result);
    assertThat(Vosfs.daemons(where)).isEmpty();
    assertThat(org.vosfs.fuse.MountTable.read().at(where)).isEmpty();
    return line;
  }

  private String refused(String... options) throws IOException, InterruptedException {
    return refused(place, mount(program, place, options));
  }

  private Vosfs asAna() {
    return program.with("VOSFS_TOKEN", ANA.token());
  }

  @Test
  void wrongUrl() throws Exception {
    String base = "http://127.0.0.1:" + server.port();
    assertThat(refused("endpoint=" + base + "/elsewhere")).contains(base);
    assertThat(refused("endpoint=not a url")).contains("endpoint");
    assertThat(refused("endpoint=http://no-such-host.invalid/vault"))
        .contains("no-such-host.invalid");
  }

  @Test
  void serverDown() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(refused("endpoint=http://127.0.0.1:" + free + "/vault")).contains(":" + free);
  }

  @Test
  void wrongToken() throws Exception {
    Vosfs wrong = program.with("VOSFS_TOKEN", "the-wrong-token");
    assertThat(refused(place, mount(wrong, place)))
        .containsIgnoringCase("token")
        .doesNotContain("the-wrong-token");
    Path file = directory.resolve("token");
    Files.writeString(file, "another-wrong-token\n");
    assertThat(refused("token-file=" + file))
        .containsIgnoringCase("token")
        .doesNotContain("another-wrong-token");
    assertThat(refused("token-file=" + directory.resolve("absent"))).contains("absent");
    Files.writeString(file, ANA.token() + "\n");
    assertThat(mount(program, place, "token-file=" + file).code()).isZero();
    assertThat(program.run("umount", place.toString()).code()).isZero();
  }

  @Test
  void mountPointMissingOrNotADirectoryOrNotEmpty() throws Exception {
    Path missing = directory.resolve("missing");
    assertThat(refused(missing, mount(asAna(), missing))).contains(missing.toString(), "mkdir");
    Path file = Files.writeString(directory.resolve("file"), "text");
    assertThat(refused(file, mount(asAna(), file))).contains("not a directory");
    Files.writeString(place.resolve("something"), "text");
    assertThat(refused(place, mount(asAna(), place))).contains("not empty");
    assertThat(place.resolve("something")).hasContent("text");
  }

  @Test
  void mountPointBusy() throws Exception {
    assertThat(mount(asAna(), place).code()).isZero();
    try {
      assertThat(onlyLine(mount(asAna(), place, "cache-dir=" + directory.resolve("other"))))
          .contains("already");
      assertThat(onlyLine(mount(asAna(), place)))
          .as("same place and same cache")
          .contains(place + " already holds a mount of vos:", "vosfs umount " + place);
      assertThat(Vosfs.daemons(place)).as("the first mount").hasSize(1);
      Path other = Files.createDirectories(directory.resolve("mount"));
      assertThat(refused(other, mount(asAna(), other))).as("same cache").contains(cache.toString());
      assertThat(Files.isDirectory(place.resolve(profile.home("ana").substring(1)))).isTrue();
    } finally {
      assertThat(program.run("umount", place.toString()).code()).isZero();
    }
  }

  @Test
  void cacheDirectoryNotUsable() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "text");
    assertThat(refused(place, mount(asAna(), place, "cache-dir=" + file)))
        .contains(file.toString())
        .contains("cache");
    // Refuses new directories even to root.
    assertThat(refused(place, mount(asAna(), place, "cache-dir=/proc/vosfs")))
        .contains("/proc/vosfs")
        .contains("cache");
    assertThat(refused(place, mount(asAna(), place, "cache-dir=" + place.resolve("cache"))))
        .contains("inside the mount point");
  }

  @Test
  void wrongOptionsAndWrongUse() throws Exception {
    assertThat(refused("cashe-size=1G")).contains("cashe-size", "did you mean");
    assertThat(refused("cache-size=lots")).contains("cache-size", "lots");
    assertThat(onlyLine(program.run("mount", "vos:"))).contains("--help");
    assertThat(onlyLine(program.run("umount", place.toString()))).contains("not a vosfs mount");
    assertThat(
            onlyLine(
                program.run(
                    "mount",
                    "vos:/no/such/place",
                    place.toString(),
                    "-o",
                    "endpoint=" + server.endpoint() + ",cache-dir=" + cache)))
        .contains("no/such/place");
  }

  /** What mounts for ordinary users: not there, and refusing. */
  @Test
  void helperOfOrdinaryUsersMissingOrFailing() throws Exception {
    Assumptions.assumeFalse(
        org.vosfs.fuse.ProcessOwner.current().isRoot(), "skipped: root mounts without a helper");
    Path programs = Files.createDirectories(directory.resolve("programs"));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/usr/bin"))) {
      for (Path program : all) {
        if (!program.getFileName().toString().startsWith("fusermount")) {
          Files.createSymbolicLink(programs.resolve(program.getFileName()), program);
        }
      }
    }
    Vosfs elsewhere = asAna().with("PATH", programs.toString());
    assertThat(refused(place, mount(elsewhere, place)))
        .contains("is missing, which mounts for ordinary users", "install the package fuse3");
    for (String name : List.of("fusermount3", "fusermount")) {
      Path helper =
          Files.writeString(
              programs.resolve(name), "#!/bin/sh\necho \"$0: not today\" >&2; exit 1\n");
      Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(refused(place, mount(elsewhere, place)))
        .contains("mount at " + place + ": ", "not today");
    assertThat(mount(asAna(), place).code()).isZero();
    assertThat(program.run("umount", place.toString()).code()).isZero();
  }

  /** In a private mount namespace, where /dev holds everything else. */
  @Test
  void fuseDeviceMissing() throws Exception {
    // In a chroot whose root is no mount point, only /dev can be made private.
    String script =
        """
        set -e
        if [ "$1" = inside ]; then
          shift
          mount --make-private /dev 2>/dev/null || test "$PRIVATE" = yes
          d=$(mktemp -d -p "$PWD")
          mount -t tmpfs -o mode=755 none "$d"
          for n in null zero full random urandom tty; do
            : > "$d/$n"; mount --bind /dev/$n "$d/$n"
          done
          ln -s /proc/self/fd "$d/fd"
          mount --rbind "$d" /dev
          exec "$@"
        elif unshare $USER_SPACE -m true 2>/dev/null; then
          PRIVATE=yes exec unshare $USER_SPACE -m bash "$0" inside "$@"
        else
          PRIVATE=no exec unshare $USER_SPACE -m --propagation unchanged bash "$0" inside "$@"
        fi
        """;
    Path file = Files.writeString(directory.resolve("without-fuse"), script);
    String space = org.vosfs.fuse.ProcessOwner.current().isRoot() ? "" : "-r";
    List<String> command = new ArrayList<>(List.of("bash", file.toString()));
    command.addAll(List.of(Vosfs.launcher().toString(), "mount", "vos:"));
    command.addAll(
        List.of(place.toString(), "-o", "endpoint=" + server.endpoint() + ",cache-dir=" + cache));
    // In a user namespace nobody can tell who may change the native layer, so it would be refused.
    Vosfs inside = asAna().with("USER_SPACE", space).with("VOSFS_FUSE_LIBRARY", "auto");
    Shell.Result result = Shell.run(directory, inside.environment(), command);
    assertThat(refused(place, result)).contains("/dev/fuse is missing");
  }
}
