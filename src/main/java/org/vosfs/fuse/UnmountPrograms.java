package org.vosfs.fuse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vosfs.fuse.Unmounter.Outcome;

/** The system's own programs for unmounting. Stateless and thread-safe. */
final class UnmountPrograms implements Unmounter.Programs {
  private static final int LIMIT_SECONDS = 20;
  private static final int PAUSE_MILLIS = 100;

  @Override
  public Outcome run(List<String> command) throws IOException, MountException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    try (InputStream said = process.getInputStream()) {
      String text = new String(said.readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Outcome(-1, command.get(0) + " does not end");
      }
      return new Outcome(process.exitValue(), text.replace('\n', ' '));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public String holders(Path mountPoint) {
    return Holders.of(mountPoint);
  }

  @Override
  @SuppressWarnings("ReturnValueIgnored") // nobody opens it: this is the passing of time
  public void pause() throws MountException {
    try {
      new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static MountException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new MountException("interrupted while unmounting", e);
  }
}
