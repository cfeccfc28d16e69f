package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vosfs.demo.Fault;
import org.vosfs.demo.FaultRule;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;
import org.vosfs.testing.Vosfs;

/**
 * What the predecessor of this program was accepted by, and what it did wrong: its behaviours and
 * its bugs, each on a mount whose cache is smaller than what is read.
 */
class AcceptanceIT extends OnBothProfiles {
  private static final int BIG = 48 << 20;

  @Override
  String[] options() {
    return new String[] {"cache-size=32M"};
  }

  private byte[] big(String name) {
    byte[] bytes = new byte[BIG];
    new Random(name.hashCode()).nextBytes(bytes);
    space.truth().put(space.container() + "/" + name, bytes);
    return bytes;
  }

  private void theirs(String name, String text) {
    space.truth().put(space.container() + "/" + name, text.getBytes(StandardCharsets.UTF_8));
  }

  private String onServer(String name) {
    space.mount().awaitUploads();
    return new String(space.truth().read(space.container() + "/" + name), StandardCharsets.UTF_8);
  }

  // ---- behaviours

  @Test
  void overwriting() throws Exception {
    theirs("f", "a remote file");
    space.sh("echo one > f; test \"$(cat f)\" = one; echo 'something longer' > f; echo 2 > f");
    assertThat(onServer("f")).isEqualTo("2\n");
  }

  @Test
  void deletingTwice() throws Exception {
    theirs("f", "remote");
    assertThat(space.sh("echo new > g; rm f g; for f in f g; do rm $f 2>&1 && exit 1; done; ls"))
        .contains("'f': No such file or directory", "'g': No such file or directory");
    space.mount().awaitUploads();
    assertThat(space.truth().exists(space.container() + "/f")).isFalse();
  }

  @Test
  void createDeleteRecreateRace() throws Exception {
    space.sh(
        """
        for p in 1 2 3 4; do
          ( for i in $(seq 25); do
              head -c 100000 /dev/zero > f$p; test $((i % 5)) -gt 0 || sync f$p
              rm f$p; test ! -e f$p; echo $p.$i > f$p; test "$(cat f$p)" = $p.$i
            done ) &
          pids="$pids $!"
        done
        for pid in $pids; do wait $pid; done""");
    for (int p = 1; p <= 4; p++) {
      assertThat(onServer("f" + p)).isEqualTo(p + ".25\n");
    }
  }

  @Test
  void renamingOntoWhatExists() throws Exception {
    theirs("f", "theirs");
    space.sh("echo mine > g; mv g f; test \"$(cat f)\" = mine; test ! -e g");
    assertThat(onServer("f")).isEqualTo("mine\n");
    theirs("h", "another");
    space.sh("mv h f; cat f");
    assertThat(onServer("f")).isEqualTo("another");
    assertThat(space.sh("ls")).isEqualTo("f");
  }

  @Test
  void renamingADirectoryAndMakingItsOldNameAnew() throws Exception {
    space.truth().mkdirs(space.container() + "/d/e");
    theirs("d/e/f", "old");
    space.sh(
        """
        cat d/e/f; echo unsent > d/g; mv d moved; test ! -e d
        mkdir -p d/e; echo new > d/e/f; cat moved/g""");
    assertThat(space.sh("cat d/e/f moved/e/f; find d moved | sort | tr '\\n' ' '"))
        .isEqualTo("new\nold" + "d d/e d/e/f moved moved/e moved/e/f moved/g");
    assertThat(onServer("d/e/f")).isEqualTo("new\n");
    assertThat(onServer("moved/e/f")).isEqualTo("old");
    assertThat(onServer("moved/g")).isEqualTo("unsent\n");
  }

