package org.vosfs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.vosfs.testing.CliMount;

/** How many threads of a mount answer the kernel, seen from outside. */
final class ServingThreads {
  private static final String NAME = "vosfs-fuse-";
  private static final long LOOK_MILLIS = 10;

  private final Path tasks;

  ServingThreads(CliMount mount) {
    tasks = Path.of("/proc/" + mount.daemons().get(0).pid() + "/task");
  }

  /** Their number. */
  double now() throws IOException {
    List<Path> all;
    try (Stream<Path> listed = Files.list(tasks)) {
      all = listed.toList();
    }
    int count = 0;
    for (Path task : all) {
      count += name(task).startsWith(NAME) ? 1 : 0;
    }
    return count;
  }

  private static String name(Path task) throws IOException {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (NoSuchFileException e) {
      return ""; // ended meanwhile, so that it did not serve
    }
  }

  /** The largest number seen while something is done. */
  double most(Callable<?> work) throws Exception {
    CompletableFuture<Void> done =
        CompletableFuture.runAsync(
            () -> {
              try {
                work.call();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    double most = now();
    while (true) {
      try {
        done.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return Math.max(most, now());
      } catch (TimeoutException e) {
        most = Math.max(most, now());
      }
    }
  }
}
