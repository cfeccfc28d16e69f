package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Profile;
import org.vosfs.testing.MountedSpace;

/** A mount whose unsent files may take no more than a megabyte. */
class StagingLimitIT {
  private static final String TOO_LARGE =
      """
      import os, errno
      fd = os.open('large', os.O_CREAT | os.O_WRONLY)
      done = 0
      try:
          while True: done += os.write(fd, b'x' * 65536)
      except OSError as e: print(done, errno.errorcode[e.errno])
      try: os.close(fd)
      except OSError as e: print(errno.errorcode[e.errno])
      os.unlink('large')
      """;

  @TempDir Path directory;

  @Test
  void manyFilesPassOneAfterTheOtherAndOneTooLargeIsRefused() throws Exception {
    try (MountedSpace space =
        MountedSpace.open(Profile.VAULT, directory, "staging-limit=1M", "quiet=10m")) {
      // No quiet time passes here: it is the writers who make the others go.
      space.sh("for i in 1 2 3 4 5 6; do head -c 700000 /dev/urandom > f$i; done");
      assertThat(space.python(TOO_LARGE)).isEqualTo("1048576 ENOSPC\nENOSPC");
      space.sh("cp f1 copy && cmp f1 copy");
      space.settle();
    }
  }
}
