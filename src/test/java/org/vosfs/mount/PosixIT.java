package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vosfs.demo.Profile;
import org.vosfs.fuse.ProcessOwner;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;

/**
 * POSIX through the kernel. Most programs run twice, in the mount and in a local directory, and
 * must print the same: the local kernel is the judge.
 */
class PosixIT extends OnBothProfiles {
  @Override
  String[] options() {
    return new String[] {"allow-other"};
  }

  /** Prints what a call answers: its value or its errno. */
  private static final String ANSWER =
      """
      import errno, itertools, os, stat, sys, ctypes, mmap
      def answer(call, *args, **named):
          try:
              value = call(*args, **named)
              return 'ok' if value is None else value
          except OSError as e:
              return errno.errorcode[e.errno]
      def put(path, text):
          with open(path, 'w') as f: f.write(text)
      text = os.readlink
      def tree(top):
          for root, dirs, files in os.walk(top):
              dirs.sort()
              for name in sorted(dirs + files):
                  path = os.path.join(root, name)
                  if os.path.islink(path): print(path, '->', text(path))
                  elif os.path.isdir(path): print(path + '/')
                  else: print(path, open(path, 'rb').read())
      """;

  /** Runs a program in the mount and locally; gives what both printed. */
  private String twice(String program) throws IOException, InterruptedException {
    Path local = Files.createTempDirectory(space.local("oracle"), "case");
    Path file =
        Files.writeString(local.resolveSibling(local.getFileName() + ".py"), ANSWER + program);
    List<String> command = List.of("/usr/bin/python3", file.toString());
    String expected = Shell.run(local, command).ok();
    assertThat(Shell.run(space.home(), command).ok()).isEqualTo(expected);
    assertThat(expected).as("it printed something to compare").isNotEmpty();
    return expected;
  }

  @Test
  @Statement(
      "Through the kernel, renaming everything onto everything answers and leaves what it does locally")
  void renameMatrix() throws Exception {
    twice(
        """
        def text(path): # cavern keeps where a relative link leads, not its text
            return os.path.basename(os.readlink(path))
        def make(kind, path):
            if kind == 'file': put(path, kind + ' ' + path)
            if kind == 'empty directory': os.mkdir(path)
            if kind == 'full directory':
                os.mkdir(path); put(path + '/inside', 'in ' + path)
            if kind == 'link': os.symlink('nowhere', path)
        kinds = ['absent', 'file', 'empty directory', 'full directory', 'link']
        n = 0
        for a, b, other in itertools.product(kinds, kinds, [False, True]):
            n += 1
            top = 'c%d' % n; os.mkdir(top); os.mkdir(top + '/o'); put(top + '/bystander', 'stays\\n')
            source = top + '/a'; target = top + ('/o/b' if other else '/b')
            make(a, source); make(b, target)
            open_files = [open(p, 'r+') for p in (source, target) if os.path.isfile(p)]
            print(n, a, b, answer(os.rename, source, target))
            for f in open_files:
                print(f.read(), os.fstat(f.fileno()).st_nlink)
                f.write(' more'); f.close()
            tree(top)
        """);
    space.mount().remountCold();
    assertThat(space.sh("cat c*/bystander | sort -u")).isEqualTo("stays");
  }

