package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Everyday programs, each doing what its users do with it. */
class ToolsIT extends OnBothProfiles {
  @Test
  void gitCommitsClonesCollectsAndChecks() throws Exception {
    space.sh(
        """
        export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
        git init -q -b main work; cd work
        git config user.name Ana; git config user.email ana@example.org
        for i in $(seq 40); do mkdir -p d$((i % 5)); seq $i 500 > d$((i % 5))/f$i; done
        git add .; git commit -qm first
        seq 900 > d1/f1; git rm -q d2/f2; git mv d3/f3 moved; git add .; git commit -qm second
        git checkout -q -b side HEAD~1; echo side > side; git add side; git commit -qm side
        git rebase -q main; git checkout -q main; git merge -q side
        git gc -q; git fsck --strict --no-progress; git status --porcelain > ../status""");
    assertThat(space.sh("cat status")).isEmpty();
    space.mount().remountCold();
    space.sh(
        """
        export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_CONFIG_COUNT=1 \\
          GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
        git -C work fsck --strict --no-progress; git -C work status --porcelain > status
        git clone -q work clone; diff -r --exclude=.git work clone
        git -C clone log --oneline | wc -l > commits; git -C clone fsck --no-progress""");
    assertThat(space.sh("cat status; cat commits")).isEqualTo("3");
  }

  @Test
  void sqliteWithARollbackJournal() throws Exception {
    assertThat(sqlite("delete")).isEqualTo("delete\nok\n1500");
  }

  @Test
  void sqliteWithAWriteAheadLog() throws Exception {
    assertThat(sqlite("wal")).isEqualTo("wal\nok\n1500");
  }

  private String sqlite(String journal) throws Exception {
    space.sh(
        """
        sqlite3 data.db "PRAGMA journal_mode=%s; CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT);" >/dev/null
        sqlite3 data.db "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<2000)
          INSERT INTO t SELECT i, hex(randomblob(50)) FROM n;"
        sqlite3 data.db "BEGIN; DELETE FROM t; ROLLBACK;"
        sqlite3 data.db "DELETE FROM t WHERE a > 1500; CREATE INDEX i ON t(b); VACUUM;"
        """
            .formatted(journal));
    space.mount().remountCold();
    return space.sh(
        "sqlite3 data.db 'PRAGMA journal_mode; PRAGMA integrity_check; SELECT count(*) FROM t;'");
  }

  @Test
  void fourProcessesAppendToOneFile() throws Exception {
    space.sh(
        """
        for p in 1 2 3 4; do
          ( for i in $(seq 200); do echo "process $p line $i of a file that all of them share" >> log; done ) &
        done; wait""");
    assertThat(space.sh("wc -l < log").strip()).isEqualTo("800");
    assertThat(space.sh("sort -u log | wc -l").strip()).isEqualTo("800");
    assertThat(space.sh("grep -c -v -E '^process [1-4] line [0-9]+ of a file' log || true"))
        .isEqualTo("0");
  }

  @Test
  void sedReplacesAFileInPlace() throws Exception {
    space.sh("seq 1000 > f; chmod 640 f; sed -i 's/^5/five/' f");
    assertThat(space.sh("grep -c five f; ls; stat -c %A f | cut -c 1-4")).isEqualTo("111\nf\n-rw-");
    space.mount().remountCold();
    space.sh("sed -i.old 1d f");
    assertThat(space.sh("wc -l < f; wc -l < f.old; ls | wc -l")).isEqualTo("999\n1000\n2");
  }

  /** The service keeps no permission bits; the owner's are what can be shown and kept. */
  @Test
  void cpKeepsTheOwnersModeAndTheTime() throws Exception {
    space.sh("echo text > a; chmod 751 a; touch -d '2001-02-03 04:05:06 UTC' a; cp -p a b");
    String facts = "stat -c '%A %Y' a b | cut -c 1-4,11-";
    assertThat(space.sh(facts)).isEqualTo("-rwx 981173106\n-rwx 981173106");
    space.mount().remountCold();
    assertThat(space.sh(facts)).isEqualTo("-rwx 981173106\n-rwx 981173106");
    space.sh("chmod u-x b");
    assertThat(space.sh(facts)).isEqualTo("-rwx 981173106\n-rw- 981173106");
    space.mount().remountCold();
    assertThat(space.sh(facts)).isEqualTo("-rwx 981173106\n-rw- 981173106");
  }

