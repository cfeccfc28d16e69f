package org.vosfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

/** What every client does about bytes; names: {@link VospaceClientContract}. */
public abstract class VospaceContentContract extends VospaceClientContract {
  private static final int SIZE = 300_000;

  /**
   * Whether a failed upload leaves the old content as it was (storage sites), instead of a wreck
   * (cavern, protocol §10.5).
   */
  protected abstract boolean replacesAtomically();

  protected Stored put(String text, byte[] bytes) throws VospaceException {
    return client().upload(path(text), new Content.Body(bytes));
  }

  protected byte[] read(String text) throws VospaceException {
    try (Download download = client().download(path(text))) {
      return Content.read(download);
    }
  }

  private Content.Sink range(String text, long offset, long length) throws VospaceException {
    Content.Sink sink = new Content.Sink();
    try (Download download = client().download(path(text))) {
      download.read(offset, length, sink);
    }
    return sink;
  }

  // ---- upload

  @ParameterizedTest
  @ValueSource(ints = {1, 4096, 131_072, 131_073, 3_000_000})
  void whatIsUploadedIsReadBack(int size) throws Exception {
    byte[] bytes = Content.random(1, size);
    Content.Body body = new Content.Body(bytes);
    Stored stored = client().upload(path("/f"), body);
    assertThat(stored.length()).isEqualTo(size);
    assertThat(stored.md5()).isEqualTo(Content.md5(bytes));
    assertThat(body.sent()).isEqualTo(size);
    assertThat(read("/f")).isEqualTo(bytes);
    assertThat(look("/f"))
        .isInstanceOfSatisfying(Node.Data.class, data -> assertThat(data.length()).isEqualTo(size));
    assertThat(list("/").get("f"))
        .isInstanceOfSatisfying(Node.Data.class, data -> assertThat(data.length()).isEqualTo(size));
  }

  @Test
  void anUploadReplacesWhatWasThere() throws Exception {
    put("/f", Content.random(1, SIZE));
    byte[] shorter = Content.random(2, 1000);
    put("/f", shorter);
    assertThat(read("/f")).isEqualTo(shorter);
  }

  @Test
  void anUploadKeepsPropertiesOfTheNode() throws Exception {
    client().create(path("/f"), new NewNode(NodeKind.DATA, null, Map.of(NOTE, "kept")));
    put("/f", Content.random(1, 100));
    put("/f", Content.random(2, 100));
    assertThat(look("/f").properties().get(NOTE)).contains("kept");
  }

  @Test
  void aKnownMd5IsChecked() throws Exception {
    byte[] bytes = Content.random(1, SIZE);
    Stored stored = client().upload(path("/f"), new Content.Body(bytes, Content.md5(bytes)));
    assertThat(stored.digestConfirmed()).isTrue();
    assertThat(read("/f")).isEqualTo(bytes);
  }

  @Test
  void bytesThatDisagreeWithTheirMd5AreRefused() throws Exception {
    byte[] old = Content.random(1, 1000);
    put("/f", old);
    Content.Body wrong = new Content.Body(Content.random(2, 1000), Content.md5(new byte[1]));
    assertThatThrownBy(() -> client().upload(path("/f"), wrong))
        .isInstanceOf(VospaceException.Corrupt.class);
    if (replacesAtomically()) {
      assertThat(read("/f")).isEqualTo(old);
    }
  }

  @Test
  void anUploadWhoseContentFailsStoresNothing() throws Exception {
    byte[] old = Content.random(1, 1000);
    put("/f", old);
    IOException cause = new IOException("the content changed");
    Content.Body failing =
        new Content.Body(Content.random(2, SIZE)) {
          @Override
          public int read(long offset, ByteBuffer into) throws IOException {
            if (offset > SIZE / 2) {
              throw cause;
            }
            return super.read(offset, into);
          }
        };
    assertThatThrownBy(() -> client().upload(path("/f"), failing))
        .isInstanceOf(VospaceException.Local.class)
        .hasCause(cause);
    if (replacesAtomically()) {
      assertThat(read("/f")).isEqualTo(old);
    }
    byte[] repaired = Content.random(3, 2000);
    put("/f", repaired);
    assertThat(read("/f")).isEqualTo(repaired);
  }