  @Test
  @Statement(
      "Through the kernel, every combination of open flags answers and leaves what it does locally")
  void openMatrix() throws Exception {
    twice(
        """
        flags = [os.O_CREAT, os.O_EXCL, os.O_TRUNC, os.O_APPEND, os.O_NOFOLLOW, os.O_DIRECTORY]
        kinds = ['absent', 'file', 'directory', 'link', 'dangling']
        os.mkdir('m'); n = 0
        for access in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR):
            for chosen in itertools.product(*[(0, f) for f in flags]):
                if chosen[0] and chosen[5]: continue # O_CREAT|O_DIRECTORY differs between kernels
                if chosen[1] and not chosen[0]: continue # undefined by POSIX
                for kind in kinds:
                    n += 1; path = 'm/f'
                    if kind == 'file': put(path, 'content')
                    if kind == 'directory': os.mkdir(path)
                    if kind == 'link': put('m/to', 'linked'); os.symlink('to', path)
                    if kind == 'dangling': os.symlink('made', path)
                    fd = answer(os.open, path, access | sum(chosen), 0o640)
                    print(n, access, chosen, kind, fd if isinstance(fd, str) else 'opened', end=' ')
                    if not isinstance(fd, str):
                        print(answer(os.pread, fd, 4, 0), answer(os.pwrite, fd, b'XYZ', 2),
                              answer(os.pread, fd, 20, 0), end=' ')
                        if stat.S_ISREG(os.fstat(fd).st_mode): print(os.fstat(fd).st_size, end=' ')
                        os.close(fd)
                    print(); tree('m')
                    for name in os.listdir('m'):
                        (os.rmdir if os.path.isdir('m/' + name) and not os.path.islink('m/' + name)
                         else os.unlink)('m/' + name)
        """);
  }

  @Test
  @Statement({
    "ENAMETOOLONG, ENOTEMPTY, ELOOP, ENOTDIR, EISDIR, EEXIST and EINVAL come as from a local directory",
    "Hard links, pipes, sockets and devices are EPERM"
  })
  void errors() throws Exception {
    twice(
        """
        put('f', 'x'); os.mkdir('d'); put('d/f', 'y'); os.symlink('loop', 'loop')
        long = 'x' * 256
        for name in (long, 'é' * 128, 'd/' + long, 'x' * 255, 'é' * 127 + 'y'):
            print(answer(os.mkdir, name), answer(os.rmdir, name), answer(os.stat, 'none/' + name),
                  answer(os.rename, 'f', name), answer(os.rename, name, 'f'),
                  answer(os.symlink, 'x', name), answer(os.unlink, name))
        print(answer(os.rmdir, 'd'), answer(os.stat, 'loop'), answer(os.open, 'loop', os.O_CREAT))
        print(answer(os.stat, 'f/x'), answer(os.mkdir, 'f/x'), answer(os.unlink, 'd'))
        print(answer(os.rmdir, 'f'), answer(os.mkdir, 'd'), answer(os.rename, 'd', 'd/e'))
        print(answer(os.rename, 'd', 'f'), answer(os.rename, 'f', 'd'), answer(os.rmdir, 'd/.'))
        print(answer(os.open, 'd', os.O_WRONLY), answer(os.truncate, 'd', 1), answer(os.symlink, '', 's'))
        print(answer(os.truncate, 'f', -1), answer(os.listdir, 'f'), answer(os.readlink, 'f'))
        """);
    space.python(
        ANSWER
            + """
            put('g', 'x')
            assert answer(os.link, 'g', 'h') == 'EPERM'
            assert answer(os.mkfifo, 'h') == 'EPERM'
            assert answer(os.mknod, 'h', stat.S_IFCHR | 0o600, 1 << 8 | 3) == 'EPERM'
            assert answer(os.mknod, 'h', stat.S_IFREG | 0o600) == 'ok'
            """);
  }

  @Test
  @Statement("Renaming between the mount and another filesystem is EXDEV, and `mv` copies")
  void renameAcrossFilesystems() throws Exception {
    Path outside = space.local("outside");
    space.python(
        ANSWER
            + """
            put('f', 'content')
            assert answer(os.rename, 'f', '%1$s/f') == 'EXDEV'
            """
                .formatted(outside));
    space.sh("mv f '" + outside + "/f'; test ! -e f; mv '" + outside + "/f' g; grep content g");
  }

