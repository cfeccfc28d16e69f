package org.vosfs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.vosfs.demo.Space;

/**
 * Directories on three levels trade their places all the time, while others look up, open, read,
 * create and remove files below them. Whoever holds a directory open works in that one, wherever it
 * goes: each bottom directory has an identity of its own, every file tells the one it was made in
 * and its name, and a model knows what each directory holds.
 */
public final class RenameStress {
  private static final int WIDTH = 2;
  private static final int WORKERS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String IDENTITY = "identity";

  private final Path top;
  private final long seed;

  /** By identity: the names in that directory. */
  private final Map<String, Map<String, Boolean>> model = new ConcurrentHashMap<>();

  private final AtomicLong renames = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();

  /** At an existing empty directory of the mount. */
  public RenameStress(Path top, long seed) throws IOException {
    this.top = top;
    this.seed = seed;
    for (Path bottom : bottoms()) {
      String identity = top.relativize(bottom).toString().replace('/', '-');
      Files.createDirectories(bottom);
      Files.writeString(bottom.resolve(IDENTITY), identity);
      model.put(identity, new ConcurrentHashMap<>());
    }
  }

  private List<Path> bottoms() {
    return below(below(below(List.of(top), "high"), "middle"), "low");
  }

  private static List<Path> below(List<Path> parents, String name) {
    List<Path> all = new ArrayList<>();
    for (Path parent : parents) {
      for (int i = 0; i < WIDTH; i++) {
        all.add(parent.resolve(name + i));
      }
    }
    return all;
  }

