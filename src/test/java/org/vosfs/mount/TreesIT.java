package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.vosfs.demo.Profile;
import org.vosfs.testing.RenameStress;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;
import org.vosfs.testing.Tree;
import org.vosfs.testing.Vosfs;

/** Whole trees through the programs that copy them. */
class TreesIT extends OnBothProfiles {
  private static final int FILES = 2_000;

  /**
   * Real files of this machine: some of its Python, with links, programs and names that need care.
   */
  private Path realFiles(int count) throws IOException, InterruptedException {
    Path tree = space.local("tree");
    local(
        tree,
        """
        find /usr/lib/python3 /usr/lib/python3.[0-9]* -type f -size -64k 2>/dev/null | sort |
          head -n %d | xargs -d '\\n' cp -p --parents -t .
        cp -p /bin/bash bash; mkdir -p 'with space/[brackets] {and} #more' empty deep/a/b/c/d/e
        echo 1 > 'with space/[brackets] {and} #more/100%% ?.txt'
        echo 2 > 'with space/a=20b'; echo 3 > 'with space/tab\tname'; echo 4 > 'deep/a/b/c/d/e/é'
        : > empty-file; ln -s bash shell; ln -s ../usr deep/up; ln -s no-such-file dangling
        ln -s 'with space' 'link to a directory'"""
            .formatted(count));
    return tree;
  }

  private static String local(Path where, String script) throws IOException, InterruptedException {
    return Shell.run(where, List.of("bash", "-c", "set -e; " + script)).ok();
  }

  @Test
  void cpOfTwoThousandFilesIsTheSameAfterRemountWithAnEmptyCache() throws Exception {
    Path tree = realFiles(FILES);
    assertThat(Integer.parseInt(local(tree, "find . -type f | wc -l"))).isGreaterThan(FILES);
    space.sh("cp -a '" + tree + "' copy");
    assertThat(space.sh("diff -r --no-dereference '" + tree + "' copy")).isEmpty();
    space.mount().remountCold();
    assertThat(space.sh("diff -r --no-dereference '" + tree + "' copy")).isEmpty();
    assertThat(space.sh("cd copy; find . -type l -printf '%p %l\\n' | sort"))
        .isEqualTo(local(tree, "find . -type l -printf '%p %l\\n' | sort"));
  }

  @Test
  void cpKeepsTheOwnersPermissionsAndTimesAcrossRemount() throws Exception {
    Path tree = realFiles(50);
    String facts = "find . -type f -printf '%M %Ts %p\\n' | cut -c 1-4,11- | sort";
    String expected = local(tree, facts);
    assertThat(expected).contains("-rwx", "-rw-");
    space.sh("cp -a '" + tree + "' copy");
    assertThat(space.sh("cd copy; " + facts)).isEqualTo(expected);
    space.mount().remountCold();
    assertThat(space.sh("cd copy; " + facts)).isEqualTo(expected);
  }

  @Test
  void rsyncSendsNothingTheSecondTime() throws Exception {
    Path tree = realFiles(300);
    space.sh("rsync -a '" + tree + "/' copy/");
    assertThat(space.sh("rsync -a --stats '" + tree + "/' copy/"))
        .contains("Number of regular files transferred: 0", "Number of created files: 0");
    assertThat(space.sh("rsync -a --checksum --stats '" + tree + "/' copy/"))
        .contains("Number of regular files transferred: 0");
    // But permission bits and times of links, which the service does not keep, nothing differs.
    assertThat(
            space.sh(
                "rsync -a --no-perms --omit-link-times --itemize-changes '" + tree + "/' copy/"))
        .isEmpty();
  }

  @Test
  void rsyncSendsNothingAfterRemountWithAnEmptyCache() throws Exception {
    Path tree = realFiles(100);
    space.sh("rsync -rlt '" + tree + "/' copy/");
    space.mount().remountCold();
    assertThat(space.sh("rsync -rlt --modify-window=1 --stats '" + tree + "/' copy/"))
        .contains("Number of regular files transferred: 0");
  }