  @Test
  void anEmptyFileIsMade() throws Exception {
    Stored stored = put("/f", new byte[0]);
    assertThat(stored.length()).isZero();
    assertThat(stored.md5()).isEqualTo(Content.md5(new byte[0]));
    assertThat(look("/f")).isInstanceOf(Node.Data.class);
    assertThat(read("/f")).isEmpty();
    put("/f", new byte[0]);
    assertThat(list("/")).containsOnlyKeys("f");
  }

  @Test
  void aFileIsEmptiedWithItsPropertiesKept() throws Exception {
    client().create(path("/f"), new NewNode(NodeKind.DATA, null, Map.of(NOTE, "kept")));
    put("/f", Content.random(1, SIZE));
    put("/f", new byte[0]);
    assertThat(read("/f")).isEmpty();
    assertThat(look("/f"))
        .isInstanceOfSatisfying(Node.Data.class, data -> assertThat(data.length()).isZero());
    assertThat(look("/f").properties().get(NOTE)).contains("kept");
    byte[] again = Content.random(2, 100);
    put("/f", again);
    assertThat(read("/f")).isEqualTo(again);
  }

  @Test
  void anUploadNeedsAParentAndIsNoContainer() throws Exception {
    mkdir("/d");
    assertThatThrownBy(() -> put("/no/such", new byte[] {1}))
        .isInstanceOf(VospaceException.NotFound.class);
    assertThatThrownBy(() -> put("/no/such", new byte[0]))
        .isInstanceOf(VospaceException.NotFound.class);
    assertThatThrownBy(() -> put("/d", new byte[] {1}))
        .isInstanceOf(VospaceException.Invalid.class);
    assertThatThrownBy(() -> put("/d", new byte[0])).isInstanceOf(VospaceException.Invalid.class);
    assertThat(NodeKind.of(look("/d"))).isEqualTo(NodeKind.CONTAINER);
  }