  @Test
  void nothingToSomethingAndBackKeepsProperties() throws Exception {
    theirs("f", "something");
    space.sh("setfattr -n user.vos.title -v kept f; : > f");
    assertThat(onServer("f")).isEmpty();
    space.sh("test $(stat -c %s f) = 0; echo something > f");
    assertThat(onServer("f")).isEqualTo("something\n");
    space.sh("truncate -s 0 f");
    assertThat(onServer("f")).isEmpty();
    assertThat(space.sh("getfattr --only-values -n user.vos.title f; : > new; stat -c %s new f"))
        .isEqualTo("kept0\n0");
  }

  @Test
  void cacheUnderASmallLimit() throws Exception {
    for (int i = 0; i < 8; i++) {
      theirs("f" + i, ("file " + i + " ").repeat(1_200_000));
    }
    space.sh(
        """
        for round in 1 2; do
          for i in $(seq 0 7); do
            test "$(head -c 7 f$i)" = "file $i "; test "$(tail -c 7 f$i)" = "file $i "
            test "$(tr -d 'file ' < f$i | tr -d $i | wc -c)" = 0; test $(wc -c < f$i) = 8400000
          done
        done""");
    long cached =
        Long.parseLong(
            space.sh(
                "find "
                    + space.mount().cache()
                    + " -name '*.data' -printf '%k\\n'"
                    + " | awk '{ sum += $1 } END { print sum }'"));
    assertThat(cached).as("KiB cached of 64 MiB").isLessThanOrEqualTo(32 << 10);
  }

  @Test
  void readOnlyMount() throws Exception {
    theirs("f", "remote");
    Path other = space.local("readonly");
    Vosfs program = new Vosfs(Files.createDirectories(other.resolve("user")));
    try (CliMount mount = new CliMount(program, other, space.server().endpoint()).option("ro")) {
      mount.mount();
      Path home = mount.root().resolve(space.container().substring(1));
      String refused =
          """
          test "$(cat f)" = remote
          for c in 'echo x > f' 'echo x >> g' 'rm f' 'mkdir d' 'mv f g' 'ln -s f l' 'touch f' \\
              'truncate -s 1 f' 'setfattr -n user.vos.title -v x f' 'chmod 600 f'; do
            if bash -c "$c" 2> err; then echo "done: $c"; fi; grep -q 'Read-only' err || cat err
          done""";
      Shell.Result result = mount.sh(home, refused.replace(" err", " " + other.resolve("err")));
      assertThat(result.ok()).isEmpty();
    }
  }

  @Test
  void lastByteOfABigFile() throws Exception {
    byte[] bytes = big("big");
    assertThat(space.sh("tail -c 1 big | od -An -tu1").strip())
        .isEqualTo(Integer.toString(bytes[BIG - 1] & 0xFF));
  }

  @Test
  void readsAtFarOffsets() throws Exception {
    Files.write(space.local("copy").resolve("big"), big("big"));
    space.python(
        """
        import os
        f = os.open('big', os.O_RDONLY); g = os.open(%s, os.O_RDONLY)
        size = os.fstat(g).st_size
        assert os.fstat(f).st_size == size
        for at in [size - 20000, 0, size // 2, size - 40000, 1, size // 3 * 2 + 7, size - 1, size]:
            assert os.pread(f, 20000, at) == os.pread(g, 20000, at), at
        """
            .formatted("'" + space.local("copy").resolve("big") + "'"));
  }

  @Test
  void fourTimesFiveHundredSeeks() throws Exception {
    Files.write(space.local("copy").resolve("big"), big("big"));
    space.python(
        """
        import os, random, sys
        def run(seed):
            pick = random.Random(seed)
            f = open('big', 'rb'); g = open(%s, 'rb')
            size = os.fstat(g.fileno()).st_size
            for i in range(500):
                at = pick.randrange(size); n = pick.randrange(1, 5000)
                f.seek(at); g.seek(at)
                assert f.read(n) == g.read(n), (seed, at, n)
        pids = []
        for seed in range(4):
            pid = os.fork()
            if pid == 0:
                try:
                    run(seed); os._exit(0)
                except BaseException as e:
                    print(e, file=sys.stderr, flush=True); os._exit(1)
            pids.append(pid)
        assert [os.waitpid(pid, 0)[1] for pid in pids] == [0, 0, 0, 0]
        """
            .formatted("'" + space.local("copy").resolve("big") + "'"));
  }

