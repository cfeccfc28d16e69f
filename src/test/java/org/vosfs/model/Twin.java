package org.vosfs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.vosfs.base.NodePath;
import org.vosfs.fs.FileType;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.RenameMode;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;

/** The filesystem and the reference, doing the same thing. */
final class Twin implements AutoCloseable {
  private record Handle(long ours, ReferenceFs.Item theirs) {}

  private final Rig rig;
  private final ReferenceFs reference = new ReferenceFs();
  private final List<Handle> handles = new ArrayList<>();
  private final Random bytes;

  Twin(FakeVospace.Manner manner, Path directory, long seed) throws Exception {
    rig = new Rig(manner, directory);
    bytes = new Random(seed);
  }

  /** What a step gave on either side. */
  @FunctionalInterface
  private interface Step {
    Object run() throws Exception;
  }

  void apply(Op op) throws Exception {
    byte[] data = new byte[op.length()];
    bytes.nextBytes(data);
    switch (op.kind()) {
      case WRITE_FILE -> same(op, () -> writeOurs(op, data, true), () -> writeTheirs(op, data));
      case APPEND -> same(op, () -> appendOurs(op, data), () -> appendTheirs(op, data));
      case EXCLUSIVE -> same(op, () -> exclusiveOurs(op), () -> exclusiveTheirs(op));
      case OPEN -> open(op);
      case WRITE_HANDLE -> writeHandle(op, data);
      case READ_HANDLE -> readHandle(op);
      case TRUNCATE_HANDLE -> truncateHandle(op);
      case CLOSE_HANDLE -> closeHandle(op.handle());
      case TRUNCATE -> same(op, () -> truncateOurs(op), () -> truncateTheirs(op));
      case MKDIR ->
          same(
              op,
              () -> done(() -> rig.fs.makeDirectory(at(op.path()), 0755)),
              () -> done(() -> reference.mkdir(op.path())));
      case RMDIR ->
          same(
              op,
              () -> done(() -> rig.fs.removeDirectory(at(op.path()))),
              () -> done(() -> reference.rmdir(op.path())));
      case UNLINK ->
          same(
              op,
              () -> done(() -> rig.fs.unlink(at(op.path()))),
              () -> done(() -> reference.unlink(op.path())));
      case RENAME ->
          same(
              op,
              () -> done(() -> rig.fs.rename(at(op.path()), at(op.other()), RenameMode.REPLACE)),
              () -> done(() -> reference.rename(op.path(), op.other())));
      case READ -> same(op, () -> readOurs(op.path()), () -> text(reference.file(op.path()).bytes));
      case LIST -> compareTrees(op);
      case QUIET -> rig.settle();
      case EXPIRE -> rig.time.advance(Duration.ofSeconds(31));
      case OUTAGE -> outage();
      case REMOTE_PUT -> remotePut(op, data);
      case REMOTE_DELETE -> remoteDelete(op);
      case CRASH -> crash();
      case CLOCK_STEP -> rig.time.stepClock(Duration.ofHours(op.offset() % 2 == 0 ? -3 : 3));
      default -> throw new IllegalStateException(op.toString());
    }
  }

  private Object writeOurs(Op op, byte[] data, boolean truncate) throws FsException {
    OpenedFile file = rig.fs.create(at(op.path()), OpenMode.WRITE, 0644);
    try {
      if (truncate) {
        rig.fs.truncate(file.handle(), 0);
      }
      rig.fs.write(file.handle(), 0, ByteBuffer.wrap(data));
      rig.fs.flush(file.handle());
    } finally {
      rig.fs.release(file.handle());
    }
    return "ok";
  }

  private Object writeTheirs(Op op, byte[] data) throws FsException {
    reference.create(op.path(), false).bytes = data;
    return "ok";
  }

  private Object appendOurs(Op op, byte[] data) throws FsException {
    OpenedFile file = rig.fs.open(at(op.path()), OpenMode.WRITE.appending());
    try {
      rig.fs.write(file.handle(), 0, ByteBuffer.wrap(data));
      rig.fs.flush(file.handle());
    } finally {
      rig.fs.release(file.handle());
    }
    return "ok";
  }