  @Test
  void rsyncInplaceAndDeleteFollowTheSource() throws Exception {
    Path tree = realFiles(100);
    space.sh("rsync -a '" + tree + "/' copy/");
    local(
        tree,
        """
        printf more >> bash; printf X | dd of=bash bs=1 seek=70000 conv=notrunc status=none
        rm shell empty-file; rm -r deep; mkdir new; echo new > new/file""");
    space.sh("rsync -a --inplace --no-whole-file '" + tree + "/' copy/");
    space.sh("cmp '" + tree + "/bash' copy/bash");
    space.sh("rsync -a --delete '" + tree + "/' copy/");
    assertThat(space.sh("diff -r --no-dereference '" + tree + "' copy")).isEmpty();
  }

  @Test
  void tarInAndOut() throws Exception {
    Path tree = realFiles(300);
    local(tree, "tar -cf ../tree.tar .");
    Path archive = tree.resolveSibling("tree.tar");
    space.sh("mkdir out; tar -C out -xf '" + archive + "'");
    assertThat(space.sh("diff -r --no-dereference '" + tree + "' out")).isEmpty();
    assertThat(space.sh("tar -C out -df '" + archive + "' 2>&1 | grep -v -E 'Mod|Uid|Gid' || true"))
        .isEmpty();
    space.mount().remountCold();
    space.sh("tar -C out -czf packed.tgz .; tar -tzf packed.tgz > /dev/null");
    Path back = space.local("back");
    local(back, "tar -xzf '" + space.home().resolve("packed.tgz") + "'");
    assertThat(local(back, "diff -r --no-dereference . '" + tree + "'")).isEmpty();
  }

  @Test
  void zipAndUnzip() throws Exception {
    Path tree = realFiles(100);
    space.sh("cp -a '" + tree + "' in; zip -qry all.zip in; unzip -tq all.zip");
    space.sh("mkdir out; unzip -q -^ all.zip -d out");
    assertThat(space.sh("diff -r --no-dereference '" + tree + "' out/in")).isEmpty();
    space.sh("echo added > in/added; zip -q all.zip in/added; unzip -p all.zip in/added");
  }

  @Test
  void sumsAndListingsAgree() throws Exception {
    Path tree = realFiles(300);
    space.sh(
        "cp -a '" + tree + "' copy; cd copy; find . -type f -print0 | xargs -0 md5sum > ../sums");
    space.sh("cd copy; md5sum --quiet -c ../sums");
    space.mount().remountCold();
    space.sh("cd copy; md5sum --quiet -c ../sums");
    assertThat(space.sh("cd copy; find . | sort")).isEqualTo(local(tree, "find . | sort"));
    assertThat(space.sh("cd copy; find . -type f -size +30k | sort"))
        .isEqualTo(local(tree, "find . -type f -size +30k | sort"));
    assertThat(space.sh("ls -lR copy | wc -l")).isEqualTo(local(tree, "ls -lR . | wc -l"));
    String sizes = "find . -type f -print0 | du --files0-from=- -b -c | tail -n 1";
    assertThat(space.sh("cd copy; " + sizes)).isEqualTo(local(tree, sizes));
    assertThat(space.sh("df -P . | tail -n 1")).contains(space.mount().root().toString());
  }

  @Test
  void thisCheckoutIsCopiedAndComparedFileByFile() throws Exception {
    Path sources = Vosfs.checkout().resolve("src");
    space.sh("cp -r '" + sources + "' src; diff -r '" + sources + "' src");
    space.sh("rm -r src/test; mv src sources; test ! -e src");
    assertThat(Files.exists(space.home().resolve("sources/main"))).isTrue();
  }

