package org.vosfs.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.vosfs.base.Closer;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.BlockCache;
import org.vosfs.cache.block.BlockCacheSettings;
import org.vosfs.cache.meta.MetaCache;
import org.vosfs.cache.meta.MetaSettings;
import org.vosfs.cache.staging.Staging;
import org.vosfs.cache.staging.StagingSettings;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FsException;
import org.vosfs.fs.FsSettings;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.RenameMode;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.upload.UploadQueue;
import org.vosfs.upload.UploadSettings;
import org.vosfs.upload.UploadState;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.VospaceException;

/**
 * A whole filesystem over a {@link FakeVospace}, without mounting it and without waiting: uploads
 * run on the test's thread when time is moved on. Closing it leaves the directory as a dead process
 * would, so that {@link #restart} is a crash.
 */
public final class Rig implements AutoCloseable {
  public final FakeVospace service;
  public final FakeTime time = new FakeTime();
  public VosFileSystem fs;

  /** {@link #fs} as programs see it where the kernel serves local files by itself. */
  public PassthroughKernel kernel;

  public UploadQueue uploads;
  public Staging staging;

  /** What is asked in the background while {@link #holdBackground} is set; else it runs at once. */
  public final Deque<Runnable> held = new ConcurrentLinkedDeque<>();

  public volatile boolean holdBackground;

  /** Whether programs have staged files mapped, as far as the kernel can tell. */
  public volatile boolean mapped;

  /** Done, once, when an upload begins. */
  public volatile Runnable whenBegun = () -> {};

  private final Path directory;
  private final UnaryOperator<FsSettings> settings;
  private final long stagingLimit;
  private Closer closer = new Closer();

  public Rig(FakeVospace.Manner manner, Path directory) throws IOException {
    this(manner, directory, UnaryOperator.identity());
  }

  public Rig(FakeVospace.Manner manner, Path directory, UnaryOperator<FsSettings> settings)
      throws IOException {
    this(manner, directory, settings, 0);
  }

  /** With a limit of unsent bytes. */
  public Rig(
      FakeVospace.Manner manner,
      Path directory,
      UnaryOperator<FsSettings> settings,
      long stagingLimit)
      throws IOException {
    this.stagingLimit = stagingLimit;
    this.service = new FakeVospace(manner);
    this.directory = directory;
    this.settings = settings;
    this.closer = new Closer();
    Started started = start();
    fs = started.fs();
    kernel = new PassthroughKernel(fs);
    uploads = started.uploads();
    staging = started.staging();
  }

  private void work(Runnable work) {
    if (uploads.status().stream().anyMatch(job -> job.state() == UploadState.RUNNING)) {
      Runnable first = whenBegun;
      whenBegun = () -> {};
      first.run();
    }
    work.run();
  }

  private record Started(VosFileSystem fs, UploadQueue uploads, Staging staging) {}

  private Started start() throws IOException {
    ExecutorService fetchers = Executors.newFixedThreadPool(4);
    closer.register(fetchers::shutdown);
    BlockCacheSettings blocks = BlockCacheSettings.defaults(directory.resolve("cache"));
    BlockCache cache = closer.register(BlockCache.open(blocks, fetchers, time));
    Staging opened =
        closer.register(
            Staging.open(
                new StagingSettings(
                    directory.resolve("staging"),
                    128 * 1024,
                    stagingLimit,
                    file -> mapped && !file.endsWith("probe"),
                    Runnable::run)));
    MetaCache meta = new MetaCache(MetaSettings.DEFAULT, time, number -> {});
    UploadQueue queue =
        closer.register(
            new UploadQueue(
                UploadSettings.defaults("testhost"),
                service,
                this::work,
                time,
                time,
                new Random(1)));
    VosFileSystem made;
    try {
      made =
          new VosFileSystem(
              settings.apply(FsSettings.defaults()),
              new VosFileSystem.Parts(service, meta, cache, opened, queue),
              new VosFileSystem.Surroundings(
                  time, time, new Random(2), "testhost", this::background),
              service.node(NodePath.ROOT, Detail.MAX));
    } catch (VospaceException e) {
      throw new IOException(e);
    }
    service.clearRequests();
    return new Started(made, queue, opened);
  }

  private void background(Runnable task) {
    if (holdBackground) {
      held.add(task);
    } else {
      task.run();
    }
  }

  /** The process dies and a new one takes over its directory. */
  public void restart() throws Exception {
    time.forgetTasks();
    close();
    closer = new Closer();
    Started started = start();
    fs = started.fs();
    kernel = new PassthroughKernel(fs);
    uploads = started.uploads();
    staging = started.staging();
  }

  /**
   * Puts nodes on the service.
   *
   * @param nodes {@code /dir/} for a directory, {@code /dir/file=content} for a file
   */
  public Rig with(String... nodes) {
    for (String node : nodes) {
      int content = node.indexOf('=');
      if (content < 0) {
        service.mkdirRemotely(node.substring(0, node.length() - 1));
      } else {
        byte[] bytes = node.substring(content + 1).getBytes(StandardCharsets.UTF_8);
        service.putRemotely(node.substring(0, content), bytes);
      }
    }
    return this;
  }

  /** Lets the quiet time pass, and with it every upload that is due. */
  public void settle() {
    time.advance(Duration.ofSeconds(2));
  }

  public static Location at(String path) {
    return Location.of(path);
  }

  /** Creates or truncates a file, writes, closes. */
  public void write(String path, String text) throws FsException {
    OpenedFile file = fs.create(at(path), OpenMode.WRITE, 0644);
    try {
      fs.truncate(file.handle(), 0);
      fs.write(file.handle(), 0, bytes(text));
      fs.flush(file.handle());
    } finally {
      fs.release(file.handle());
    }
  }

  public String read(String path) throws FsException {
    OpenedFile file = fs.open(at(path), OpenMode.READ);
    try {
      return read(file.handle(), 0, 1 << 20);
    } finally {
      fs.release(file.handle());
    }
  }

  public String read(long handle, long offset, int length) throws FsException {
    ByteBuffer into = ByteBuffer.allocate(length);
    fs.read(handle, offset, into);
    return StandardCharsets.UTF_8.decode(into.flip()).toString();
  }

  public Attributes stat(String path) throws FsException {
    return fs.attributes(at(path));
  }

  public void rename(String from, String to) throws FsException {
    fs.rename(at(from), at(to), RenameMode.REPLACE);
  }

  /** Names in a directory, sorted, without the dots. */
  public List<String> list(String path) throws FsException {
    long handle = fs.openDirectory(at(path));
    try {
      List<String> names = new ArrayList<>();
      fs.readDirectory(handle, 0, (name, number, type, next) -> names.add(name));
      names.removeIf(name -> name.equals(".") || name.equals(".."));
      names.sort(null);
      return names;
    } finally {
      fs.releaseDirectory(handle);
    }
  }

  public static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws Exception {
    closer.close();
  }
}
