package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vosfs.base.DirectoryLock;

/**
 * Empty files, made ahead: a local filesystem takes longer to find room for a new file than we take
 * for all else that belongs to one, and those who unpack an archive make thousands. As many are
 * kept as were wanted lately; none until the first file is. Thread-safe.
 *
 * <p>They hold nothing, so what a dead process left of them is deleted.
 */
final class SpareFiles implements AutoCloseable {
  private static final int FIRST = 8;
  private static final int MOST = 512;

  private final Path directory;
  private final Executor maker;
  private final Queue<Path> ready = new LinkedBlockingQueue<>(); // knows its size
  private final AtomicBoolean making = new AtomicBoolean();
  private volatile int wanted = FIRST / 2;
  private volatile boolean closed;
  private long made;

  /**
   * @param directory made when absent, and emptied; of the filesystem that the files are for
   * @param maker makes files, one after the other
   */
  SpareFiles(Path directory, Executor maker) throws IOException {
    this.directory = directory;
    this.maker = maker;
    StagingPlace.makePrivate(directory);
    clear();
  }

  /**
   * Has an empty file, mode 0600, at {@code path}, which is absent.
   *
   * @return false when there is none ready, nor room for one; nothing was done then
   */
  boolean moveTo(Path path) throws IOException {
    Path spare = ready.poll();
    if (spare == null) {
      wanted = Math.min(MOST, 2 * wanted);
    }
    if (ready.size() <= wanted / 2) {
      refill();
    }
    if (spare == null) {
      return false;
    }
    if (Files.exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    try {
      Files.move(spare, path, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      Staging.LOG.debug("{}: {}", spare, e.toString());
      return false;
    }
  }

  private void refill() {
    if (closed || !making.compareAndSet(false, true)) {
      return;
    }
    try {
      maker.execute(this::make);
    } catch (RejectedExecutionException e) {
      making.set(false); // staging is being closed
    }
  }

  private void make() {
    try {
      while (ready.size() < wanted && makeOne()) {
        // until there are enough
      }
    } catch (IOException e) {
      Staging.LOG.debug("no spare files: {}", e.toString()); // who needs one says why
    } finally {
      making.set(false);
    }
  }

  private synchronized boolean makeOne() throws IOException {
    if (closed) {
      return false;
    }
    Path spare = directory.resolve(Long.toString(made++));
    Files.createFile(spare, DirectoryLock.PRIVATE_FILE);
    return ready.add(spare);
  }

  private void clear() throws IOException {
    String[] names = directory.toFile().list();
    for (String name : names == null ? new String[0] : names) {
      Files.deleteIfExists(directory.resolve(name));
    }
  }

  /** Makes no more, and deletes what there is. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    ready.clear();
    clear();
  }
}
