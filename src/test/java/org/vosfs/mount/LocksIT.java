package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Statement;

/** Locks and quotas as programs meet them. */
class LocksIT extends OnBothProfiles {
  private static final String QUOTA = "ivo://ivoa.net/vospace/core#quota";
  private static final String FUNCTIONS =
      """
      import errno, os, shutil
      def lock(path):
          os.setxattr(path, 'user.vos.islocked', b'true')
          assert os.getxattr(path, 'user.vos.islocked') == b'true'
      def unlock(path):
          os.removexattr(path, 'user.vos.islocked')
      def refused(f, *a):
          try:
              f(*a)
          except OSError as e:
              assert e.errno == errno.EPERM, (a, e)
              return
          raise AssertionError(a)
      """;

  @Override
  String[] options() {
    return new String[] {"ttl=1s"};
  }

  @Test
  @Statement(
      "Programs meet a lock as EPERM: `cp` onto it, `rm`, `mv` from and to it, `rmdir`, `mkdir` and "
          + "`ln -s` inside, through links too")
  void programsMeetALock() throws Exception {
    space.sh("mkdir d d/empty; echo old > d/f; echo x > g; ln -s d dlink; ln -s d/f flink");
    space.mount().awaitUploads();
    if (profile == Profile.CAVERN) {
      space.python(
          """
          import errno, os
          try:
              os.setxattr('d/f', 'user.vos.islocked', b'true')
              raise AssertionError()
          except OSError as e:
              assert e.errno == errno.ENOTSUP, e
          """);
      return;
    }
    space.python(FUNCTIONS + LOCKED);
    String refused = "Operation not permitted";
    space.sh("python3 -c \"import os; os.setxattr('d', 'user.vos.islocked', b'true')\"");
    for (String command :
        new String[] {"cp g d/new", "rm -f d/f", "mv d/f moved", "mv g d/", "mkdir d/sub"}) {
      assertThat(space.sh(command + " 2>&1 || true")).as(command).contains(refused);
    }
    space.sh("python3 -c \"import os; os.removexattr('d', 'user.vos.islocked')\"");
    space.sh("cp g d/new; rm d/new");
  }

  private static final String LOCKED =
      """
      for f in ('d/f', 'flink', 'dlink/f'):
          lock('d/f')
          refused(open, f, 'w')
          refused(open, f, 'r+')
          refused(os.truncate, f, 0)
          refused(shutil.copyfile, 'g', f)
          if f != 'flink':
              refused(os.remove, f)
              refused(os.rename, f, 'moved')
              refused(os.rename, 'g', f)
          assert open(f).read() == 'old\\n'
          unlock('d/f')
      for d in ('d', 'dlink'):
          lock('d')
          refused(open, d + '/new', 'w')
          refused(os.mkdir, d + '/sub')
          refused(os.rmdir, d + '/empty')
          refused(os.remove, d + '/f')
          refused(os.symlink, 'f', d + '/link')
          refused(os.rename, d + '/f', 'moved')
          refused(os.rename, 'g', d + '/g')
          refused(os.rename, 'd', 'elsewhere')
          assert sorted(os.listdir(d)) == ['empty', 'f']
          unlock('d')
      os.rmdir('d/empty')
      open('d/f', 'w').write('new')
      """;

  @Test
  @Statement(
      "`df` of a mount shows the quota and what is used where the service tells it (cavern), and a "
          + "write beyond it is EDQUOT")
  void dfShowsTheQuota() throws Exception {
    assertThat(space.sh("df -h --output=size,used . | tail -1").strip()).matches("1.0P +0");
    String home = profile.home(org.vosfs.demo.DemoSettings.SINGLE_USER);
    space.truth().put(space.container() + "/there", new byte[300_000]);
    space.truth().setProperty(home, QUOTA, "1048576");
    try {
      space.mount().vosfs("forget", space.mount().root().toString()).ok();
      space.sh("ls -l > /dev/null");
      String shown = space.sh("df -B1 --output=size,avail . | tail -1").strip();
      assertThat(shown).startsWith("1048576 ");
      if (profile == Profile.CAVERN) {
        assertThat(Long.parseLong(shown.split(" +", -1)[1])).isBetween(1L, 748_576L);
        assertThat(
                space.sh(
                    "head -c 2000000 /dev/zero > big 2> ../err || cat ../err; rm -f ../err big"))
            .contains("quota exceeded");
      }
    } finally {
      space.truth().setProperty(home, QUOTA, null);
    }
  }
}