  private Object appendTheirs(Op op, byte[] data) throws FsException {
    ReferenceFs.Item item = reference.file(op.path());
    ReferenceFs.write(item, item.bytes.length, data);
    return "ok";
  }

  private Object exclusiveOurs(Op op) throws FsException {
    OpenedFile file = rig.fs.create(at(op.path()), OpenMode.WRITE.creatingOnly(), 0644);
    rig.fs.flush(file.handle());
    rig.fs.release(file.handle());
    return "ok";
  }

  private Object exclusiveTheirs(Op op) throws FsException {
    reference.create(op.path(), true);
    return "ok";
  }

  private Object truncateOurs(Op op) throws FsException {
    rig.fs.truncate(at(op.path()), op.offset());
    return "ok";
  }

  private Object truncateTheirs(Op op) throws FsException {
    ReferenceFs.truncate(reference.file(op.path()), op.offset());
    return "ok";
  }

  private void open(Op op) throws Exception {
    if (handles.size() >= 4) {
      closeHandle(op.handle());
    }
    long[] ours = new long[1];
    ReferenceFs.Item[] theirs = new ReferenceFs.Item[1];
    Object result =
        same(
            op,
            () -> {
              ours[0] = rig.fs.create(at(op.path()), OpenMode.READ_WRITE, 0644).handle();
              return "ok";
            },
            () -> {
              theirs[0] = reference.create(op.path(), false);
              return "ok";
            });
    if (result.equals("ok")) {
      handles.add(new Handle(ours[0], theirs[0]));
    }
  }

  private void writeHandle(Op op, byte[] data) throws Exception {
    if (!handles.isEmpty()) {
      Handle handle = handles.get(op.handle() % handles.size());
      rig.fs.write(handle.ours, op.offset(), ByteBuffer.wrap(data));
      ReferenceFs.write(handle.theirs, op.offset(), data);
    }
  }

  private void truncateHandle(Op op) throws Exception {
    if (!handles.isEmpty()) {
      Handle handle = handles.get(op.handle() % handles.size());
      rig.fs.truncate(handle.ours, op.offset());
      ReferenceFs.truncate(handle.theirs, op.offset());
    }
  }

  private void readHandle(Op op) throws Exception {
    if (!handles.isEmpty()) {
      Handle handle = handles.get(op.handle() % handles.size());
      ByteBuffer into = ByteBuffer.allocate(1 + op.length());
      rig.fs.read(handle.ours, op.offset(), into);
      byte[] all = handle.theirs.bytes;
      int from = Math.min(op.offset(), all.length);
      int to = Math.min(all.length, from + 1 + op.length());
      assertThat(text(Arrays.copyOf(into.array(), into.position())))
          .as("bytes %d to %d of %d", from, to, all.length)
          .isEqualTo(text(Arrays.copyOfRange(all, from, to)));
    }
  }

  private void closeHandle(int index) throws Exception {
    if (!handles.isEmpty()) {
      Handle handle = handles.remove(index % handles.size());
      rig.fs.flush(handle.ours);
      rig.fs.release(handle.ours);
    }
  }

  private void outage() {
    rig.service.setOffline(true);
    rig.settle();
    rig.service.setOffline(false);
    rig.time.advance(Duration.ofMinutes(10));
  }

  /** Somebody else writes a file that nobody here is changing; seen after the TTL. */
  private void remotePut(Op op, byte[] data) throws Exception {
    closeAll();
    drain();
    ReferenceFs.Item parent = reference.items().get(op.path().parent());
    ReferenceFs.Item there = reference.items().get(op.path());
    if (parent != null && parent.directory && (there == null || !there.directory)) {
      rig.service.putRemotely(service(op.path()), data);
      ReferenceFs.Item item = new ReferenceFs.Item(false);
      item.bytes = data;
      reference.items().put(op.path(), item);
    }
    rig.time.advance(Duration.ofSeconds(31));
  }

