package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;
import org.vosfs.testing.Vosfs;

/** {@code vosfs warm, forget, cache} and {@code offline} on a real mount. */
class CacheCommandsIT {
  private static final int FILES = 12;

  @TempDir Path directory;
  private MountedSpace space;
  private Vosfs program;

  @BeforeEach
  void mount() throws Exception {
    space = MountedSpace.open(Profile.VAULT, directory, "ttl=1s");
    program = new Vosfs(Files.createDirectories(directory.resolve("user")));
    for (int i = 0; i < FILES; i++) {
      byte[] bytes = ("content " + i).repeat(20_000).getBytes(StandardCharsets.UTF_8);
      space.truth().mkdirs(space.container() + "/tree/d" + i % 3);
      space.truth().put(space.container() + "/tree/d" + i % 3 + "/f" + i, bytes);
    }
  }

  @AfterEach
  void unmount() throws Exception {
    space.close();
  }

  private Shell.Result vosfs(String... words) throws IOException, InterruptedException {
    return program.run(words);
  }

  private String tree() {
    return space.home().resolve("tree").toString();
  }

  private String read() throws IOException, InterruptedException {
    return space.sh("find tree -type f | sort | xargs cat | md5sum");
  }

  @Test
  @Statement(
      "`vosfs offline DIR` serves what is cached, fails at once otherwise, and lets "
          + "writes wait until `--off`")
  void whatIsWarmIsReadWithoutTheServerAndOffline() throws Exception {
    Shell.Result warmed = vosfs("warm", tree());
    assertThat(warmed.ok()).contains(FILES + " files (");
    String expected = read();
    List<String> downloads = space.requests(this::read);
    assertThat(downloads).noneMatch(line -> line.contains("/minoc"));
    vosfs("offline", space.mount().root().toString()).ok();
    space.server().pause();
    assertThat(read()).isEqualTo(expected);
    assertThat(vosfs("warm", tree()).code()).as("all of it is here").isZero();
    space.sh("echo late >> tree/d0/f0; ! cat tree/unknown 2> /dev/null");
    vosfs("offline", "--off", space.mount().root().toString()).ok();
    space.server().resume();
    space.mount().awaitUploads();
    byte[] stored = space.truth().read(space.container() + "/tree/d0/f0");
    assertThat(new String(stored, StandardCharsets.UTF_8)).endsWith("content 0late\n");
  }

  @Test
  void offlineFailsAtOnceForWhatIsNotCached() throws Exception {
    space.sh("ls tree/d0");
    vosfs("offline", space.mount().root().toString()).ok();
    List<String> requests =
        space.requests(() -> space.sh("! cat tree/d0/f0 2> /dev/null; ls tree/d0"));
    assertThat(requests).isEmpty();
    vosfs("offline", "--off", space.mount().root().toString()).ok();
    space.sh("cat tree/d0/f0 > /dev/null");
  }

  @Test
  @Statement(
      "`vosfs warm PATH...` brings whole trees into the cache; it exits with 0 only "
          + "when all of it is there")
  void warmTellsWhatItCouldNotFetch() throws Exception {
    Shell.Result result = vosfs("warm", tree(), space.home().resolve("absent").toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.errors()).contains("absent: ").hasLineCount(1);
    assertThat(result.output()).contains(FILES + " files (");
  }

  @Test
  void whatIsForgottenIsFetchedAgain() throws Exception {
    vosfs("warm", tree()).ok();
    String expected = read();
    assertThat(vosfs("forget", tree()).ok()).contains(FILES + " files forgotten");
    List<String> downloads = space.requests(() -> assertThat(read()).isEqualTo(expected));
    assertThat(downloads.stream().filter(line -> line.contains("/minoc")).distinct())
        .hasSize(FILES);
  }

  @Test
  @Statement("`vosfs cache verify` finds damage on the disk and drops it")
  void damageOnTheDiskIsFoundDroppedAndFetchedAgain() throws Exception {
    vosfs("warm", tree()).ok();
    String expected = read();
    String mount = space.mount().root().toString();
    assertThat(vosfs("cache", "verify", mount).ok()).contains("0 damaged");
    damageOne();
    Shell.Result verdict = vosfs("cache", "verify", mount);
    assertThat(verdict.code()).isEqualTo(1);
    assertThat(verdict.output()).contains(" 1 damaged blocks dropped");
    assertThat(vosfs("cache", "verify", mount).ok()).contains("0 damaged");
    vosfs("forget", space.home().toString()).ok();
    assertThat(read()).isEqualTo(expected);
  }

  private void damageOne() throws IOException {
    Path data;
    try (Stream<Path> files = Files.walk(space.mount().cache())) {
      data = files.filter(f -> f.toString().endsWith(".data")).findFirst().orElseThrow();
    }
    try (var channel = Files.newByteChannel(data, StandardOpenOption.WRITE)) {
      channel.position(100);
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}));
    }
  }

  @Test
  void clearedCacheIsEmptyAndStillServes() throws Exception {
    vosfs("warm", tree()).ok();
    String expected = read();
    String mount = space.mount().root().toString();
    assertThat(vosfs("cache", "status", mount).ok()).contains(" in " + FILES + " files");
    vosfs("cache", "clear", mount).ok();
    assertThat(vosfs("cache", "status", mount).ok()).contains(" in 0 files");
    assertThat(read()).isEqualTo(expected);
  }

  @Test
  void pathsOutsideAMountAreRefusedInOneLine() throws Exception {
    for (String command : List.of("warm", "forget")) {
      Shell.Result result = vosfs(command, directory.toString());
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.errors()).endsWith("is not in a vosfs mount").hasLineCount(1);
    }
    assertThat(vosfs("cache", "clear", directory.toString()).errors())
        .contains("nothing is mounted at");
  }
}
