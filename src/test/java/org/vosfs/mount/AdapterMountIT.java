package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.MountSettings;
import org.vosfs.testing.MemoryFileSystem;
import org.vosfs.testing.Mounted;

/** The adapter on a real mount, over a filesystem in memory. */
class AdapterMountIT {
  @TempDir Path place;
  private final MemoryFileSystem files = new MemoryFileSystem(InstantSource.system());
  private Mounted mounted;

  @BeforeEach
  void mount() throws IOException, MountException {
    mounted = Mounted.at(place, files);
  }

  @AfterEach
  void unmount() throws MountException {
    mounted.close();
    assertThat(files.openHandles()).as("handles left open").isZero();
  }

  private String ok(String script) throws IOException, InterruptedException {
    return mounted.sh("set -e; " + script).ok();
  }

  private String python(String script) throws IOException, InterruptedException {
    Path file = Files.createTempFile("adapter", ".py");
    try {
      Files.writeString(file, script);
      return mounted.sh("python3 " + file).ok();
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void shellToolsWork() throws Exception {
    assertThat(
            ok(
                """
                mkdir -p a/b/c; echo one > a/one; cp a/one a/b/two; mv a/b/two a/b/c/three
                ln -s ../one a/b/link; cat a/b/link; cat a/b/c/three; rm a/one; rm -r a/b/c
                find . | sort | tr '\\n' ' '"""))
        .isEqualTo("one\none\n. ./a ./a/b ./a/b/link");
  }

  @Test
  void bytesComeBackAsTheyWere() throws Exception {
    assertThat(
            ok(
                """
                head -c 20000003 /dev/urandom | tee big | md5sum > sum; md5sum - < big | cmp - sum
                dd if=big of=copy bs=777 status=none; cmp big copy
                dd if=big bs=1M iflag=direct of=direct status=none; cmp big direct; stat -c %s big"""))
        .isEqualTo("20000003");
  }

  @Test
  void appendTruncateAndHoles() throws Exception {
    assertThat(
            ok(
                """
                echo -n 12 > f; echo -n 34 >> f; cat f; truncate -s 3 f; cat f
                truncate -s 5 f; od -An -c f | tr -d ' '; dd if=/dev/zero of=hole bs=1 seek=99999 count=1 \
                status=none; stat -c %s hole; echo x > f; stat -c %s f"""))
        .isEqualTo("12341233\\0\\0\n100000\n2".replace("1233", "123123"));
  }

  @Test
  void fourProcessesAppend() throws Exception {
    assertThat(
            ok(
                """
                for p in 1 2 3 4; do (for i in $(seq 100); do echo line >> log; done) & done; wait
                wc -l < log; sort -u log"""))
        .isEqualTo("400\nline");
  }

  @Test
  void pythonSeesPosix() throws Exception {
    assertThat(
            python(
                """
                import os, tempfile, mmap
                with open('a', 'wb') as f: f.write(b'old')
                os.replace('a', 'b')
                with open('t', 'x') as f: f.write('new')
                r = open('b', 'rb')
                os.replace('t', 'b')
                print(r.read(), open('b').read())
                try: open('b', 'x')
                except FileExistsError: print('exists')
                with tempfile.TemporaryFile(dir='.') as f:
                    f.write(b'x' * 100000); f.seek(0); print(len(f.read()))
                with open('m', 'w+b') as f:
                    f.truncate(8192)
                    m = mmap.mmap(f.fileno(), 8192); m[4096:4100] = b'page'; m.flush(); m.close()
                print(open('m', 'rb').read()[4096:4100])
                os.utime('m', ns=(10**18 + 5, 10**18 + 7)); s = os.stat('m')
                print(s.st_atime_ns, s.st_mtime_ns)
                os.chmod('m', 0o640); print(oct(os.stat('m').st_mode))
                d = os.open('.', os.O_RDONLY); os.fsync(d); os.close(d)
                fd = os.open('m', os.O_RDWR); os.unlink('m'); print(os.fstat(fd).st_nlink)
                os.ftruncate(fd, 3); os.pwrite(fd, b'gone', 0); print(os.pread(fd, 9, 0)); os.close(fd)
                print(os.statvfs('.').f_namemax, os.path.exists('m'))
                """))
        .isEqualTo(
            """
            b'old' new
            exists
            100000
            b'page'
            1000000000000000005 1000000000000000007
            0o100640
            0
            b'gone'
            255 False""");
  }

  @Test
  void touchWithoutTimesMeansNow() throws Exception {
    assertThat(
            ok(
                "touch -d @5 f; touch f; test $(stat -c %Y f) -gt 1000000000; touch -a -d @7 f; stat -c %X f"))
        .isEqualTo("7");
  }

  @Test
  void errorsAreThoseOfPosix() throws Exception {
    assertThat(
            python(
                """
                import os, errno
                def e(f, *a):
                    try: f(*a); print('ok')
                    except OSError as x: print(errno.errorcode[x.errno], end=' ')
                os.mkdir('d'); open('d/f', 'w').close(); open('f', 'w').close()
                e(os.stat, 'none'); e(os.rmdir, 'd'); e(os.mkdir, 'd'); e(os.unlink, 'd')
                e(os.listdir, 'f'); e(os.stat, 'f/x'); e(os.rename, 'd', 'f'); e(os.rename, 'd', 'd/e')
                e(os.link, 'f', 'g'); e(os.mkfifo, 'p'); e(os.stat, 'bug'); e(os.getxattr, 'f', 'user.a')
                e(os.stat, 'n' * 256); e(os.stat, 'é' * 128); e(os.readlink, 'f')
                e(os.truncate, 'f', 1 << 40); e(os.stat, b'\\xff\\xfe'); e(os.mkdir, b'a\\xc3')
                """))
        .isEqualTo(
            "ENOENT ENOTEMPTY EEXIST EISDIR ENOTDIR ENOTDIR ENOTDIR EINVAL EPERM EPERM EIO"
                + " ENODATA ENAMETOOLONG ENAMETOOLONG EINVAL EFBIG EINVAL EINVAL");
    assertThat(ok("echo alive")).isEqualTo("alive");
  }

  @Test
  void extendedAttributes() throws Exception {
    assertThat(
            python(
                """
                import os, errno
                def e(f, *a):
                    try: print(f(*a), end=' ')
                    except OSError as x: print(errno.errorcode[x.errno], end=' ')
                open('marked', 'w').close(); open('f', 'w').close()
                e(os.getxattr, 'marked', 'user.mark'); e(os.listxattr, 'marked')
                e(os.getxattr, 'f', 'user.mark'); e(os.listxattr, 'f')
                e(os.getxattr, 'f', 'security.capability'); e(os.getxattr, 'f', 'system.posix_acl_access')
                e(os.getxattr, 'none', 'user.mark'); e(os.setxattr, 'f', 'user.mark', b'x')
                """))
        .isEqualTo(
            "b'here \\xc3\\xa4' ['user.mark', 'user.other'] ENODATA [] ENODATA ENOTSUP"
                + " ENOENT ENOTSUP");
    assertThat(ok("getfattr -n user.mark --only-values marked")).isEqualTo("here \u00e4");
  }

  @Test
  void namesOf255BytesAndOddCharacters() throws Exception {
    assertThat(
            python(
                """
                import os
                names = ['n' * 255, 'é' * 127, 'a b', 'q?#%', "it's", 'tab\\there', 'line\\nbreak', '@7', '\\U0001f600', 'back\\\\slash']
                for n in names: open(n, 'w').write(n)
                assert sorted(os.listdir('.')) == sorted(names), os.listdir('.')
                for n in names: assert open(n).read() == n
                for n in names: os.rename(n, n[:-1] + 'z' if len(n) > 1 else n)
                print(len(os.listdir('.')))
                """))
        .isEqualTo("10");
  }

  @Test
  void tenThousandEntriesAreListedOnce() throws Exception {
    assertThat(
            python(
                """
                import os
                os.mkdir('many')
                for i in range(10000): os.close(os.open('many/%05d' % i, os.O_CREAT | os.O_WRONLY))
                seen = os.listdir('many')
                print(len(seen), len(set(seen)))
                it = os.scandir('many'); first = [next(it).name for _ in range(3000)]
                for n in first[:1000]: os.unlink('many/' + n)
                rest = [x.name for x in it]
                print(len(first) + len(rest), len(os.listdir('many')))
                print(all(x.inode() == os.stat(x.path).st_ino for x in list(os.scandir('many'))[:100]))
                """))
        .isEqualTo("10000 10000\n10000 9000\nTrue");
  }

  @Test
  void manyReadersAtOnce() throws Exception {
    assertThat(
            ok(
                """
                head -c 8000000 /dev/urandom > f; want=$(md5sum < f)
                for p in $(seq 16); do (test "$(dd if=f bs=64k iflag=direct status=none | md5sum)" = "$want" && echo same) & done
                wait"""))
        .isEqualTo("same\n".repeat(16).strip());
  }

  @Test
  void removedWhileOpenLeavesNoHiddenName() throws Exception {
    assertThat(ok("exec 5<> f; echo data >&5; rm f; ls -A; cat /proc/self/fd/5 || true; exec 5<&-"))
        .doesNotContain("fuse_hidden");
    assertThat(ok("ls -A")).isEmpty();
  }

  @Test
  void theMountTableShowsTheSpace() throws Exception {
    assertThat(ok("grep \"$PWD \" /proc/self/mounts"))
        .startsWith("vos:test " + mounted.root() + " fuse.vosfs rw,nosuid,nodev");
  }

  @Test
  void busyMountIsNotTakenAwayAndNamesTheUser() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "60").directory(mounted.root().toFile()).start();
    try {
      assertThatThrownBy(() -> mounted.mount().unmount(false, Duration.ofSeconds(5)))
          .isInstanceOf(MountException.class)
          .hasMessageContaining("is busy: in use by sleep (pid " + sleeper.pid() + ")");
    } finally {
      sleeper.destroyForcibly().waitFor();
    }
  }

