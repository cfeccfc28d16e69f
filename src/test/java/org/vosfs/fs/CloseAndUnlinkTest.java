package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;

/** The kernel releases a file after close has returned: its name may be removed meanwhile. */
class CloseAndUnlinkTest {
  @TempDir Path directory;

  @Test
  @Statement("A file removed while its last descriptor is being closed is never sent")
  void fileRemovedWhileItsLastWriterIsReleasedIsNeverSent() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Rig rig = new Rig(FakeVospace.Manner.VAULT, directory)) {
      CyclicBarrier together = new CyclicBarrier(2);
      for (int i = 0; i < 1000; i++) {
        OpenedFile file = rig.fs.create(Rig.at("/f"), OpenMode.WRITE, 0644);
        rig.fs.write(file.handle(), 0, Rig.bytes("text"));
        rig.fs.flush(file.handle());
        Future<?> release =
            other.submit(
                () -> {
                  together.await();
                  rig.fs.release(file.handle());
                  return null;
                });
        together.await();
        rig.fs.unlink(Rig.at("/f"));
        release.get();
      }
      assertThat(rig.uploads.status()).isEmpty();
      rig.settle();
      assertThat(rig.service.requests()).noneMatch(request -> request.startsWith("upload"));
      assertThat(rig.staging.usage().files()).isZero();
    } finally {
      other.shutdown();
    }
  }
}
