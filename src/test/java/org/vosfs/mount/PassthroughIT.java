package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Vosfs;

/** Files that the kernel reads and writes by itself, on a mount that may write. */
class PassthroughIT {
  @TempDir static Path directory;
  private static MountedSpace space;

  @BeforeAll
  static void mount() throws Exception {
    Vosfs.assumeNativeLayer();
    space = MountedSpace.open(Profile.VAULT, directory, "fuse-library=native", "quiet=200ms");
  }

  @AfterAll
  static void unmount() throws Exception {
    if (space != null) {
      space.close();
    }
  }

  /** On the mount of root only, and there not everywhere: "without" it says why. */
  @BeforeEach
  void assumePassthrough() throws Exception {
    Assumptions.assumeTrue(
        space
            .mount()
            .vosfs("status", space.mount().root().toString())
            .ok()
            .lines()
            .anyMatch(line -> line.startsWith("  with ") && line.contains("passthrough")),
        "skipped: no passthrough here");
  }

  private static byte[] stored(String name) throws IOException {
    return space.truth().read(space.container() + "/" + name);
  }

  private static String state(String name) throws Exception {
    return space.sh("getfattr -n user.vos.state --only-values " + name);
  }

  @Test
  void whatIsStoredIntoAMappingLongAfterTheCloseIsOnTheService() throws Exception {
    Path program = directory.resolve("mapped");
    Path source = Vosfs.checkout().resolve("native/test/mapped.c");
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "skipped: no C compiler");
    Shell.run(directory, java.util.List.of("cc", "-o", program.toString(), source.toString())).ok();
    Process mapped =
        new ProcessBuilder(program.toString(), space.home().resolve("mapped").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader says = mapped.inputReader(StandardCharsets.US_ASCII);
        OutputStream tells = mapped.getOutputStream()) {
      assertThat(says.readLine()).isEqualTo("closed");
      while (!state("mapped").equals("mapped")) {
        assertThat(state("mapped")).isIn("staged", "mapped"); // never on its way to the service
      }
      assertThat(space.mount().vosfs("status", space.mount().root().toString()).ok())
          .contains("mapped");
      tells.write('\n');
      tells.flush();
      assertThat(says.readLine()).isEqualTo("stored");
      assertThat(space.truth().exists(space.container() + "/mapped")).isFalse();
      tells.write('\n');
      tells.flush();
      assertThat(says.readLine()).isEqualTo("unmapped");
      space.mount().awaitUploads();
      byte[] expected = new byte[8192];
      Arrays.fill(expected, (byte) 'a');
      for (int at : new int[] {0, 5000}) {
        System.arraycopy("stored".getBytes(StandardCharsets.US_ASCII), 0, expected, at, 6);
      }
      assertThat(stored("mapped")).isEqualTo(expected);
    } finally {
      mapped.destroyForcibly();
      mapped.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void cachedFilesAreChangedInPlaceAndReadersSeeIt() throws Exception {
    space.sh("head -c 300000 /dev/zero | tr '\\0' x > cached");
    space.mount().awaitUploads();
    space.python(
        """
        import os
        reader = open('cached', 'rb', buffering=0)
        assert reader.read(4) == b'xxxx'
        with open('cached', 'r+b', buffering=0) as f:
            f.seek(2)
            f.write(b'YY')
            reader.seek(0)
            assert reader.read(6) == b'xxYYxx'
        with open('cached', 'ab', buffering=0) as f:
            assert f.tell() == 300000, f.tell()
            f.write(b'end')
            assert os.fstat(f.fileno()).st_size == 300003
            assert os.stat('cached').st_size == 300003
            os.rename('cached', 'renamed')
            f.write(b'!')
        assert os.fstat(reader.fileno()).st_size == 300004
        reader.seek(300000)
        assert reader.read() == b'end!'
        f = open('renamed', 'r+b', buffering=0)
        os.truncate('renamed', 5)
        assert f.read() == b'xxYYx'
        reader.seek(0)
        assert reader.read() == b'xxYYx'
        f.seek(7)
        f.write(b'z')
        os.ftruncate(f.fileno(), 10)
        f.close()
        reader.seek(0)
        assert reader.read() == b'xxYYx\\0\\0z\\0\\0'
        """);
    space.mount().awaitUploads();
    assertThat(new String(stored("renamed"), StandardCharsets.ISO_8859_1))
        .isEqualTo("xxYYx\0\0z\0\0");
  }

  @Test
  void removedAndReplacedFilesGoOnForWhoHasThemOpen() throws Exception {
    space.sh("echo old > victim; echo new > other");
    space.mount().awaitUploads();
    space.python(
        """
        import os
        w = open('victim', 'r+b', buffering=0)
        r = open('victim', 'rb', buffering=0)
        os.rename('other', 'victim')
        w.write(b'OLD')
        assert r.read() == b'OLD\\n'
        assert open('victim', 'rb').read() == b'new\\n'
        u = open('victim', 'r+b', buffering=0)
        os.unlink('victim')
        u.write(b'NEWER')
        u.seek(0)
        assert u.read() == b'NEWER'
        assert not os.path.exists('victim')
        """);
    space.mount().awaitUploads();
    assertThat(space.truth().exists(space.container() + "/victim")).isFalse();
  }

  @Test
  void aChangeByOthersIsANewFileBesideTheOpenOne() throws Exception {
    space.sh("echo first > shared");
    space.mount().awaitUploads();
    try (BufferedReader open = Files.newBufferedReader(space.home().resolve("shared"))) {
      space.truth().put(space.container() + "/shared", "other\n".getBytes(StandardCharsets.UTF_8));
      space.mount().vosfs("forget", space.home().resolve("shared").toString());
      while (!space.sh("cat shared").equals("other")) {
        assertThat(space.sh("cat shared")).isIn("first", "other");
      }
      assertThat(open.readLine()).isEqualTo("first");
    }
  }
}