  @Test
  void aSecondMountAtTheSamePlaceIsRefused() {
    assertThatThrownBy(() -> Mounted.at(place, files))
        .isInstanceOf(MountException.class)
        .hasMessageContaining("already holds a mount of vos:test");
  }

  @Test
  void unmountOutsideEndsTheMount() throws Exception {
    assertThat(mounted.mount().ended()).isNotDone();
    String root = mounted.root().toString();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(new ProcessBuilder("fusermount", "-u", root).start().waitFor())
                    .isZero());
    assertThat(mounted.mount().ended().get()).isZero();
  }

  @Test
  void countsCalls() throws Exception {
    ok("echo x > f; cat f; ls none || true");
    assertThat(mounted.mount().meters().snapshot())
        .anySatisfy(
            count -> {
              assertThat(count.operation().name()).isEqualTo("WRITE");
              assertThat(count.calls()).isEqualTo(1);
              assertThat(count.failures()).isZero();
            })
        .anySatisfy(
            count -> {
              assertThat(count.operation().name()).isEqualTo("GETATTR");
              assertThat(count.failures()).isPositive();
            });
  }

  @Test
  void ownDirectoriesInsideTheMountAreRefused(@TempDir Path other) throws Exception {
    MountSettings plain = Mounted.settings(other);
    MountSettings settings =
        new MountSettings(
            plain.mountPoint(),
            plain.source(),
            false,
            false,
            false,
            0,
            0,
            0,
            plain.kernelTimeout(),
            plain.startLimit(),
            true,
            java.util.List.of(plain.mountPoint().resolve("cache")));
    assertThatThrownBy(() -> Mounted.with(settings, files))
        .hasMessageContaining("lies inside the mount point");
  }
}