  /**
   * Runs for that time, and compares at the end what each directory of the mount holds.
   *
   * @return what was done, for people
   */
  public String run(Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    List<Path> highs = below(List.of(top), "high");
    List<Callable<Void>> work = new ArrayList<>();
    work.add(() -> tradePlaces(List.of(top), "high", end));
    work.add(() -> tradePlaces(highs, "middle", end));
    work.add(() -> tradePlaces(below(highs, "middle"), "low", end));
    for (int i = 0; i < WORKERS; i++) {
      work.add(new Worker(i, end));
    }
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      List<Future<Void>> done = new ArrayList<>();
      work.forEach(part -> done.add(threads.submit(part)));
      for (Future<Void> part : done) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("seed " + seed, e.getCause());
    } finally {
      threads.shutdownNow();
    }
    for (Path bottom : bottoms()) {
      Map<String, String> found = new TreeMap<>();
      try (var files = Files.newDirectoryStream(bottom)) {
        for (Path file : files) {
          found.put(file.getFileName().toString(), Files.readString(file));
        }
      }
      compare(bottom.toString(), found);
    }
    return "%d renames, %d calls below, seed %d".formatted(renames.get(), calls.get(), seed);
  }

  /** The same of the server, when everything is uploaded. */
  public void compareOnServer(Space space, String container) {
    Map<String, Map<String, String>> found = new TreeMap<>();
    space
        .snapshot()
        .forEach(
            (path, item) -> {
              String rest = path.startsWith(container) ? path.substring(container.length()) : "";
              int slash = rest.lastIndexOf('/');
              if (rest.matches("(/[a-z]+[0-9]){3}/[^/]+")) {
                found
                    .computeIfAbsent(rest.substring(0, slash), key -> new TreeMap<>())
                    .put(
                        rest.substring(slash + 1),
                        new String(space.read(path), StandardCharsets.UTF_8));
              }
            });
    assertThat(found).hasSameSizeAs(model);
    found.forEach(this::compare);
  }

  private Map<String, Boolean> names(String identity) {
    Map<String, Boolean> names = model.get(identity);
    if (names == null) {
      throw new AssertionError("no directory is " + identity + ", seed " + seed);
    }
    return names;
  }

  private void compare(String where, Map<String, String> found) {
    String identity = String.valueOf(found.remove(IDENTITY));
    Map<String, String> expected = new TreeMap<>();
    names(identity).keySet().forEach(name -> expected.put(name, content(identity, name)));
    assertThat(found).as("%s, which is %s, seed %d", where, identity, seed).isEqualTo(expected);
  }

  /** What a file of that name holds that was made in that directory. */
  private static String content(String identity, String name) {
    String self = identity + "/" + name + "\n";
    return self.repeat(1 + Math.abs(self.hashCode() % 100));
  }

  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
    return (SecureDirectoryStream<Path>) Files.newDirectoryStream(directory);
  }

  /** Two of these parents' children trade places, again and again. */
  private Void tradePlaces(List<Path> parents, String name, long end) throws IOException {
    Random random = new Random(seed + parents.size());
    List<SecureDirectoryStream<Path>> opened = new ArrayList<>();
    try {
      for (Path parent : parents) {
        opened.add(open(parent));
      }
      Path between = Path.of("between-" + name);
      while (System.nanoTime() < end) {
        SecureDirectoryStream<Path> one = opened.get(random.nextInt(opened.size()));
        SecureDirectoryStream<Path> other = opened.get(random.nextInt(opened.size()));
        Path first = Path.of(name + random.nextInt(WIDTH));
        Path second = Path.of(name + random.nextInt(WIDTH));
        if (one != other || !first.equals(second)) {
          one.move(first, one, between);
          other.move(second, one, first);
          one.move(between, other, second);
          renames.addAndGet(3);
        }
      }
    } finally {
      for (SecureDirectoryStream<Path> stream : opened) {
        stream.close();
      }
    }
    return null;
  }

  /** The path may be between two places at the moment. */
  private static SecureDirectoryStream<Path> openMoving(Path directory) throws IOException {
    long latest = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return open(directory);
      } catch (NoSuchFileException e) {
        if (System.nanoTime() > latest) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Looks up, opens, reads, creates and removes in a bottom directory, wherever that is by now. */
  private final class Worker implements Callable<Void> {
    private final int number;
    private final long end;
    private final Random random;
    private int made;

    Worker(int number, long end) {
      this.number = number;
      this.end = end;
      this.random = new Random(seed * 31 + number);
    }

    @Override
    public Void call() throws IOException {
      List<Path> bottoms = bottoms();
      while (System.nanoTime() < end) {
        try (SecureDirectoryStream<Path> directory =
            openMoving(bottoms.get(random.nextInt(bottoms.size())))) {
          work(directory);
        }
      }
      return null;
    }

    private void work(SecureDirectoryStream<Path> directory) throws IOException {
      String identity = read(directory, IDENTITY);
      Map<String, Boolean> names = names(identity);
      String held = create(directory, identity);
      try (SeekableByteChannel open = directory.newByteChannel(Path.of(held), Set.of())) {
        for (int i = random.nextInt(12); i >= 0; i--) {
          step(directory, identity, new ArrayList<>(names.keySet()));
        }
        assertThat(read(open)).isEqualTo(content(identity, held));
      }
      assertThat(read(directory, IDENTITY)).isEqualTo(identity);
    }

    private void step(SecureDirectoryStream<Path> directory, String identity, List<String> names)
        throws IOException {
      calls.incrementAndGet();
      if (names.isEmpty()) {
        create(directory, identity);
        return;
      }
      String name = names.get(random.nextInt(names.size()));
      boolean mine = name.startsWith(prefix());
      switch (random.nextInt(mine ? 4 : 3)) {
        case 0 -> look(directory, identity, name);
        case 1 -> create(directory, identity);
        case 2 -> readSomebodys(directory, identity, name);
        default -> remove(directory, identity, name);
      }
      if (names.size() > WORKERS * 20 && mine) {
        remove(directory, identity, name);
      }
    }

    private String prefix() {
      return "w" + number + "-";
    }

    private String create(SecureDirectoryStream<Path> directory, String identity)
        throws IOException {
      String name = prefix() + made++;
      ByteBuffer content =
          ByteBuffer.wrap(content(identity, name).getBytes(StandardCharsets.UTF_8));
      try (SeekableByteChannel file =
          directory.newByteChannel(
              Path.of(name), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
        while (content.hasRemaining()) {
          file.write(content);
        }
      }
      names(identity).put(name, true);
      return name;
    }

    private void look(SecureDirectoryStream<Path> directory, String identity, String name)
        throws IOException {
      try {
        long size =
            directory
                .getFileAttributeView(Path.of(name), BasicFileAttributeView.class)
                .readAttributes()
                .size();
        assertThat(size).as(name).isEqualTo(content(identity, name).length());
      } catch (NoSuchFileException e) {
        requireRemoved(identity, name);
      }
    }

    private void readSomebodys(SecureDirectoryStream<Path> directory, String identity, String name)
        throws IOException {
      try {
        assertThat(read(directory, name)).isEqualTo(content(identity, name));
      } catch (NoSuchFileException e) {
        requireRemoved(identity, name);
      }
    }

    /** Its maker may have removed it; a name of one's own that is in the model must be there. */
    private void requireRemoved(String identity, String name) {
      boolean mine = name.startsWith(prefix());
      assertThat(mine && names(identity).containsKey(name))
          .as("%s is gone from %s", name, identity)
          .isFalse();
    }

    private void remove(SecureDirectoryStream<Path> directory, String identity, String name)
        throws IOException {
      if (names(identity).remove(name) == null) {
        return;
      }
      directory.deleteFile(Path.of(name));
      assertThatThrownBy(() -> read(directory, name)).isInstanceOf(NoSuchFileException.class);
    }

    private String read(SecureDirectoryStream<Path> directory, String name) throws IOException {
      try (SeekableByteChannel file = directory.newByteChannel(Path.of(name), Set.of())) {
        return read(file);
      }
    }

    private String read(SeekableByteChannel file) throws IOException {
      ByteBuffer into = ByteBuffer.allocate(16_384);
      while (file.read(into) > 0) {}
      return new String(into.array(), 0, into.position(), StandardCharsets.UTF_8);
    }
  }
}
