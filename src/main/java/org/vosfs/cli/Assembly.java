package org.vosfs.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.LoggerFactory;
import org.vosfs.auth.Credentials;
import org.vosfs.base.Closer;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.cache.block.BlockCache;
import org.vosfs.cache.block.BlockCacheSettings;
import org.vosfs.cache.meta.MetaCache;
import org.vosfs.cache.meta.MetaSettings;
import org.vosfs.cache.staging.Staging;
import org.vosfs.cache.staging.StagingSettings;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Settings;
import org.vosfs.cutout.CutoutFileSystem;
import org.vosfs.cutout.Cutouts;
import org.vosfs.cutout.ServiceCutouts;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FsSettings;
import org.vosfs.fs.Location;
import org.vosfs.fs.NameMapping;
import org.vosfs.fs.VosFileSystem;
import org.vosfs.fuse.FuseMount;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.ProcessOwner;
import org.vosfs.fuse.WriteLeases;
import org.vosfs.http.Traffic;
import org.vosfs.http.Transport;
import org.vosfs.upload.UploadQueue;
import org.vosfs.upload.UploadSettings;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.OfflineSwitch;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.RemoteVospaceClient;

/** The only place that wires layers together. */
final class Assembly {
  private static final int BLOCK = 128 * 1024;
  private static final int FETCHERS = 24;
  private static final int LISTERS = 48;
  private static final int WARMERS = 8;
  private static final int CUTTERS = 4;
  private static final Duration TO_END = Duration.ofSeconds(15);

  private final Places places;
  private final Ticker ticker = System::nanoTime;
  private final Traffic traffic = new Traffic();

  Assembly(Places places) {
    this.places = places;
  }

  /**
   * Builds the layers of a mount from the HTTP client up to the filesystem, and makes sure that the
   * service answers and knows the caller.
   *
   * @throws MountException when it cannot be mounted; one line that says why and what to do
   */
  Layers layers(MountRequest request) throws MountException {
    Closer closer = new Closer();
    try {
      return layers(request, closer);
    } catch (VospaceException e) {
      throw closing(closer, new MountException(String.valueOf(e.getMessage()), e));
    } catch (IOException e) {
      throw closing(closer, new MountException("cache directory: " + e.getMessage(), e));
    } catch (MountException e) {
      throw closing(closer, e);
    }
  }

  private static Staging staging(StagingSettings settings, Duration stopping) throws IOException {
    DrainingHolder earlier = new DrainingHolder(settings.directory());
    earlier.takeOver(
        stopping.plus(TO_END),
        line -> {
          LoggerFactory.getLogger(Assembly.class).warn("{}", line);
          System.err.println("vosfs: note: " + line); // the launcher passes it on
        });
    Staging staging = Staging.open(settings);
    earlier.clear();
    return staging;
  }

