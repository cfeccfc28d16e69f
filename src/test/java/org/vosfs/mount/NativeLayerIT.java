package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.KernelCache;
import org.vosfs.fs.LocalFile;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fuse.CallMeters;
import org.vosfs.fuse.MountSettings;
import org.vosfs.fuse.MountTable;
import org.vosfs.fuse.Operation;
import org.vosfs.fuse.ProcessOwner;
import org.vosfs.testing.MemoryFileSystem;
import org.vosfs.testing.Mounted;
import org.vosfs.testing.Vosfs;

/** What the native layer can do and libfuse 2 cannot. Skipped where it was not built. */
class NativeLayerIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long HOUR = 3_600_000;
  private static final int FIRST_WORKERS = 12;

  private final MemoryFileSystem memory = new MemoryFileSystem(InstantSource.system());
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final AtomicReference<KernelCache> kernel = new AtomicReference<>();
  private volatile @Nullable LocalFile local;
  private Mounted mounted;

  @BeforeEach
  void mount(@TempDir Path place) throws Exception {
    Mounted.assumeFuse();
    Vosfs.assumeNativeLayer();
    mounted = Mounted.natively(Mounted.settings(place), filesystem());
  }

  @AfterEach
  void unmount() throws Exception {
    letGo.countDown();
    if (mounted != null) {
      mounted.close();
    }
  }

  /**
   * The memory filesystem, whose answers hold for an hour, and in which a look at the name {@code
   * hang} waits until it is let go.
   */
  private FileSystem filesystem() {
    return (FileSystem)
        Proxy.newProxyInstance(
            FileSystem.class.getClassLoader(),
            new Class<?>[] {FileSystem.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("watch")) {
                kernel.set((KernelCache) arguments[0]);
                return null;
              }
              if (method.getName().equals("localFile")) {
                return Optional.ofNullable(local);
              }
              if (method.getName().equals("absentFor")) {
                return HOUR;
              }
              if (arguments != null && arguments[0] instanceof Location at && isHanging(at)) {
                entered.countDown();
                letGo.await();
              }
              try {
                Object result = method.invoke(memory, arguments);
                return result instanceof Attributes told ? lasting(told) : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private KernelCache kernel() {
    return Objects.requireNonNull(kernel.get());
  }

  private static boolean isHanging(Location at) {
    return !at.rest().isRoot() && at.rest().name().equals("hang");
  }

  private static Attributes lasting(Attributes told) {
    return new Attributes(
        told.number(),
        told.type(),
        told.permissions(),
        told.links(),
        told.size(),
        told.allocated(),
        told.accessed(),
        told.modified(),
        told.changed(),
        HOUR);
  }

  private void put(String name, String content) throws IOException {
    long handle = memory.create(Location.of("/" + name), OpenMode.WRITE, 0644).handle();
    memory.write(handle, 0, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    memory.release(handle);
  }

  @Test
  void aLookupThatHangsStopsNobodyInTheSameDirectory() throws Exception {
    Files.writeString(mounted.root().resolve("other"), "there");
    CompletableFuture<Boolean> hanging =
        CompletableFuture.supplyAsync(() -> Files.exists(mounted.root().resolve("hang")));
    assertThat(entered.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(mounted.sh("ls; cat other; stat absent 2>&1").output())
        .contains("other", "there", "No such file");
    assertThat(hanging).isNotDone();
    letGo.countDown();
    assertThat(hanging.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void whoWaitsForAHangingCallDiesAtOnceWhenKilled() throws Exception {
    Process waiting =
        new ProcessBuilder("stat", mounted.root().resolve("hang").toString())
            .redirectErrorStream(true)
            .start();
    assertThat(entered.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    waiting.destroyForcibly();
    assertThat(waiting.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(letGo.getCount()).isEqualTo(1);
  }

  @Test
  void manyReadersAreServedByTheSameFewThreads() throws Exception {
    byte[] content = new byte[1 << 20];
    Path file = mounted.root().resolve("file");
    Files.write(file, content);
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      readers.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  assertThat(Files.readAllBytes(file)).isEqualTo(content);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              work -> new Thread(work).start()));
    }
    CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new))
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    long workers =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().matches("vosfs-fuse-[0-9]+"))
            .filter(Thread::isDaemon)
            .count();
    // A machine too busy to serve anybody for 0.1 s makes the pool grow by a few.
    assertThat(workers).isBetween((long) FIRST_WORKERS, 31L);
  }

  @Test
  void theKernelBelievesAttributesUntilItIsToldToForgetThem() throws Exception {
    put("file", "short");
    Path file = mounted.root().resolve("file");
    assertThat(Files.size(file)).isEqualTo(5);
    put("file", "much longer");
    assertThat(Files.size(file)).isEqualTo(5);
    kernel().attributesChanged(memory.attributes(Location.of("/file")).number());
    Awaitility.await().atMost(LIMIT).until(() -> Files.size(file) == 11);
  }

  @Test
  void theKernelBelievesAbsenceUntilItIsToldOfTheName() throws Exception {
    Path file = mounted.root().resolve("later");
    assertThat(Files.exists(file)).isFalse();
    put("later", "here");
    assertThat(Files.exists(file)).isFalse();
    kernel().nameChanged(Location.ROOT_NUMBER, "later");
    Awaitility.await().atMost(LIMIT).until(() -> Files.exists(file));
    kernel().nameChanged(Location.ROOT_NUMBER, "never heard of"); // no harm
  }

  /** Unasked it reads 128 KiB ahead, and asks for no more at a time. */
  @Test
  void theKernelReadsAheadAsMuchAsOneRequestCarries() throws Exception {
    String device = MountTable.read().at(mounted.root()).orElseThrow().device();
    Path file = Path.of("/sys/class/bdi", device, "read_ahead_kb");
    Assumptions.assumeTrue(
        ProcessOwner.current().isRoot() && Files.isWritable(file), "skipped: needs root, and /sys");
    assertThat(Files.readString(file)).isEqualTo("1024\n");
  }

  @Test
  void aHandleThatOnlyReadsHasNothingToDoAtItsClose() throws Exception {
    Path file = mounted.root().resolve("file");
    Files.writeString(file, "content");
    long before = calls(mounted, Operation.FLUSH);
    assertThat(before).isPositive(); // that one may have written
    assertThat(Files.readString(file)).isEqualTo("content");
    assertThat(calls(mounted, Operation.OPEN)).isPositive();
    assertThat(calls(mounted, Operation.FLUSH)).isEqualTo(before);
  }

  /** Same length, other bytes: so it shows who has read. */
  @Test
  void theKernelReadsALocalFileByItself(@TempDir Path place, @TempDir Path disk) throws Exception {
    put("file", "from memory");
    local = new LocalFile(Files.writeString(disk.resolve("local"), "from a disk"), 11);
    try (Mounted readOnly = Mounted.natively(readOnly(place), filesystem())) {
      Path file = readOnly.root().resolve("file");
      String read = Files.readString(file);
      Assumptions.assumeTrue(
          readOnly.mount().features().contains("passthrough"), "skipped: no passthrough here");
      assertThat(read).isEqualTo("from a disk");
      assertThat(calls(readOnly, Operation.READ)).isZero();
      try (FileChannel first = FileChannel.open(file)) {
        local = null; // an open that cannot have it, beside one that has
        assertThat(Files.readString(file)).isEqualTo("from memory");
        assertThat(read(first)).isEqualTo("from a disk");
      }
      try (FileChannel cached = FileChannel.open(file)) {
        local =
            new LocalFile(
                disk.resolve("local"), 11); // and the other way round: the kernel's pages go on
        assertThat(Files.readString(file)).isEqualTo("from memory");
        assertThat(read(cached)).isEqualTo("from memory");
      }
    }
  }

  private static MountSettings readOnly(Path place) throws IOException {
    MountSettings usual = Mounted.settings(place);
    return new MountSettings(
        usual.mountPoint(),
        usual.source(),
        true,
        false,
        false,
        usual.user(),
        usual.group(),
        0,
        usual.kernelTimeout(),
        usual.startLimit(),
        true,
        List.of());
  }

  private static long calls(Mounted mounted, Operation operation) {
    return mounted.mount().meters().snapshot().stream()
        .filter(count -> count.operation() == operation)
        .mapToLong(CallMeters.Count::calls)
        .sum();
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(100);
    channel.read(into, 0);
    return new String(into.array(), 0, into.position(), StandardCharsets.UTF_8);
  }

  @Test
  void tellsWhatItCanDo() throws IOException {
    assertThat(mounted.mount().libraryName()).startsWith("native");
    assertThat(mounted.mount().features()).contains("interrupt", "invalidation");
    if (ProcessOwner.current().isRoot()) { // on a kernel that can
      assertThat(mounted.mount().missingFeatures()).allMatch(why -> why.contains("Linux 6.9"));
    } else {
      assertThat(mounted.mount().missingFeatures()).contains("passthrough: needs root");
    }
  }
}
