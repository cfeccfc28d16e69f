package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.PassthroughKernel;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;

/** Files that the kernel reads and writes by itself, as {@link PassthroughKernel} does it. */
class PassthroughTest {
  private static final OpenMode APPEND = new OpenMode(false, true, true, false, false);
  private static final OpenMode ANEW = new OpenMode(false, true, false, true, false);
  private static final OpenMode UPDATE = new OpenMode(true, true, false, false, false);

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(FakeVospace.Manner.VAULT, directory);
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  private long create(String path) throws FsException {
    return rig.kernel.create(Rig.at(path), OpenMode.WRITE, 0644).handle();
  }

  private long open(String path, OpenMode mode) throws FsException {
    return rig.kernel.open(Rig.at(path), mode).handle();
  }

  private void write(long handle, long offset, String text) throws FsException {
    rig.kernel.write(handle, offset, Rig.bytes(text));
  }

  private void close(long handle) throws FsException {
    rig.kernel.flush(handle);
    rig.kernel.release(handle);
  }

  private String read(long handle) throws FsException {
    ByteBuffer into = ByteBuffer.allocate(1 << 20);
    rig.kernel.read(handle, 0, into);
    return StandardCharsets.UTF_8.decode(into.flip()).toString();
  }

  private String read(String path) throws FsException {
    long handle = open(path, OpenMode.READ);
    try {
      return read(handle);
    } finally {
      rig.kernel.release(handle);
    }
  }

  /** Uploads a file by the kernel's writing, so that its bytes are cached. */
  private void cached(String path, String text) throws FsException {
    long handle = create(path);
    write(handle, 0, text);
    close(handle);
    rig.settle();
    assertThat(rig.service.content(path)).asString(StandardCharsets.UTF_8).isEqualTo(text);
  }

  private StagedFile onlyStaged() {
    assertThat(rig.staging.all()).hasSize(1);
    return rig.staging.all().get(0);
  }