  // ---- bugs it had

  @Test
  void appendingDestroysNothing() throws Exception {
    byte[] bytes = big("big");
    theirs("small", "first\n");
    space.sh("echo END >> big; echo second >> small; echo third >> small");
    assertThat(onServer("small")).isEqualTo("first\nsecond\nthird\n");
    byte[] stored = space.truth().read(space.container() + "/big");
    assertThat(stored).hasSize(BIG + 4);
    assertThat(Arrays.mismatch(bytes, stored)).as("the old bytes come first").isEqualTo(BIG);
    assertThat(Arrays.copyOfRange(stored, BIG, stored.length)).asString().isEqualTo("END\n");
  }

  @Test
  void aFailedUploadIsNotForgotten() throws Exception {
    theirs("f", "old");
    space.sh("cat f");
    FaultRule cut = space.server().faults().add("PUT", "/files", 2, Fault.cutUpload(3));
    space.sh("echo 'cut off twice' > f");
    assertThat(onServer("f")).isEqualTo("cut off twice\n");
    assertThat(cut.hits()).isEqualTo(2);
    space.server().pause();
    space.sh("echo 'written while nobody answered' > f; echo appended >> f");
    Shell.Result waiting =
        space.mount().vosfs("sync", "--timeout", "2", space.home().resolve("f").toString());
    assertThat(waiting.code()).as("not uploaded").isEqualTo(3);
    assertThat(space.sh("cat f")).isEqualTo("written while nobody answered\nappended");
    space.server().resume();
    assertThat(onServer("f")).isEqualTo("written while nobody answered\nappended\n");
  }

  @Test
  @Statement(
      "A change by others that leaves the size as it was is seen, and never mixed with the"
          + " old content")
  void aChangeOfTheSameSizeIsNeverMixed() throws Exception {
    theirs("f", "old ".repeat(500_000));
    try (FileChannel open = FileChannel.open(space.home().resolve("f"))) {
      assertThat(read(open, 100_000)).isEqualTo("old ".repeat(25_000));
      theirs("f", "new ".repeat(500_000));
      // within the TTL this one begins with the old content, too, and is told when it is gone
      space.sh("cat f > /dev/null 2>&1 || true");
      String rest;
      try {
        rest = read(open, 1_900_000);
      } catch (IOException e) {
        assertThat(e.getMessage()).as("it is told").contains("Stale");
        rest = "";
      }
      assertThat(rest).doesNotContain("new");
    }
    space.mount().vosfs("forget", space.home().resolve("f").toString()).ok();
    assertThat(space.sh("tr ' ' '\\n' < f | sort | uniq -c | tr -s ' '").strip())
        .isEqualTo("500000 new");
  }

  private static String read(FileChannel from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && from.read(bytes) >= 0) {
      // goes on
    }
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  @Test
  void closingOneOfTwoHandlesIsNoFailure() throws Exception {
    theirs("f", "0123456789");
    space.python(
        """
        import os
        w = os.open('f', os.O_RDWR); r = os.open('f', os.O_RDONLY)
        os.pwrite(w, b'AB', 2); os.close(r); os.pwrite(w, b'CD', 4)
        d = os.dup(w); os.close(w); os.pwrite(d, b'EF', 6); os.fsync(d); os.close(d)
        a = os.open('g', os.O_WRONLY | os.O_CREAT); b = os.open('g', os.O_WRONLY)
        os.write(a, b'one'); os.close(a); os.pwrite(b, b'two', 3); os.close(b)
        """);
    assertThat(onServer("f")).isEqualTo("01ABCDEF89");
    assertThat(onServer("g")).isEqualTo("onetwo");
  }
}
