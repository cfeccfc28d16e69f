package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.Fault;
import org.vosfs.demo.FaultRule;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Statement;
import org.vosfs.testing.Tree;

/** A mount on which close and fsync return the verdict of the service. */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Profile.class,
    names = {"VAULT", "CAVERN"})
class WriteThroughIT {
  private static final String PROGRAM =
      """
      import os, errno
      def verdict(call, *arguments):
          try: call(*arguments); return 'ok'
          except OSError as e: return errno.errorcode[e.errno]
      fd = os.open('%s', os.O_CREAT | os.O_WRONLY)
      os.write(fd, b'x' * 1000)
      second = os.dup(fd)
      print(verdict(os.%s, fd), verdict(os.close, second))
      """;

  @Parameter Profile profile = Profile.VAULT;
  @TempDir Path directory;

  /** How often content that now stands under a name was sent; a vault's URLs do not tell names. */
  private long uploads(MountedSpace space, String name) {
    String now = onServer(space, name);
    return space
        .server()
        .requests()
        .count(r -> r.bodyMd5() != null && now.endsWith(String.valueOf(r.bodyMd5())));
  }

  private String onServer(MountedSpace space, String name) {
    return Tree.onServer(space.truth(), space.container()).getOrDefault(name, "absent");
  }

  @Test
  @Statement(
      "`sh -c 'command > f'` makes one content upload on such a mount, whatever "
          + "inherited the descriptor")
  void shellRedirectionMakesOneContentUpload() throws Exception {
    try (MountedSpace space =
        MountedSpace.open(profile, directory, "write-through=close", "quiet=10m")) {
      space.sh("sh -c 'seq 1000 > f'; sh -c '(sh -c \"seq 2000\"; true) > g'; sh -c 'seq 9 >> f'");
      assertThat(uploads(space, "f")).isEqualTo(1);
      assertThat(uploads(space, "g")).isEqualTo(1);
      Path expected = space.local("expected").resolve("f");
      space.sh("(seq 1000; seq 9) > '" + expected + "'");
      assertThat(onServer(space, "f")).as("without waiting").endsWith(Tree.md5(expected));
      space.settle();
    }
  }

  @Test
  @Statement(
      "With `-o write-through=close`, close and fsync return the service's verdict; "
          + "further closes of the same open file send nothing again")
  void closeReturnsTheVerdictOfTheService() throws Exception {
    try (MountedSpace space = MountedSpace.open(profile, directory, "write-through=close")) {
      assertThat(space.python(PROGRAM.formatted("good", "close"))).isEqualTo("ok ok");
      assertThat(onServer(space, "good")).startsWith("file 1000 ");
      assertThat(uploads(space, "good")).isEqualTo(1);
      FaultRule full =
          space.server().faults().always("PUT", "/files", Fault.status(507, "quota exceeded"));
      assertThat(space.python(PROGRAM.formatted("full", "close"))).startsWith("EDQUOT ");
      assertThat(space.python(PROGRAM.formatted("full2", "fsync"))).startsWith("EDQUOT ");
      full.end();
      FaultRule refused =
          space.server().faults().always("PUT", "/files", Fault.status(403, "permission denied"));
      assertThat(space.python(PROGRAM.formatted("refused", "close"))).startsWith("EACCES ");
      refused.end();
      assertThat(space.sh("getfattr -n user.vos.state --only-values refused"))
          .startsWith("failed: ");
    }
  }
}
