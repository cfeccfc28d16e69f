package org.vosfs.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
import org.vosfs.fs.VosFileSystem;
import org.vosfs.http.LeapingTime;
import org.vosfs.testing.FakeTime;
import org.vosfs.upload.UploadQueue;
import org.vosfs.upload.UploadSettings;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.RemoteVospaceClient;

/** A whole filesystem over a server that lies about names, lengths, dates and links. */
class HostileSpaceTest {
  private static final long GIGANTIC = 9_000_000_000_000_000_000L;

  @TempDir Path parent;

  private final Closer closer = new Closer();
  private RawServer server;
  private VosFileSystem fs;

  @BeforeEach
  void start() throws Exception {
    server = new RawServer();
    server.on("/vault/capabilities", Attacks.xml(Attacks.capabilities(server.base())));
    server.on("/vault/nodes", Attacks.xml(Attacks.node("ContainerNode", "", children())));
    Path own = Files.createDirectory(parent.resolve("own"));
    Files.createDirectory(parent.resolve("beside"));
    LeapingTime http = closer.register(new LeapingTime());
    FakeTime time = new FakeTime();
    RemoteVospaceClient client =
        closer.register(
            RemoteVospaceClient.connect(
                RemoteSettings.of(server.base() + "/vault", NodePath.ROOT, "test")
                    .withStall(Duration.ofSeconds(2)),
                http.surroundings()));
    ExecutorService fetchers = Executors.newFixedThreadPool(2);
    closer.register(fetchers::shutdown);
    BlockCache blocks =
        closer.register(
            BlockCache.open(BlockCacheSettings.defaults(own.resolve("cache")), fetchers, time));
    Staging staging =
        closer.register(Staging.open(new StagingSettings(own.resolve("staging"), 128 * 1024)));
    MetaCache meta = new MetaCache(MetaSettings.DEFAULT, time, number -> {});
    UploadQueue queue =
        closer.register(
            new UploadQueue(
                UploadSettings.defaults("host"), client, Runnable::run, time, time, new Random(1)));
    fs =
        new VosFileSystem(
            FsSettings.defaults(),
            new VosFileSystem.Parts(client, meta, blocks, staging, queue),
            new VosFileSystem.Surroundings(time, time, new Random(2), "host", Runnable::run),
            client.node(NodePath.ROOT, Detail.MAX));
  }

  @AfterEach
  void stop() throws Exception {
    closer.close();
    server.close();
  }

  private static String children() {
    return "<vos:nodes>"
        + child("..", "")
        + child(".", "")
        + child("..%2F..%2Fbeside%2Fstolen", "")
        + child("nul%00", "")
        + child("n".repeat(10_000), "")
        + child("gigantic", Attacks.property("length", Long.toString(GIGANTIC)))
        + child("large", Attacks.property("length", "400000000000000"))
        + child("negative", Attacks.property("length", "-7"))
        + child("late", Attacks.property("date", "+999999999-12-31T23:59:59.999"))
        + child("early", Attacks.property("date", "-999999999-01-01T00:00:00.000"))
        + child("odd", Attacks.property("date", "not a date") + Attacks.property("MD5", "../../x"))
        + "</vos:nodes>";
  }

  private static String child(String name, String properties) {
    return "<vos:node uri=\"vos://a~b/"
        + name
        + "\" xsi:type=\"vos:DataNode\"><vos:properties>"
        + properties
        + "</vos:properties></vos:node>";
  }

  private List<String> list() throws FsException {
    long handle = fs.openDirectory(Location.of("/"));
    try {
      List<String> names = new ArrayList<>();
      fs.readDirectory(handle, 0, (name, number, type, next) -> names.add(name));
      return names;
    } finally {
      fs.releaseDirectory(handle);
    }
  }

  private Attributes stat(String name) throws FsException {
    return fs.attributes(Location.of("/" + name));
  }

  @Test
  void namesThatLeadElsewhereAreNotThere() throws Exception {
    assertThat(list().stream().filter(name -> name.length() < 1000))
        .containsExactlyInAnyOrder(
            ".", "..", "gigantic", "large", "negative", "late", "early", "odd");
  }

  @Test
  void datesAndLengthsOfAnySizeAreShown() throws Exception {
    list();
    assertThat(stat("negative").size()).isZero();
    assertThat(stat("gigantic").size()).isEqualTo(GIGANTIC);
    assertThat(stat("late").modified().getEpochSecond()).isPositive();
    assertThat(stat("early").modified().getEpochSecond()).isNegative();
    assertThat(stat("odd").modified()).isNotNull();
  }

  @Test
  void aLengthThatNothingHasIsAnErrorWithoutMemory() throws Exception {
    list();
    for (String name : List.of("gigantic", "large")) {
      long length = stat(name).size();
      server.on("/vault/nodes/" + name, file(name, length));
      server.on(
          "/vault/files/" + name,
          out ->
              out.write(
                  ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
                          + length
                          + "\r\n\r\nabc")
                      .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      assertThatThrownBy(() -> readAll(name)).as(name).isInstanceOf(FsException.class);
    }
    assertThat(outside()).containsExactly("beside", "own");
  }

  private static RawServer.Script file(String name, long length) {
    return Attacks.xml(
        Attacks.node("DataNode", Attacks.property("length", Long.toString(length)), "")
            .replace("vos://a~b/x", "vos://a~b/" + name));
  }

  private void readAll(String name) throws FsException {
    OpenedFile file = fs.open(Location.of("/" + name), OpenMode.READ);
    try {
      ByteBuffer into = ByteBuffer.allocate(4096);
      while (fs.read(file.handle(), into.position(), into) > 0) {
        // to the end that never comes
      }
    } finally {
      fs.release(file.handle());
    }
  }

  private List<String> outside() throws IOException {
    try (Stream<Path> files = Files.list(parent)) {
      assertThat(parent.resolve("beside")).isEmptyDirectory();
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aNameWithSlashesIsFetchedNowhere() throws Exception {
    list();
    server.heads().clear();
    assertThatThrownBy(() -> fs.attributes(Location.of("/..%2F..%2Fbeside%2Fstolen")))
        .isInstanceOf(FsException.class);
    assertThat(outside()).containsExactly("beside", "own");
  }
}
