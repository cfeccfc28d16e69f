package org.vosfs.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
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
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.fs.FsException;
import org.vosfs.fs.FsSettings;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.http.LeapingTime;
import org.vosfs.upload.UploadQueue;
import org.vosfs.upload.UploadSettings;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.RemoteVospaceClient;

/**
 * A whole filesystem over HTTP against the embedded server, without mounting it. Uploads run on the
 * test's thread when time is moved on; pauses between requests take none.
 */
public final class ServedRig implements AutoCloseable {
  public final DemoServer server;
  public final FakeTime time = new FakeTime();
  public final LeapingTime httpTime = new LeapingTime();
  public VosFileSystem fs;
  public UploadQueue uploads;
  public Staging staging;
  private final Path directory;
  private final UnaryOperator<RemoteSettings> remote;
  private Closer closer = new Closer();

  public ServedRig(
      Path directory,
      UnaryOperator<DemoSettings> demo,
      org.vosfs.demo.Profile profile,
      UnaryOperator<RemoteSettings> remote)
      throws Exception {
    this.directory = directory;
    this.remote = remote;
    server =
        DemoServer.start(
            demo.apply(DemoSettings.of(directory.resolve("space"), profile).withPromptJobs()));
    Started started = start();
    fs = started.fs();
    uploads = started.uploads();
    staging = started.staging();
  }

  private record Started(VosFileSystem fs, UploadQueue uploads, Staging staging) {}

  private Started start() throws IOException, VospaceException {
    RemoteSettings settings =
        remote.apply(
            RemoteSettings.of(server.endpoint().toString(), NodePath.of(home()), "vosfs-test"));
    RemoteVospaceClient client =
        closer.register(RemoteVospaceClient.connect(settings, httpTime.surroundings()));
    ExecutorService fetchers = Executors.newFixedThreadPool(4);
    closer.register(fetchers::shutdown);
    BlockCache cache =
        closer.register(
            BlockCache.open(
                BlockCacheSettings.defaults(directory.resolve("cache")), fetchers, time));
    Staging opened =
        closer.register(
            Staging.open(new StagingSettings(directory.resolve("staging"), 128 * 1024)));
    MetaCache meta = new MetaCache(MetaSettings.DEFAULT, time, number -> {});
    UploadQueue queue =
        closer.register(
            new UploadQueue(
                UploadSettings.defaults("testhost"),
                client,
                Runnable::run,
                time,
                time,
                new Random(1)));
    VosFileSystem made =
        new VosFileSystem(
            FsSettings.defaults(),
            new VosFileSystem.Parts(client, meta, cache, opened, queue),
            new VosFileSystem.Surroundings(time, time, new Random(2), "testhost", Runnable::run),
            client.node(NodePath.ROOT, Detail.MAX));
    server.requests().clear();
    return new Started(made, queue, opened);
  }

  /** The process ends; a new one takes over its directory. */
  public void restart() throws Exception {
    time.forgetTasks();
    closer.close();
    closer = new Closer();
    Started started = start();
    fs = started.fs();
    uploads = started.uploads();
    staging = started.staging();
  }

  private String home() {
    return server.settings().profile().home(DemoSettings.SINGLE_USER);
  }

  /** The path on the server of a path in the mount. */
  public String at(String path) {
    return home() + path;
  }

  /** What the server has under a path. */
  public byte[] stored(String path) {
    return server.space().read(at(path));
  }

  public void putRemotely(String path, byte[] bytes) {
    server.space().put(at(path), bytes);
  }

  /** Replaces a file's content: open, truncate, write, close. */
  public void write(String path, byte[] bytes) throws FsException {
    OpenedFile file = fs.create(Location.of(path), OpenMode.WRITE, 0644);
    try {
      fs.truncate(file.handle(), 0);
      fs.write(file.handle(), 0, java.nio.ByteBuffer.wrap(bytes));
      fs.flush(file.handle());
    } finally {
      fs.release(file.handle());
    }
  }

  public void write(String path, String text) throws FsException {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Lets the quiet time pass, and with it every upload that is due. */
  public void settle() {
    time.advance(Duration.ofSeconds(2));
  }

  /** Requests since the last clear, as lines. */
  public List<String> requests() {
    return server.requests().snapshot().stream().map(r -> r.line()).toList();
  }

  @Override
  public void close() throws Exception {
    closer.close();
    server.close();
    httpTime.close();
  }
}