  @Test
  void touchSetsATimeThatSurvivesRemount() throws Exception {
    space.sh("echo text > a; touch -d '2001-02-03 04:05:06 UTC' a");
    assertThat(space.sh("stat -c %Y a")).isEqualTo("981173106");
    space.mount().remountCold();
    assertThat(space.sh("stat -c %Y a")).isEqualTo("981173106");
  }

  @Test
  void mvRenamesFilesAndDirectoriesOntoFreeAndTakenNames() throws Exception {
    space.sh(
        """
        mkdir -p a/b; echo 1 > a/b/1; echo 2 > 2; mv 2 two; mv a c; mv c/b/1 c/one
        echo new > c/new; mv c/new c/one; cat c/one | grep -x new; mv c/b d; test ! -e a""");
    space.mount().remountCold();
    space.sh(
        """
        echo over > over; mv over two; mkdir e; echo in > e/in; mv e d/e; mv -T d f
        mv -n two f/two; test ! -e two""");
    assertThat(space.sh("find . | sort | tr '\\n' ' '; cat f/two c/one f/e/in"))
        .isEqualTo(". ./c ./c/one ./f ./f/e ./f/e/in ./f/two over\nnew\nin");
  }

  @Test
  void installMakesDirectoriesAndCopiesPrograms() throws Exception {
    space.sh("install -d -m 755 root/bin; install -m 755 /bin/ls root/bin/ls");
    space.sh("install -D -m 644 /etc/passwd root/etc/passwd; install -m 755 /bin/cat root/bin/ls");
    assertThat(
            space.sh("cmp root/bin/ls /bin/cat; root/bin/ls root/etc/passwd | cmp - /etc/passwd"))
        .isEmpty();
  }

  @Test
  void ddWritesInTheMiddleAndAppends() throws Exception {
    space.sh(
        """
        yes 0123456789 | head -c 300000 > f || true
        printf MIDDLE | dd of=f bs=1 seek=150000 conv=notrunc status=none
        printf END | dd of=f oflag=append conv=notrunc status=none""");
    assertThat(space.sh("stat -c %s f; tail -c 3 f; dd if=f bs=1 skip=150000 count=6 status=none"))
        .isEqualTo("300003\nENDMIDDLE");
    space.mount().remountCold();
    space.sh("printf middle | dd of=f bs=1 seek=150000 conv=notrunc status=none");
    space.sh("printf end | dd of=f oflag=append conv=notrunc status=none");
    assertThat(space.sh("stat -c %s f; tail -c 6 f")).isEqualTo("300006\nENDend");
    assertThat(space.sh("dd if=f bs=1 skip=150000 count=6 status=none")).isEqualTo("middle");
  }

  @Test
  void truncateShortensAndLengthens() throws Exception {
    space.sh("seq 10000 > f; cp f g; cp f h");
    space.mount().remountCold();
    space.sh("truncate -s 100 f; truncate -s 200000 g; truncate -s 0 h; truncate -s 70000 new");
    space.sh("head -c 100 <(seq 10000) | cmp - f");
    space.sh("cmp <(seq 10000; head -c $((200000 - 48894)) /dev/zero) g");
    assertThat(space.sh("stat -c '%n %s' f g h new")).isEqualTo("f 100\ng 200000\nh 0\nnew 70000");
  }

  @Test
  void filesRemovedOrReplacedWhileOpenStayReadable() throws Exception {
    space.sh(
        """
        echo old > f; exec 3< f; rm f; cat <&3 | grep -x old; test ! -e f
        echo one > g; exec 4< g; echo two > h; mv h g; cat <&4 | grep -x one; grep -x two g""");
    space.sh("exec 3<> k; echo gone >&3; rm k; test ! -e k; echo more >&3");
    assertThat(space.sh("ls -A")).isEqualTo("g");
  }

  @Test
  void aThousandSmallFilesComeAndGo() throws Exception {
    space.sh("mkdir d; for i in $(seq 1000); do echo $i > d/$i; done");
    assertThat(space.sh("ls d | wc -l; cat d/* | sort -n | tail -n 1")).isEqualTo("1000\n1000");
    space.sh("cd d; ls | grep 7 | xargs rm");
    assertThat(space.sh("ls d | wc -l")).isEqualTo("729");
  }