  private Object cachedInode() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
      Path data = files.filter(f -> f.toString().endsWith(".data")).findFirst().orElseThrow();
      return Objects.requireNonNull(Files.getAttribute(data, "unix:ino"));
    }
  }

  @Test
  @Statement("A file whose bytes are all here is read and written by the kernel itself")
  void newFilesAreWrittenAndCachedOnesReadByTheKernel() throws Exception {
    cached("/a", "alpha");
    assertThat(rig.kernel.writes()).isEqualTo(1);
    rig.service.clearRequests();
    assertThat(read("/a")).isEqualTo("alpha");
    assertThat(rig.kernel.reads()).isPositive();
  }

  @Test
  void cachedFileMovesIntoStagingAndBackWithoutACopy() throws Exception {
    cached("/a", "alpha");
    Object inode = cachedInode();
    long handle = open("/a", APPEND);
    assertThat(Files.getAttribute(onlyStaged().file(), "unix:ino")).isEqualTo(inode);
    write(handle, 0, " beta");
    assertThat(rig.kernel.attributes(handle).size()).isEqualTo(10);
    close(handle);
    rig.settle();
    assertThat(rig.service.content("/a")).asString(StandardCharsets.UTF_8).isEqualTo("alpha beta");
    assertThat(rig.staging.all()).isEmpty();
    assertThat(cachedInode()).isEqualTo(inode);
    assertThat(read("/a")).isEqualTo("alpha beta");
  }

  @Test
  void openForWritingThatWritesNothingIsNotUploaded() throws Exception {
    cached("/a", "alpha");
    Instant before = rig.kernel.attributes(Rig.at("/a")).modified();
    rig.service.clearRequests();
    close(open("/a", UPDATE));
    rig.settle();
    assertThat(rig.service.requests())
        .noneMatch(request -> request.startsWith("upload") || request.startsWith("put"));
    assertThat(rig.staging.all()).isEmpty();
    assertThat(rig.kernel.attributes(Rig.at("/a")).modified()).isEqualTo(before);
    assertThat(read("/a")).isEqualTo("alpha");
  }

  @Test
  void readersSeeWhatAnotherHandleWritesAlsoAfterAnUpload() throws Exception {
    cached("/a", "alpha");
    long reader = open("/a", OpenMode.READ);
    long first = open("/a", UPDATE);
    write(first, 0, "ALPHA");
    assertThat(read(reader)).isEqualTo("ALPHA");
    close(first);
    rig.settle();
    assertThat(rig.staging.all()).isEmpty();
    long second = open("/a", APPEND);
    write(second, 0, "!");
    assertThat(read(reader)).isEqualTo("ALPHA!");
    close(second);
    rig.kernel.release(reader);
    rig.settle();
    assertThat(rig.service.content("/a")).asString(StandardCharsets.UTF_8).isEqualTo("ALPHA!");
  }

  @Test
  void readersSeeATruncationByAnotherHandle() throws Exception {
    cached("/a", "alpha");
    long reader = open("/a", OpenMode.READ);
    long writer = open("/a", ANEW);
    assertThat(read(reader)).isEmpty();
    write(writer, 0, "b");
    assertThat(read(reader)).isEqualTo("b");
    rig.kernel.truncate(Rig.at("/a"), 0);
    assertThat(read(reader)).isEmpty();
    close(writer);
    rig.kernel.release(reader);
  }

  /** A handle that the kernel does not serve, such as one beyond the limit of staging. */
  @Test
  void readersSeeWhatIsWrittenThroughUs() throws Exception {
    cached("/a", "alpha");
    long reader = open("/a", OpenMode.READ);
    rig.fs.write(rig.fs.open(Rig.at("/a"), UPDATE).handle(), 0, Rig.bytes("A"));
    assertThat(read(reader)).isEqualTo("Alpha");
    rig.kernel.release(reader);
  }

  @Test
  void filesOfTheSameContentStayApart() throws Exception {
    cached("/a", "same");
    cached("/b", "same");
    long reader = open("/a", OpenMode.READ);
    long writer = open("/b", UPDATE);
    write(writer, 0, "SAME");
    assertThat(read(reader)).isEqualTo("same");
    close(writer);
    rig.kernel.release(reader);
    assertThat(read("/a")).isEqualTo("same");
    assertThat(read("/b")).isEqualTo("SAME");
    rig.settle();
    assertThat(rig.service.content("/a")).asString(StandardCharsets.UTF_8).isEqualTo("same");
    assertThat(rig.service.content("/b")).asString(StandardCharsets.UTF_8).isEqualTo("SAME");
  }

  /** A program may have mapped it, and closed it long ago. */
  @Test
  void localFileOnceLentIsNeverWrittenForAnotherFile() throws Exception {
    cached("/a", "same");
    rig.service.putRemotely("/b", "same".getBytes(StandardCharsets.UTF_8));
    long handle = rig.fs.open(Rig.at("/a"), OpenMode.READ).handle();
    Path lent = rig.fs.localFile(handle).orElseThrow().path();
    rig.fs.release(handle);
    try (FileChannel mapping = FileChannel.open(lent, StandardOpenOption.READ)) {
      long writer = open("/b", UPDATE);
      write(writer, 0, "SAME");
      close(writer);
      ByteBuffer into = ByteBuffer.allocate(4);
      mapping.read(into, 0);
      assertThat(new String(into.array(), StandardCharsets.UTF_8)).isEqualTo("same");
    }
  }

  @Test
  void forgettingLeavesWhatTheKernelReads() throws Exception {
    cached("/a", "alpha");
    long reader = open("/a", OpenMode.READ);
    rig.fs.forget(Rig.at("/a"));
    long writer = open("/a", UPDATE);
    write(writer, 0, "A");
    assertThat(read(reader)).isEqualTo("Alpha");
    close(writer);
    rig.kernel.release(reader);
  }

  @Test
  @Statement(
      "A file that a program has mapped for writing when it is closed waits, in the state `mapped`, "
          + "until the mapping ends; what was stored meanwhile is uploaded with it")
  void mappedFileIsUploadedOnceTheMappingEnds() throws Exception {
    long handle = create("/a");
    write(handle, 0, "alpha");
    close(handle);
    rig.mapped = true;
    rig.settle();
    assertThat(rig.service.exists("/a")).isFalse();
    assertThat(rig.fs.extended(Rig.at("/a"), "user.vos.state"))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("mapped");
    try (FileChannel store = FileChannel.open(onlyStaged().file(), StandardOpenOption.WRITE)) {
      store.write(Rig.bytes("A"), 0);
    }
    rig.mapped = false;
    rig.settle();
    assertThat(rig.service.content("/a")).asString(StandardCharsets.UTF_8).isEqualTo("Alpha");
    assertThat(read("/a")).isEqualTo("Alpha");
  }

  @Test
  void mappedFileOfADeadMountWaitsToo() throws Exception {
    long handle = create("/a");
    write(handle, 0, "alpha");
    close(handle);
    rig.restart();
    rig.mapped = true;
    rig.settle();
    assertThat(rig.service.exists("/a")).isFalse();
    rig.mapped = false;
    rig.settle();
    assertThat(rig.service.content("/a")).asString(StandardCharsets.UTF_8).isEqualTo("alpha");
  }

  @Test
  void whatTheKernelWroteAfterTheCloseOfACopySurvivesACrash() throws Exception {
    long handle = create("/a");
    write(handle, 0, "alpha");
    rig.kernel.flush(handle); // of a descriptor that was duplicated
    write(handle, 5, " beta");
    rig.restart();
    rig.settle();
    assertThat(rig.service.content("/a")).asString(StandardCharsets.UTF_8).isEqualTo("alpha beta");
  }

  @Test
  void crashOfAFileThatWasOnlyOpenedLeavesNothing() throws Exception {
    cached("/a", "alpha");
    open("/a", UPDATE);
    rig.restart();
    rig.settle();
    assertThat(rig.staging.all()).isEmpty();
    assertThat(read("/a")).isEqualTo("alpha");
  }

  @Test
  void crashOfAFileThatTheKernelWroteToKeepsItAside() throws Exception {
    cached("/a", "alpha");
    long handle = open("/a", UPDATE);
    write(handle, 0, "A");
    rig.restart();
    rig.settle();
    assertThat(rig.service.content("/a")).asString(StandardCharsets.UTF_8).isEqualTo("alpha");
    assertThat(onlyStaged().facts().state())
        .isEqualTo(org.vosfs.cache.staging.StagedState.INTERRUPTED);
  }

  @Test
  void timesThatAreSetStayUntilTheKernelWritesAgain() throws Exception {
    Instant set = Instant.parse("2001-02-03T04:05:06.789Z");
    long handle = create("/a");
    write(handle, 0, "alpha");
    rig.kernel.setTimes(Rig.at("/a"), new TimeChange(null, set));
    assertThat(rig.kernel.attributes(handle).modified()).isEqualTo(set);
    rig.kernel.flush(handle);
    assertThat(rig.kernel.attributes(handle).modified()).isEqualTo(set);
    write(handle, 5, "!");
    assertThat(rig.kernel.attributes(handle).modified()).isAfter(set);
    close(handle);
    assertThat(onlyStaged().facts().modifiedNanos()).isNull();
  }

  /**
   * Between our answer to an open and the kernel's own open, nobody else can tell of the writer.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void uploadThatHasBegunSendsNothingOfWhatTheKernelIsAboutToWrite(boolean anew) throws Exception {
    long first = create("/a");
    write(first, 0, anew ? "alpha" : "");
    close(first);
    long[] writer = new long[1];
    rig.whenBegun =
        () -> {
          try {
            writer[0] = open("/a", anew ? ANEW : UPDATE);
          } catch (FsException e) {
            throw new IllegalStateException(e);
          }
        };
    rig.settle();
    write(writer[0], 0, "beta");
    rig.settle();
    assertThat(rig.service.exists("/a")).isFalse();
    close(writer[0]);
    rig.settle();
    assertThat(rig.service.content("/a")).asString(StandardCharsets.UTF_8).isEqualTo("beta");
  }

  @Test
  void nearTheLimitOfStagingWeWriteAndCount() throws Exception {
    rig.close();
    rig = new Rig(FakeVospace.Manner.VAULT, directory, UnaryOperator.identity(), 1000);
    long handle = create("/a");
    write(handle, 0, "alpha");
    assertThat(rig.kernel.writes()).isZero();
    close(handle);
  }
}