  @Test
  @Statement(
      "`st_nlink` of a removed open file is 0 and its descriptors work; `st_blocks` covers the size; `st_blksize` is 128 KiB")
  void statOfRemovedAndSparseFiles() throws Exception {
    twice(
        """
        put('f', 'content'); f = open('f', 'r+b', buffering=0)
        print(os.fstat(f.fileno()).st_nlink); os.unlink('f'); print(os.fstat(f.fileno()).st_nlink)
        f.write(b'CON'); f.seek(0); print(f.read(), os.fstat(f.fileno()).st_size)
        print(answer(os.fchmod, f.fileno(), 0o600), answer(os.ftruncate, f.fileno(), 3))
        put('f', 'another'); f.seek(0); print(f.read(), open('f').read())
        os.mkdir('d'); os.mkdir('d/one'); os.mkdir('d/two'); put('d/f', 'x')
        print(os.stat('d').st_nlink, os.stat('d/one').st_nlink, os.stat('d/f').st_nlink)
        os.rmdir('d/one'); os.rename('d/two', 'two'); print(os.stat('d').st_nlink)
        """);
    space.python(
        ANSWER
            + """
            for size in (0, 1, 511, 512, 513, 100000):
                put('g', 'x' * size)
                assert os.stat('g').st_blocks == -(-size // 512), size
            assert os.stat('g').st_blksize == 131072
            """);
  }

  @Test
  @Statement(
      "Times are set together, one by one (UTIME_OMIT), and to now (UTIME_NOW), on files, directories and links")
  void times() throws Exception {
    twice(
        """
        import time
        put('f', 'x'); os.mkdir('d'); os.symlink('f', 'l')
        for path in ('f', 'd', 'l'):
            def times():
                s = os.lstat(path); return s.st_atime_ns, s.st_mtime_ns
            os.utime(path, ns=(1000000001, 2000000002), follow_symlinks=False); print(times())
        os.system('touch -a -d @5 f; touch -m -d @6 d'); print(os.stat('f').st_atime, os.stat('f').st_mtime_ns, os.stat('d').st_mtime)
        begun = time.time() - 1
        os.system('touch -m f d'); print(all(begun < os.stat(p).st_mtime < begun + 3600 for p in 'fd'))
        print(os.stat('f').st_atime, os.stat('f').st_ctime > begun)
        """);
  }

  @Test
  @Statement(
      "`mv -n` and RENAME_NOREPLACE never replace: EEXIST, or EINVAL where the driver is libfuse 2, and `mv -n` looks first")
  void noReplace() throws Exception {
    space.sh("echo one > a; echo two > b; mv -n a b || true; cat a b");
    assertThat(space.sh("cat a b")).isEqualTo("one\ntwo");
    assertThat(space.sh("mv -n a c; cat c; ls")).isEqualTo("one\nb\nc");
    assertThat(
            space.python(
                ANSWER
                    + """
                    libc = ctypes.CDLL(None, use_errno=True)
                    libc.renameat2(-100, b'b', -100, b'c', 1)
                    print(errno.errorcode[ctypes.get_errno()], open('b').read(), open('c').read())
                    """))
        .matches("(?s)(EINVAL|EEXIST) two\n one\n?");
  }

