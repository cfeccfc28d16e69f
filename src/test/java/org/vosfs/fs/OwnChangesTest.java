package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;

/** Answers that were on their way while this mount changed a name count less than the change. */
class OwnChangesTest {
  private static final int ROUNDS = 4000;

  @TempDir Path directory;
  private Rig rig;
  private final AtomicBoolean over = new AtomicBoolean();

  @BeforeEach
  void start() throws Exception {
    Duration patience = Duration.ofDays(365); // time flies here
    rig =
        new Rig(
            FakeVospace.Manner.VAULT,
            directory,
            s -> new FsSettings(s.mountPoint(), patience, s.names(), false, false));
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  /** Somebody who asks for these names all the time, of whom nothing is known long. */
  private CompletableFuture<Void> asking(String... paths) {
    return CompletableFuture.runAsync(
        () -> {
          while (!over.get()) {
            rig.time.advance(Duration.ofMinutes(1));
            for (String path : paths) {
              try {
                rig.fs.attributes(Rig.at(path));
              } catch (FsException e) {
                assertThat(e.reason()).as(path).isEqualTo(Reason.NO_ENTRY);
              }
            }
          }
        });
  }

  @Test
  @Statement("What a program has renamed, made or removed is so at once, whoever else asks for it")
  void renamedDirectoriesAreWhereTheyWereMoved() throws Exception {
    rig.fs.makeDirectory(Rig.at("/a"), 0755);
    CompletableFuture<Void> other = asking("/a", "/b");
    try {
      for (int i = 0; i < ROUNDS; i++) {
        boolean there = i % 2 == 0;
        rig.fs.rename(Rig.at(there ? "/a" : "/b"), Rig.at(there ? "/b" : "/a"), RenameMode.REPLACE);
        assertThat(rig.fs.attributes(Rig.at(there ? "/b" : "/a")).type()).isNotNull();
      }
    } finally {
      over.set(true);
      other.join();
    }
  }

  @Test
  void madeAndRemovedDirectoriesAreThereAndGone() throws Exception {
    CompletableFuture<Void> other = asking("/a");
    try {
      for (int i = 0; i < ROUNDS; i++) {
        rig.fs.makeDirectory(Rig.at("/a"), 0755);
        assertThat(rig.fs.attributes(Rig.at("/a")).type()).isNotNull();
        rig.fs.removeDirectory(Rig.at("/a"));
        assertThatThrownBy(() -> rig.fs.attributes(Rig.at("/a"))).isInstanceOf(FsException.class);
      }
    } finally {
      over.set(true);
      other.join();
    }
  }
}