  @Test
  void deepTreesAreMadeWalkedMovedAndRemoved() throws Exception {
    space.sh("mkdir -p $(seq -s / 60); for i in $(seq 60); do cd $i; echo $i > f; done");
    assertThat(space.sh("find . -name f | wc -l; du -b . | wc -l")).isEqualTo("60\n61");
    space.mount().remountCold();
    assertThat(space.sh("find 1 -name f | xargs cat | sort -n | tail -n 1")).isEqualTo("60");
    space.sh("mv 1/2 top; test ! -e 1/2; cat top/$(seq -s / 3 60)/f | grep -x 60");
    space.sh("rm -r top; mv 1 last");
    assertThat(space.sh("find . | sort")).isEqualTo(".\n./last\n./last/f");
  }

  /** Minutes on a busy machine. */
  @EnabledIfSystemProperty(named = "vosfs.full", matches = "true")
  @Test
  void tenThousandEntriesInOneDirectoryAreListedChangedAndFoundAgain() throws Exception {
    String many = space.container() + "/many";
    space.truth().mkdirs(many);
    for (int i = 0; i < 10_000; i++) {
      space.truth().put(many + "/n" + i, new byte[] {'x'});
    }
    assertThat(space.sh("ls many | wc -l; ls -l many | sort -u | wc -l; find many -size 1 | wc -l"))
        .isEqualTo("10000\n10001\n10000");
    space.sh("cd many; rm n99[0-9]?; for i in $(seq 20); do echo new > new$i; done; mv n0 moved");
    String facts = "ls many | wc -l; ls many | grep -c new; cat many/new20 many/moved";
    assertThat(space.sh(facts)).isEqualTo("9920\n20\nnew\nx");
    space.mount().remountCold();
    assertThat(space.sh(facts)).isEqualTo("9920\n20\nnew\nx");
    // Read one by one at the end of this class they would cost minutes.
    space.truth().delete(many);
    space.mount().remountCold();
    assertThat(space.sh("ls -A")).isEmpty();
  }

  /** A second; on the native layer, which alone resolves names by number, ten minutes at length. */
  @Test
  @Statement(
      "Whoever works in a directory stays in that one when directories above it are renamed or "
          + "trade places, also while requests are under way: nothing else is ever read, made or "
          + "removed")
  void whoWorksInADirectoryIsNotLedAstrayByRenamesAboveIt() throws Exception {
    boolean full = Boolean.getBoolean("vosfs.full") && profile == Profile.VAULT && Vosfs.isNative();
    long seconds = number("VOSFS_STRESS_SECONDS", full ? 600 : 1);
    RenameStress stress =
        new RenameStress(space.home(), number("VOSFS_STRESS_SEED", System.nanoTime()));
    System.out.println(stress.run(Duration.ofSeconds(seconds)));
    space.mount().awaitUploads();
    stress.compareOnServer(space.truth(), space.container());
  }

  private static long number(String variable, long otherwise) {
    String text = System.getenv(variable);
    return text == null ? otherwise : Long.parseLong(text);
  }

  @Test
  @EnabledIfSystemProperty(named = "vosfs.full", matches = "true")
  void tenThousandFilesAreOpenAtOnce() throws Exception {
    space.python(
        """
        import os, resource
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        many = min(10000, hard - 500)
        opened = [os.open('f%d' % i, os.O_RDWR | os.O_CREAT | os.O_EXCL) for i in range(many)]
        for i, f in enumerate(opened):
            assert os.write(f, b'content %d' % i) > 0
        for i, f in enumerate(opened):
            assert os.pread(f, 100, 0) == b'content %d' % i, i
        assert len(os.listdir('.')) == many
        for i in range(200, many):
            os.unlink('f%d' % i)
        for i, f in enumerate(opened):
            assert os.pread(f, 100, 0) == b'content %d' % i, i
            os.close(f)
        """);
    space.mount().awaitUploads();
    assertThat(Tree.onServer(space.truth(), space.container())).hasSize(200);
    space.mount().remountCold();
    space.python(
        """
        import os
        for i in range(200):
            opened = [os.open('f%d' % i, os.O_RDONLY) for n in range(40)]
            assert all(os.pread(f, 100, 0) == b'content %d' % i for f in opened), i
        """);
  }
}
