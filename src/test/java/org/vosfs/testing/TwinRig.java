package org.vosfs.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.SortedMap;
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
import org.vosfs.demo.Profile;
import org.vosfs.fs.FsSettings;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.http.LeapingTime;
import org.vosfs.upload.UploadQueue;
import org.vosfs.upload.UploadSettings;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.RemoteVospaceClient;

/**
 * A whole filesystem over HTTP and the embedded server, without a mount: every request is real, and
 * uploads run on the test's thread when time is moved on.
 */
public final class TwinRig implements AutoCloseable {
  public final VosFileSystem fs;
  private final UploadQueue uploads;
  private final FakeTime time = new FakeTime();
  private final Closer closer = new Closer();
  private final DemoServer server;
  private final String home;

  public TwinRig(Profile profile, Path directory, UnaryOperator<FsSettings> settings)
      throws IOException {
    LeapingTime requests = closer.register(new LeapingTime());
    server =
        closer.register(
            DemoServer.start(
                DemoSettings.of(directory.resolve("space"), profile).withPromptJobs()));
    home = profile.home(DemoSettings.SINGLE_USER);
    RemoteSettings remote =
        RemoteSettings.of(server.endpoint().toString(), NodePath.of(home), "vosfs-test");
    try {
      RemoteVospaceClient client =
          closer.register(RemoteVospaceClient.connect(remote, requests.surroundings()));
      ExecutorService fetchers = Executors.newFixedThreadPool(4);
      closer.register(fetchers::shutdown);
      BlockCacheSettings blocks = BlockCacheSettings.defaults(directory.resolve("cache"));
      BlockCache cache = closer.register(BlockCache.open(blocks, fetchers, time));
      Staging staging =
          closer.register(
              Staging.open(new StagingSettings(directory.resolve("staging"), 128 * 1024)));
      MetaCache meta = new MetaCache(MetaSettings.DEFAULT, time, number -> {});
      UploadSettings sending = UploadSettings.defaults("testhost");
      uploads =
          closer.register(
              new UploadQueue(sending, client, Runnable::run, time, time, new Random(1)));
      fs =
          new VosFileSystem(
              settings.apply(FsSettings.defaults()),
              new VosFileSystem.Parts(client, meta, cache, staging, uploads),
              new VosFileSystem.Surroundings(time, time, new Random(2), "testhost", Runnable::run),
              client.node(NodePath.ROOT, Detail.MAX));
    } catch (VospaceException e) {
      throw new IOException(e);
    }
  }

  /** Lets the quiet time pass, and with it every upload that is due; repeats what failed. */
  public void settle() {
    time.advance(Duration.ofSeconds(2));
    for (int more = 0; more < 5 && !uploads.status().isEmpty(); more++) {
      time.advance(Duration.ofMinutes(1));
    }
  }

  /** Everything cached about names and attributes gets too old to be believed. */
  public void age() {
    time.advance(Duration.ofSeconds(40));
  }

  /** What the server holds below the root of this filesystem, with the names programs see. */
  public SortedMap<String, String> onServer() {
    return Tree.onServer(server.space(), home);
  }

  /** Removes a directory from the server, behind the filesystem's back. */
  public void forgetOnServer(String path) {
    server.space().delete(home + path);
  }

  @Override
  public void close() throws Exception {
    closer.close();
  }
}