  private void remoteDelete(Op op) throws Exception {
    closeAll();
    drain();
    ReferenceFs.Item there = reference.items().get(op.path());
    if (there != null && !there.directory) {
      rig.service.deleteRemotely(service(op.path()));
      reference.items().remove(op.path());
    }
    rig.time.advance(Duration.ofSeconds(31));
  }

  /** Everything was closed, so everything must come back. */
  private void crash() throws Exception {
    closeAll();
    rig.restart();
  }

  private void closeAll() throws Exception {
    while (!handles.isEmpty()) {
      closeHandle(0);
    }
  }

  private void drain() {
    for (int i = 0; i < 20 && !rig.uploads.status().isEmpty(); i++) {
      rig.time.advance(Duration.ofMinutes(3));
    }
    assertThat(rig.uploads.status()).isEmpty();
  }

  /** The end of a history: everything closed and uploaded, mount, reference and service agree. */
  void finish() throws Exception {
    closeAll();
    compareTrees("at the end");
    drain();
    compareTrees("after the uploads");
    Map<String, String> expected = new TreeMap<>();
    reference
        .items()
        .forEach(
            (path, item) -> {
              if (!path.isRoot()) {
                expected.put(service(path), item.directory ? "/" : text(item.bytes));
              }
            });
    Map<String, String> actual = new TreeMap<>();
    for (String path : rig.service.paths()) {
      boolean directory = expected.getOrDefault(path, "").equals("/");
      actual.put(path, directory ? "/" : text(rig.service.content(path)));
    }
    assertThat(actual).as("the service").isEqualTo(expected);
    assertThat(rig.fs.openHandles()).isZero();
    assertThat(rig.staging.usage().files()).isZero();
  }

  private void compareTrees(Object when) throws Exception {
    Map<String, String> expected = new TreeMap<>();
    reference
        .items()
        .forEach(
            (path, item) -> expected.put(path.toString(), item.directory ? "/" : text(item.bytes)));
    Map<String, String> actual = new TreeMap<>();
    collect(NodePath.ROOT, actual);
    assertThat(actual).as("the tree, %s", when).isEqualTo(expected);
  }

  private void collect(NodePath path, Map<String, String> into) throws Exception {
    if (rig.fs.attributes(at(path)).type() == FileType.FILE) {
      String content = readOurs(path);
      assertThat(rig.fs.attributes(at(path)).size())
          .as("size of %s", path)
          .isEqualTo(size(content));
      into.put(path.toString(), content);
      return;
    }
    into.put(path.toString(), "/");
    for (String name : rig.list(path.toString())) {
      collect(path.resolve(name), into);
    }
  }

  private static int size(String text) {
    return Integer.parseInt(text.substring(0, text.indexOf(' ')));
  }

  private String readOurs(NodePath path) throws FsException {
    OpenedFile file = rig.fs.open(at(path), OpenMode.READ);
    try {
      ByteBuffer into = ByteBuffer.allocate(2 << 20);
      rig.fs.read(file.handle(), 0, into);
      return text(Arrays.copyOf(into.array(), into.position()));
    } finally {
      rig.fs.release(file.handle());
    }
  }

  /** Short and comparable: how many bytes, and which. */
  private static String text(byte[] content) {
    return content.length + " bytes " + Integer.toHexString(Arrays.hashCode(content));
  }

  private static String service(NodePath path) {
    return path.toString().replace(" ", "=20");
  }

  private static Location at(NodePath path) {
    return Location.of(path);
  }

  /** A step without a result. */
  @FunctionalInterface
  private interface Action {
    void run() throws FsException;
  }

  private static Object done(Action action) throws FsException {
    action.run();
    return "ok";
  }

  private static Object same(Op op, Step ours, Step theirs) throws Exception {
    Object expected = outcome(theirs);
    Object actual = outcome(ours);
    assertThat(actual).as("%s", op).isEqualTo(expected);
    return actual;
  }

  private static Object outcome(Step step) throws Exception {
    try {
      return step.run();
    } catch (FsException e) {
      return e.reason();
    }
  }

  @Override
  public void close() throws Exception {
    rig.close();
  }
}
