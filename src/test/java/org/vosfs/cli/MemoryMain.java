package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.vosfs.fs.FileSystem;
import org.vosfs.http.Traffic;
import org.vosfs.status.Command;
import org.vosfs.status.Figure;
import org.vosfs.status.StatusSource;
import org.vosfs.testing.MemoryFileSystem;

/** The program over a filesystem in memory: the whole command line without any service. */
public final class MemoryMain {
  private MemoryMain() {}

  public static void main(String[] words) throws IOException {
    Context context =
        new Context(Places.current(), System.out, System.err, request -> new MemoryLayers());
    System.exit(Main.run(context, words));
  }

  /** Layers whose count of unsent files is what the environment says, falling by one a step. */
  static final class MemoryLayers implements Layers, Unsent {
    private final MemoryFileSystem files = new MemoryFileSystem(InstantSource.system());
    private final int failed = Integer.getInteger("vosfs.test.failed", 0);
    private int left = Integer.getInteger("vosfs.test.unsent", 0);

    @Override
    public FileSystem files() {
      return files;
    }

    @Override
    public Unsent unsent() {
      return this;
    }

    @Override
    public synchronized Pending pending() {
      return new Pending(left + failed, 1000L * (left + failed), failed);
    }

    @Override
    public void hurry() {}

    @Override
    public synchronized void await(Duration limit) {
      left = Math.max(0, left - 1);
    }

    @Override
    public Map<String, StatusSource> status() {
      return Map.of();
    }

    @Override
    public List<Figure> figures() {
      return List.of();
    }

    @Override
    public Traffic traffic() {
      return new Traffic();
    }

    @Override
    public Map<String, Command> commands() {
      return Map.of();
    }

    @Override
    public List<Path> ownDirectories() {
      return List.of();
    }

    @Override
    public Path stagingDirectory() {
      return Path.of("/nowhere/staging");
    }

    @Override
    public void close() {
      files.close();
    }
  }
}