  @Test
  @Statement(
      "telldir and seekdir stay good while the directory changes; getdents takes buffers of any size")
  void directoryPositions() throws Exception {
    space.python(
        ANSWER
            + """
            libc = ctypes.CDLL(None, use_errno=True)
            os.mkdir('d'); names = {'f%03d' % i + 'x' * 80 for i in range(400)}
            for name in names: put('d/' + name, 'x')
            for size in (300, 4096, 16384, 1 << 20):
                fd = os.open('d', os.O_RDONLY | os.O_DIRECTORY); seen = []; buffer = ctypes.create_string_buffer(size)
                while True:
                    n = libc.syscall(217 if os.uname().machine == 'x86_64' else 61, fd, buffer, size)
                    assert n >= 0, ctypes.get_errno()
                    if n == 0: break
                    at = 0
                    while at < n:
                        length = int.from_bytes(buffer.raw[at + 16:at + 18], 'little')
                        seen.append(buffer.raw[at + 19:at + length].split(b'\\0')[0].decode()); at += length
                os.close(fd)
                assert sorted(seen) == sorted(names | {'.', '..'}), size
            class Dirent(ctypes.Structure):
                _fields_ = [('ino', ctypes.c_ulong), ('off', ctypes.c_long), ('len', ctypes.c_ushort), ('type', ctypes.c_ubyte), ('name', ctypes.c_char * 256)]
            libc.opendir.restype = ctypes.c_void_p; libc.readdir.restype = ctypes.POINTER(Dirent); libc.telldir.restype = ctypes.c_long
            d = ctypes.c_void_p(libc.opendir(b'd')); places = []
            while True:
                place = libc.telldir(d); entry = libc.readdir(d)
                if not entry: break
                places.append((place, entry.contents.name))
            os.unlink('d/' + min(names)); put('d/new', 'x')
            for place, name in places[::-7]:
                libc.seekdir(d, ctypes.c_long(place)); assert libc.readdir(d).contents.name == name
            libc.rewinddir(d); again = set()
            while True:
                entry = libc.readdir(d)
                if not entry: break
                again.add(entry.contents.name.decode())
            libc.closedir(d)
            assert again == names - {min(names)} | {'new', '.', '..'}
            """);
  }

  @Test
  @Statement("O_DIRECT reads and writes")
  void directReadsAndWrites() throws Exception {
    twice(
        """
        page = mmap.mmap(-1, 8192); page.write(b'D' * 8192)
        fd = os.open('f', os.O_RDWR | os.O_CREAT | os.O_DIRECT, 0o600)
        print(os.pwritev(fd, [page], 0), os.pwritev(fd, [page], 8192), os.fstat(fd).st_size)
        print(os.preadv(fd, [page], 4096), page[:8192] == b'D' * 8192); os.close(fd)
        fd = os.open('f', os.O_RDONLY | os.O_DIRECT); print(os.preadv(fd, [page], 12288)); os.close(fd)
        """);
  }

  @Test
  @Statement({
    "Holes read as zeros, before and after the upload; SEEK_DATA and SEEK_HOLE see one piece of data",
    "fallocate is EOPNOTSUPP; posix_fallocate is done by the C library",
    "copy_file_range copies"
  })
  void sparseFilesAndCopies() throws Exception {
    twice(
        """
        with open('f', 'wb') as f: f.seek(300000); f.write(b'end'); f.truncate(500000)
        content = open('f', 'rb').read(); print(len(content), content.count(0), content[300000:300003])
        a = os.open('f', os.O_RDONLY); b = os.open('g', os.O_RDWR | os.O_CREAT, 0o600); left = 500000
        while left: left -= os.copy_file_range(a, b, left)
        print(open('g', 'rb').read() == content, os.fstat(b).st_size)
        print(os.lseek(a, 0, os.SEEK_HOLE) <= 500000, answer(os.lseek, a, 500000, os.SEEK_DATA))
        os.posix_fallocate(b, 0, 600000); print(os.fstat(b).st_size, os.pread(b, 3, 300000))
        """);
    space.python(
        ANSWER
            + """
            put('h', 'content'); fd = os.open('h', os.O_RDWR)
            assert os.lseek(fd, 0, os.SEEK_DATA) == 0 and os.lseek(fd, 0, os.SEEK_HOLE) == 7
            libc = ctypes.CDLL(None, use_errno=True)
            libc.fallocate(fd, 0, ctypes.c_long(0), ctypes.c_long(100))
            assert ctypes.get_errno() == errno.EOPNOTSUPP, ctypes.get_errno()
            """);
    String sum = space.sh("md5sum < f");
    space.mount().remountCold();
    assertThat(space.sh("md5sum < f; md5sum < h")).startsWith(sum);
  }