  @Test
  void manyUploadsRunAtOnce() throws Exception {
    mkdir("/d");
    List<Callable<byte[]>> tasks = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String name = "/d/f" + i;
      byte[] bytes = Content.random(i, 20_000 + i);
      tasks.add(
          () -> {
            put(name, bytes);
            assertThat(read(name)).isEqualTo(bytes);
            return bytes;
          });
    }
    inParallel(tasks);
    assertThat(list("/d")).hasSize(24);
  }

  private static void inParallel(List<Callable<byte[]>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<byte[]> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  // ---- download

  @Test
  void rangesAreReadAnywhere() throws Exception {
    byte[] bytes = Content.random(1, SIZE);
    put("/f", bytes);
    long[][] ranges = {{0, 1}, {0, SIZE}, {1, 2}, {SIZE - 1, 1}, {100_000, 65_536}, {7, SIZE - 8}};
    for (long[] range : ranges) {
      Content.Sink sink = range("/f", range[0], range[1]);
      assertThat(sink.begins()).isEqualTo(1);
      assertThat(sink.offset()).isIn(0L, range[0]);
      assertThat(sink.version().length()).isEqualTo(SIZE);
      assertThat(sink.range(range[0], range[0] + range[1]))
          .as("%d+%d", range[0], range[1])
          .isEqualTo(Arrays.copyOfRange(bytes, (int) range[0], (int) (range[0] + range[1])));
    }
  }

  @Test
  void aRangeIsClippedAtTheEnd() throws Exception {
    byte[] bytes = Content.random(1, 1000);
    put("/f", bytes);
    Content.Sink sink = range("/f", 900, 1_000_000);
    assertThat(sink.range(900, 1000)).isEqualTo(Arrays.copyOfRange(bytes, 900, 1000));
    assertThat(sink.offset() + sink.all().length).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1000, 1001, 1_000_000_000_000L})
  void behindTheEndIsNothing(long offset) throws Exception {
    put("/f", Content.random(1, 1000));
    Content.Sink sink = range("/f", offset, 10);
    assertThat(sink.version().length()).isEqualTo(1000);
    assertThat(sink.offset() + sink.all().length).isLessThanOrEqualTo(Math.max(1000, offset));
  }

  @Test
  void anEmptyFileHasNothingToRead() throws Exception {
    client().create(path("/f"), NewNode.data());
    Content.Sink sink = range("/f", 0, 100);
    assertThat(sink.begins()).isEqualTo(1);
    assertThat(sink.version().length()).isZero();
    assertThat(sink.all()).isEmpty();
  }

  @Test
  void onlyFilesAreRead() throws Exception {
    mkdir("/d");
    assertThatThrownBy(() -> read("/d")).isInstanceOf(VospaceException.Invalid.class);
    assertThatThrownBy(() -> read("/no")).isInstanceOf(VospaceException.NotFound.class);
  }

  @Test
  void aSinkThatHasEnoughEndsTheTransfer() throws Exception {
    put("/f", Content.random(1, 3_000_000));
    try (Download download = client().download(path("/f"))) {
      for (int i = 0; i < 20; i++) {
        Content.Sink little = new Content.Sink(10);
        download.read(0, 3_000_000, little);
        assertThat(little.all().length).isBetween(10, 1_000_000);
        Content.Sink nothing = new Content.Sink(0);
        download.read(0, 3_000_000, nothing);
        assertThat(nothing.all()).isEmpty();
      }
    }
  }

  @Test
  void aSinkThatFailsIsALocalFailure() throws Exception {
    put("/f", Content.random(1, SIZE));
    IOException cause = new IOException("disk full");
    ContentSink failing =
        new ContentSink() {
          @Override
          public boolean begin(Version version, long offset) {
            return true;
          }

          @Override
          public boolean bytes(ByteBuffer buffer) throws IOException {
            throw cause;
          }
        };
    try (Download download = client().download(path("/f"))) {
      assertThatThrownBy(() -> download.read(0, SIZE, failing))
          .isInstanceOf(VospaceException.Local.class)
          .hasCause(cause);
    }
    assertThat(read("/f")).hasSize(SIZE);
  }

  @Test
  void theVersionStaysUntilTheContentChanges() throws Exception {
    put("/f", Content.random(1, SIZE));
    Version first = range("/f", 0, 10).version();
    Version second = range("/f", 100, 10).version();
    assertThat(second.sameContentAs(first)).isTrue();
    put("/f", Content.random(2, SIZE));
    assertThat(range("/f", 0, 10).version().sameContentAs(first)).isFalse();
  }

  @Test
  void oneDownloadServesManyReadersAtOnce() throws Exception {
    byte[] bytes = Content.random(1, SIZE);
    put("/f", bytes);
    try (Download download = client().download(path("/f"))) {
      List<Callable<byte[]>> tasks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int from = i * 10_000;
        tasks.add(
            () -> {
              Content.Sink sink = new Content.Sink();
              download.read(from, 10_000, sink);
              assertThat(sink.range(from, from + 10_000))
                  .isEqualTo(Arrays.copyOfRange(bytes, from, from + 10_000));
              return bytes;
            });
      }
      inParallel(tasks);
    }
  }

  @Test
  void aDownloadOutlivesAReplacement() throws Exception {
    put("/f", Content.random(1, SIZE));
    try (Download download = client().download(path("/f"))) {
      Content.read(download);
      byte[] other = Content.random(2, 5000);
      put("/f", other);
      assertThat(Content.read(download)).isEqualTo(other);
    }
  }

  @Test
  void aMovedFileKeepsItsBytes() throws Exception {
    byte[] bytes = Content.random(1, SIZE);
    put("/f", bytes);
    mkdir("/d");
    client().move(path("/f"), path("/d/g"));
    assertThat(read("/d/g")).isEqualTo(bytes);
    assertThatThrownBy(() -> read("/f")).isInstanceOf(VospaceException.NotFound.class);
  }

  @Test
  void theMd5OfANodeIsThatOfItsBytes() throws Exception {
    byte[] bytes = Content.random(1, 5000);
    put("/f", bytes);
    put("/f", bytes);
    NodeProperties properties = look("/f").properties();
    assertThat(properties.md5()).contains(Content.md5(bytes));
    assertThat(properties.length()).contains(5000L);
  }
}