  private static MountException closing(Closer closer, MountException failure) {
    try {
      closer.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  private Layers layers(MountRequest request, Closer closer)
      throws MountException, VospaceException, IOException {
    MountOptions options = request.options();
    Settings settings = request.settings();
    FuseMount.requireOutside(request.mountPoint(), List.of(settings.get(options.cacheDir)));
    Workers workers = closer.register(new Workers());
    ScheduledExecutorService timer = workers.timer();
    CredentialChoice choice = access(request).credential(around(timer));
    OfflineSwitch client =
        closer.register(new OfflineSwitch(connect(request, choice.credentials(), timer)));
    Node root = root(request, client);

    Path directory = settings.get(options.cacheDir).resolve(name(request, client));
    BlockCacheSettings preset = BlockCacheSettings.defaults(directory.resolve("blocks"));
    BlockCacheSettings blockSettings =
        new BlockCacheSettings(
            preset.directory(),
            settings.get(options.cacheSize),
            preset.freeSpaceFloorBytes(),
            BLOCK,
            preset.prefetchBudgetBytes(),
            preset.stall());
    // Staging first: its lock tells that this space is mounted already.
    Staging staging =
        closer.register(
            staging(
                new StagingSettings(
                    directory.resolve("staging"),
                    BLOCK,
                    settings.get(options.stagingLimit),
                    new WriteLeases()::isWritable,
                    workers.pool("spare-files", 1)),
                settings.get(options.stopTimeout)));
    BlockCache blocks =
        closer.register(BlockCache.open(blockSettings, workers.pool("fetch", FETCHERS), ticker));
    UploadSettings uploadSettings = uploads(settings, options);
    UploadQueue uploads =
        closer.register(
            new UploadQueue(
                uploadSettings,
                client,
                workers.pool("upload", uploadSettings.parallel()),
                workers::after,
                ticker,
                new Random()));
    MetaCache meta =
        new MetaCache(
            new MetaSettings(
                settings.get(options.ttl),
                settings.get(options.negativeTtl),
                MetaSettings.DEFAULT.maximumNodes()),
            ticker,
            number -> {});
    VosFileSystem files =
        new VosFileSystem(
            fs(request),
            new VosFileSystem.Parts(client, meta, blocks, staging, uploads),
            new VosFileSystem.Surroundings(
                Instant::now,
                ticker,
                new Random(),
                uploadSettings.host(),
                workers.pool("list", LISTERS)),
            root);
    var unused = files.usage(Location.of(NodePath.ROOT)); // so that a quota above it is known
    Cutouts cutouts =
        closer.register(
            new Cutouts(
                files,
                new ServiceCutouts(client, files::onService),
                new Cutouts.Settings(
                    directory.resolve("cutouts"),
                    settings.get(options.cutoutSize),
                    preset.freeSpaceFloorBytes(),
                    settings.get(options.deadline)),
                workers.pool("cutout", CUTTERS)));
    FileSystem shown = settings.get(options.cutouts) ? new CutoutFileSystem(files, cutouts) : files;
    CredentialWatch credential = new CredentialWatch(choice, Instant::now, uploads::hurry);
    credential.run(workers::after, workers.pool("credential", 1));
    return new SpaceLayers(
        files,
        new SpaceStatus.Parts(
            client, credential, blocks, meta, staging, uploads, traffic, directory),
        shown,
        cutouts,
        request.mountPoint(),
        workers.pool("warm", WARMERS),
        closer);
  }

  private VospaceClient connect(
      MountRequest request, Credentials credentials, ScheduledExecutorService timer)
      throws MountException, VospaceException {
    return RemoteVospaceClient.connect(
        access(request).remote().withCredentials(credentials), around(timer));
  }

  private Transport.Surroundings around(ScheduledExecutorService timer) {
    return ServiceAccess.surroundings(ticker, timer, traffic);
  }

  private ServiceAccess access(MountRequest request) {
    return new ServiceAccess(places, request.space(), request.options(), request.settings());
  }

  private static Node root(MountRequest request, VospaceClient client)
      throws MountException, VospaceException {
    try {
      Node root = client.node(NodePath.ROOT, Detail.MAX);
      if (root instanceof Node.Container) {
        return root;
      }
      throw new MountException(request.space().text() + " is not a directory; mount its parent");
    } catch (VospaceException.NotFound e) {
      throw new MountException(request.space().text() + " does not exist on the service", e);
    }
  }

  private static UploadSettings uploads(Settings settings, MountOptions options) {
    UploadSettings preset = UploadSettings.defaults(host());
    return new UploadSettings(
        settings.get(options.uploads),
        settings.get(options.quiet),
        preset.firstBackoff(),
        preset.longestBackoff(),
        preset.host(),
        settings.get(options.writeThrough).equals("close"));
  }

  private static FsSettings fs(MountRequest request) {
    MountOptions options = request.options();
    Settings settings = request.settings();
    boolean refuse = settings.get(options.names).equals("refuse");
    return new FsSettings(
        request.mountPoint(),
        settings.get(options.deadline),
        refuse ? NameMapping.REFUSE : NameMapping.ESCAPE,
        settings.get(options.readOnly),
        false,
        settings.get(options.chmod).equals("publish"),
        !isSuperuser());
  }

  private static boolean isSuperuser() {
    try {
      return ProcessOwner.current().isRoot();
    } catch (IOException e) {
      return false; // no /proc: then nobody could mount either
    }
  }

  /** A directory of its own for each space, root and user, so that nothing is mixed up. */
  private String name(MountRequest request, VospaceClient client) throws MountException {
    String identity =
        client.uriOf(NodePath.ROOT)
            + "\n"
            + access(request).text()
            + "\n"
            + client.traits().user().orElse("");
    String readable =
        (request.space().prefix() + request.space().path()).replaceAll("[^A-Za-z0-9._-]+", "-");
    String shortened = readable.substring(0, Math.min(40, readable.length()));
    return shortened + "-" + sha256(identity).substring(0, 16);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String host() {
    Map<String, String> environment = System.getenv();
    try {
      String kernel = java.nio.file.Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      return kernel.replaceAll("[^A-Za-z0-9.-]", "");
    } catch (IOException e) {
      return environment.getOrDefault("HOSTNAME", "here");
    }
  }
}