  @Test
  @Statement(
      "A path is truncated while its upload is pending, and the last size is what the service gets")
  void truncateWhileTheUploadIsPending() throws Exception {
    twice(
        """
        put('f', 'x' * 200000)
        for size in (150000, 10, 0, 131072, 131073, 5): os.truncate('f', size)
        put('g', 'short'); os.truncate('g', 3); os.truncate('g', 6)
        tree('.')
        """);
    String sums = space.sh("md5sum f g");
    space.mount().remountCold();
    assertThat(space.sh("md5sum f g")).isEqualTo(sums);
  }

  @Test
  @Statement(
      "access agrees with what the service then allows: the root of the space is not writable")
  void accessAgreesWithTheService() throws Exception {
    space.python(
        ANSWER
            + """
            root = '%s'; put('f', 'x')
            assert os.access('f', os.R_OK | os.W_OK) and os.access('.', os.R_OK | os.W_OK | os.X_OK)
            assert os.access(root, os.R_OK) and not os.access(root, os.W_OK)
            assert answer(os.mkdir, root + '/x') == 'EACCES'
            assert answer(os.open, root + '/x', os.O_CREAT | os.O_WRONLY) == 'EACCES'
            """
                .formatted(space.mount().root()));
  }

  @Test
  @Statement(
      "The mode of chmod, mkdir, open and install reads back, and after a remount what chmod set")
  void modes() throws Exception {
    String show = "find . -printf '%m %y %p\\n' | grep -v ' \\.$' | sort -k 3";
    String make =
        """
        umask 022; mkdir d; mkdir -m 700 e; echo x > f; chmod 640 f; echo y > ro; chmod 444 ro
        install -m 755 f run; mkdir i; chmod 750 i; umask 077; echo z > private; chmod 600 private
        chmod 755 d; ln -s f l""";
    Path local = space.local("modes");
    String expected = Shell.run(local, List.of("bash", "-c", "set -e; " + make + "; " + show)).ok();
    assertThat(space.sh(make + "; " + show)).isEqualTo(expected);
    space.mount().remountCold();
    assertThat(space.sh(show)).isEqualTo(expected);
  }

  @Test
  @Statement({
    "Everything belongs to the one who mounted; chown succeeds and changes nothing",
    "setuid, setgid and sticky bits are dropped"
  })
  void owners() throws Exception {
    ProcessOwner me = ProcessOwner.current();
    String mine = me.user() + " " + me.group();
    space.sh("echo x > f; mkdir d; chmod 600 f; chown 1:1 f d; chmod 7711 f; chmod 1777 d");
    assertThat(space.sh("stat -c '%n %u %g %a' d f"))
        .isEqualTo("d " + mine + " 777\nf " + mine + " 711");
  }

  @Test
  @Statement(
      "Other local users that `allow-other` lets in act with the rights of the one who mounted")
  void otherUsers() throws Exception {
    assumeTrue(ProcessOwner.current().isRoot(), "needs root, to become another user");
    space.sh("echo x > f; mkdir d; chmod 600 f; chmod 700 d");
    space.sh("setpriv --reuid 65534 --clear-groups bash -c 'echo y >> f'");
    space.sh("setpriv --reuid 65534 --clear-groups bash -c 'echo z > d/theirs; chmod 640 f'");
    assertThat(space.sh("cat f d/theirs; stat -c '%n %u %g %a' f d/theirs | cut -d ' ' -f 1-3"))
        .isEqualTo("x\ny\nz\nf 0 0\nd/theirs 0 0");
  }

  @Test
  @Statement(
      "Whole paths may be as long as the kernel takes them; on cavern they must also fit its disk, "
          + "behind the path of its root, else making them is EIO")
  void longPaths() throws Exception {
    String answer =
        space.python(
            ANSWER
                + """
                name = 'n' * 254
                for depth in range(16):
                    last = answer(os.mkdir, name)
                    if last != 'ok': break
                    os.chdir(name)
                print(last, depth)
                """);
    assertThat(answer).isEqualTo(profile == Profile.CAVERN ? "EIO 15" : "ok 15");
    space.sh("cd n*/n*/n*; echo x > f; cd ../../..; grep -x x n*/n*/n*/f; rm -r n*");
  }
}
