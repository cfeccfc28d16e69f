package org.vosfs.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.vosfs.base.NodePath;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FileType;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.status.Command;

/**
 * Brings files and whole trees into the cache, several files side by side. Goes on after a failure,
 * and stops when the asker has gone. Used once.
 */
final class WarmRun {
  private static final int MOST_PROBLEMS = 20;

  private record Child(String name, FileType type) {}

  private final VosFileSystem files;
  private final Executor workers;
  private final List<String> problems = new ArrayList<>();
  private int underWay;
  private int found;
  private int done;
  private int failed;
  private long bytes;
  private long size;
  private boolean stopped;

  WarmRun(VosFileSystem files, Executor workers) {
    this.files = files;
    this.workers = workers;
  }

  /** Returns what came of it: {@code files}, {@code bytes}, {@code failed}, {@code problems}. */
  Map<String, Object> run(List<NodePath> paths, Command.Progress progress)
      throws IOException, InterruptedException {
    paths.forEach(path -> start(path, () -> warm(path)));
    try {
      while (!awaitEnd()) {
        progress.tell(state());
      }
    } finally {
      stop();
    }
    Map<String, Object> result = state();
    result.put("problems", List.copyOf(problems));
    return result;
  }

  private synchronized boolean awaitEnd() throws InterruptedException {
    if (underWay > 0) {
      TimeUnit.SECONDS.timedWait(this, 1);
    }
    return underWay == 0;
  }

  private synchronized Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("files", done);
    state.put("found", found);
    state.put("bytes", bytes);
    state.put("size", size);
    state.put("failed", failed);
    return state;
  }

  private synchronized void stop() {
    stopped = true;
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Work on one path. */
  private interface Step {
    void run() throws FsException;
  }

  private void start(NodePath path, Step step) {
    synchronized (this) {
      underWay++;
    }
    try {
      workers.execute(() -> run(path, step));
    } catch (RejectedExecutionException e) {
      ended(path, "the mount is ending");
    }
  }

  private void run(NodePath path, Step step) {
    String problem = "failed unexpectedly";
    try {
      if (!isStopped()) {
        step.run();
      }
      problem = "";
    } catch (FsException e) {
      problem = String.valueOf(e.getMessage());
    } finally {
      ended(path, problem);
    }
  }

  private synchronized void ended(NodePath path, String problem) {
    if (!problem.isEmpty()) {
      failed++;
      if (problems.size() < MOST_PROBLEMS) {
        problems.add(path + ": " + problem);
      }
    }
    underWay--;
    notifyAll();
  }

  private void warm(NodePath path) throws FsException {
    Attributes attributes = files.attributes(Location.of(path));
    if (attributes.type() == FileType.DIRECTORY) {
      for (Child child : children(path)) {
        if (child.type() != FileType.LINK) {
          NodePath below = path.resolve(child.name());
          start(below, () -> warm(below));
        }
      }
    } else if (attributes.type() == FileType.FILE) {
      count(1, attributes.size());
      files.warm(Location.of(path), this::moved);
      synchronized (this) {
        done++;
      }
    }
  }

  private synchronized void count(int more, long bytesMore) {
    found += more;
    size += bytesMore;
  }

  private synchronized void moved(long count) {
    bytes += count;
  }

  private List<Child> children(NodePath path) throws FsException {
    List<Child> children = new ArrayList<>();
    long handle = files.openDirectory(Location.of(path));
    try {
      int before;
      do {
        before = children.size();
        // The first fill holds the two dots as well; a listing under way gives what has come.
        files.readDirectory(
            handle,
            before == 0 ? 0 : before + 2L,
            (name, number, type, next) -> {
              if (!name.equals(".") && !name.equals("..")) {
                children.add(new Child(name, type));
              }
              return true;
            });
      } while (children.size() > before);
    } finally {
      files.releaseDirectory(handle);
    }
    return children;
  }
}