  @Test
  void vimSavesWithAndWithoutABackup() throws Exception {
    String vim = "vim -u NONE -i NONE -n -es -X ";
    space.sh("seq 100 > f; chmod 700 f; " + vim + "-c '%s/^5/five/' -c wq f");
    space.sh(vim + "-c 'set backup backupskip= backupcopy=no' -c '1d' -c wq f");
    space.sh(vim + "-c 'set backup backupskip= backupcopy=yes writebackup' -c '1d' -c wq f");
    space.sh("vim -u NONE -i NONE -es -X -c 'set swapfile' -c 'normal onew' -c wq made");
    String facts = "ls -A; wc -l < f; grep -c five f; wc -l < f~; stat -c %A f | cut -c 1-4";
    String expected = "f\nf~\nmade\n98\n11\n99\n-rwx";
    assertThat(space.sh(facts)).isEqualTo(expected);
    space.mount().remountCold();
    assertThat(space.sh(facts)).isEqualTo(expected);
  }

  /** What Emacs does: lock link, backup by renaming, a new file, auto-save file removed. */
  @Test
  void savingAsEmacsDoesItKeepsABackup() throws Exception {
    space.sh("echo one > f; chmod 751 f");
    String save =
        """
        ln -s ana@host.1234:1 .#f; echo draft > '#f#'; mv f f~; echo %s > f; chmod --reference=f~ f
        sync f; rm .#f '#f#'; test "$(stat -c %%A f | cut -c 1-4)" = -rwx; cat f f~""";
    assertThat(space.sh(save.formatted("two"))).isEqualTo("two\none");
    space.mount().remountCold();
    assertThat(space.sh(save.formatted("three"))).isEqualTo("three\ntwo");
    assertThat(space.sh("ls -A")).isEqualTo("f\nf~");
  }

  /**
   * Times that no program set are those of the upload after a remount, and what was written within
   * a moment may be uploaded in another order: so they are set here before the remount.
   */
  @Test
  void makeBuildsInParallelWhatChangedAndNothingElse() throws Exception {
    space.sh(
        """
        printf '%s\n' 'parts := $(patsubst %.in,%.out,$(wildcard *.in))' 'all: sum' \
          'sum: $(parts)' '\tcat $^ > $@' '%.out: %.in' '\ttr a-z A-Z < $< > $@' > Makefile
        sed -i 's/\\t/\t/' Makefile; for i in $(seq 20); do echo part $i > p$i.in; done
        make -s -j2; grep -c PART sum""");
    assertThat(space.sh("make -j2")).contains("Nothing to be done");
    space.mount().awaitUploads();
    assertThat(space.sh("make -j2")).contains("Nothing to be done");
    space.sh("touch -r sum p*.out sum; touch -r Makefile p*.in");
    space.mount().remountCold();
    assertThat(space.sh("make -j2")).contains("Nothing to be done");
    space.sh("echo changed > p7.in; make -s -j2; grep -x CHANGED sum");
    assertThat(space.sh("grep -c PART sum; make -j2 | grep -c 'Nothing to be done'"))
        .isEqualTo("19\n1");
  }

  @Test
  void filesRenamedReplacedAndRemovedUnderAReaderOfARemoteFile() throws Exception {
    space.sh("mkdir sums; for f in a b c; do seq 50000 | sed s/^/$f/ > $f; done");
    space.mount().remountCold();
    space.sh(
        """
        for f in a b c; do seq 50000 | sed s/^/$f/ | md5sum | cut -c 1-32 > sums/$f; done
        exec 3< a 4< b 5< c; head -c 100 <&3 > /dev/null
        mv a moved; echo new > new; mv new b; rm c; echo over > c
        for n in 3 4 5; do cat /proc/self/fd/$n | wc -c; done > sums/counts
        md5sum < /proc/self/fd/5 | cut -c 1-32 | cmp - sums/c
        md5sum < /proc/self/fd/4 | cut -c 1-32 | cmp - sums/b
        md5sum < /proc/self/fd/3 | cut -c 1-32 | cmp - sums/a""");
    assertThat(space.sh("cat b c; ls; sort -u sums/counts"))
        .isEqualTo("new\nover\nb\nc\nmoved\nsums\n338894");
  }

  @Test
  void cpKeepsHolesAndLinksOfATreeWithLongNames() throws Exception {
    space.sh(
        """
        mkdir -p t/$(printf 'd%.0s' $(seq 200)); truncate -s 300000 t/holes; echo end >> t/holes
        echo deep > "$(echo t/d*)/$(printf 'f%.0s' $(seq 255))"; ln -s holes t/link
        cp -a t u; cp -a --sparse=always t v; diff -r t u; diff -r t v""");
    space.mount().remountCold();
    assertThat(space.sh("diff -r t u; diff -r t v; readlink u/link; du -b u/holes | cut -f 1"))
        .isEqualTo("holes\n300004");
  }
}
