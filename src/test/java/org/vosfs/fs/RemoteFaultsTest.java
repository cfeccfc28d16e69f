package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class RemoteFaultsTest {
  @Test
  void filesThatMayNotBeOpenedForBeingTooManyAreToldApart() {
    for (IOException told :
        new IOException[] {
          new FileSystemException("/cache/files/1.data", null, "Too many open files"),
          new FileNotFoundException("/cache/files/1.data (Too many open files in system)")
        }) {
      assertThat(RemoteFaults.translate(told).reason()).isEqualTo(Reason.TOO_MANY_OPEN);
      assertThat(RemoteFaults.translate(told)).hasMessageContaining("/cache/files/1.data");
    }
    assertThat(RemoteFaults.translate(new IOException("Input/output error")).reason())
        .isEqualTo(Reason.IO);
  }
}
