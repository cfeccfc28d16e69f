package org.vosfs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.vosfs.base.NodePath;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;
import org.vosfs.fs.RenameMode;
import org.vosfs.fs.TimeChange;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.vospace.VospaceException;

/** The filesystem and the reference, doing the same thing. */
final class Twin implements AutoCloseable {
  private static final Duration[] SPANS = {
    Duration.ofMillis(300),
    Duration.ofSeconds(2),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(31),
    Duration.ofMinutes(11)
  };

  final Rig rig;
  final ReferenceFs reference = new ReferenceFs();
  final Handles handles = new Handles(this);
  private final Others others = new Others(this);
  final Comparison comparison = new Comparison(this);
  private final long seed;

  /** Whether the kernel serves local files by itself, in every second history. */
  private final boolean passthrough;

  private boolean offline;
  private boolean armed;
  private boolean hadTrouble;
  private long interruptedAtLeast;
  private long interruptedAtMost;

  Twin(FakeVospace.Manner manner, Path directory, long seed) throws Exception {
    rig = new Rig(manner, directory);
    passthrough = (seed & 2) == 0; // with either behaviour of the service
    this.seed = seed;
  }

  /** One side of a step. */
  @FunctionalInterface
  interface Step {
    Object run() throws Exception;
  }

  /** A step without a result. */
  @FunctionalInterface
  interface Action {
    void run() throws FsException;
  }

  FileSystem fs() {
    return passthrough ? rig.kernel : rig.fs;
  }

  void apply(Op op) throws Exception {
    byte[] data = new byte[op.length()];
    new Random(seed * 31 + op.offset() * 7919L + op.length()).nextBytes(data);
    switch (op.kind()) {
      case WRITE_FILE -> writeBoth(op, data);
      case APPEND -> same(op, () -> appendOurs(op, data), () -> appendTheirs(op, data));
      case EXCLUSIVE -> same(op, () -> exclusiveOurs(op), () -> exclusiveTheirs(op));
      case TRUNCATE -> same(op, () -> truncateOurs(op), () -> truncateTheirs(op));
      case READ -> same(op, () -> readOurs(op.path()), () -> text(reference.file(op.path()).bytes));
      case MKDIR, RMDIR, UNLINK, RENAME, SET_TIME -> name(op);
      case OPEN -> handles.open(op);
      case LIST -> comparison.trees(op);
      case TICK -> rig.time.advance(SPANS[op.offset() % SPANS.length]);
      case ONLINE -> setOffline(false);
      case OFFLINE, FAULT -> trouble(op);
      case REMOTE_PUT -> others.put(op, data);
      case REMOTE_DELETE -> others.delete(op);
      case REMOTE_MKDIR -> others.mkdir(op);
      case CONFLICT -> others.conflict(op, data);
      case DELETE_UNDER_WRITER -> others.deleteUnderWriter(op, data);
      case CRASH -> others.crash();
      case CLOCK_STEP -> rig.time.stepClock(Duration.ofHours(op.offset() % 2 == 0 ? -3 : 3));
      default -> handles.apply(op, data);
    }
  }

  private void name(Op op) throws Exception {
    NodePath path = op.path();
    NodePath other = op.other();
    switch (op.kind()) {
      case MKDIR -> same(op, () -> fs().makeDirectory(at(path), 0755), () -> reference.mkdir(path));
      case RMDIR -> same(op, () -> fs().removeDirectory(at(path)), () -> reference.rmdir(path));
      case UNLINK -> same(op, () -> fs().unlink(at(path)), () -> reference.unlink(path));
      case RENAME ->
          same(
              op,
              () -> fs().rename(at(path), at(other), RenameMode.REPLACE),
              () -> reference.rename(path, other));
      default -> {
        Instant time = Instant.ofEpochSecond(1_000_000_000L + op.offset());
        same(
            op,
            () -> fs().setTimes(at(path), new TimeChange(null, time)),
            () -> reference.find(path).setTime(time));
      }
    }
  }

  /** Writes a whole file on both sides and closes it. */
  void writeBoth(Op op, byte[] data) throws Exception {
    same(
        op,
        () -> {
          OpenedFile file = fs().create(at(op.path()), OpenMode.WRITE, 0644);
          try {
            fs().truncate(file.handle(), 0);
            fs().write(file.handle(), 0, ByteBuffer.wrap(data));
            flush(file.handle());
          } finally {
            fs().release(file.handle());
          }
          return "ok";
        },
        () -> {
          ReferenceFs.Item item = reference.create(op.path(), false);
          item.set(data);
          item.acknowledge();
          return "ok";
        });
  }

  /** A close after a write that failed tells that failure; what was written since is kept. */
  private void flush(long handle) throws FsException {
    try {
      fs().flush(handle);
    } catch (FsException e) {
      if (e.reason() != Reason.IO || !hadTrouble) {
        throw e;
      }
    }
  }

  private Object appendOurs(Op op, byte[] data) throws FsException {
    OpenedFile file = fs().open(at(op.path()), OpenMode.WRITE.appending());
    try {
      fs().write(file.handle(), 0, ByteBuffer.wrap(data));
      flush(file.handle());
    } finally {
      fs().release(file.handle());
    }
    return "ok";
  }

  private Object appendTheirs(Op op, byte[] data) throws FsException {
    ReferenceFs.Item item = reference.file(op.path());
    if (data.length > 0) {
      item.write(item.bytes.length, data);
    }
    item.acknowledge();
    return "ok";
  }

  private Object exclusiveOurs(Op op) throws FsException {
    OpenedFile file = fs().create(at(op.path()), OpenMode.WRITE.creatingOnly(), 0644);
    flush(file.handle());
    fs().release(file.handle());
    return "ok";
  }

  private Object exclusiveTheirs(Op op) throws FsException {
    reference.create(op.path(), true).acknowledge();
    return "ok";
  }

  private Object truncateOurs(Op op) throws FsException {
    try {
      fs().truncate(at(op.path()), op.offset());
    } catch (FsException e) {
      if (e.reason() != Reason.IO || !hadTrouble || offline || armed) {
        throw e;
      }
    }
    return "ok";
  }

  private Object truncateTheirs(Op op) throws FsException {
    ReferenceFs.Item item = reference.file(op.path());
    item.truncate(op.offset());
    item.acknowledge();
    return "ok";
  }

  String readOurs(NodePath path) throws FsException {
    OpenedFile file = fs().open(at(path), OpenMode.READ);
    try {
      ByteBuffer into = ByteBuffer.allocate(2 << 20);
      fs().read(file.handle(), 0, into);
      return text(Arrays.copyOf(into.array(), into.position()));
    } finally {
      fs().release(file.handle());
    }
  }

  /** What changed on the service is noticed before: old knowledge may be served from then on. */
  private void trouble(Op op) throws Exception {
    online();
    comparison.trees(op);
    others.noticeRemovals();
    if (op.kind() == Op.Kind.OFFLINE) {
      setOffline(true);
    } else {
      arm(op);
    }
  }

  private void setOffline(boolean now) {
    offline = now;
    hadTrouble |= now;
    rig.service.setOffline(now);
  }

  /** A fault hits one request of a kind; the aftermath of a replacing rename is spared. */
  private void arm(Op op) {
    String[] kinds = {"node", "list", "create", "move", "delete", "upload", "uploaded", "download"};
    String kind = kinds[op.offset() % kinds.length] + " ";
    rig.service.failNext(
        request -> request.startsWith(kind) && !isCleaningUp(request),
        new VospaceException.Unavailable("a passing fault", null));
    armed = true;
    hadTrouble = true;
  }

  private static boolean isCleaningUp(String request) {
    return request.startsWith("delete") && request.contains(".vosfs-");
  }

  /** The service answers, and nothing fails any more. */
  void online() {
    setOffline(false);
    rig.service.clearFaults();
    armed = false;
  }

  /** Whether a call may fail for no reason of its own. */
  boolean isTroubled() {
    return offline || armed;
  }

  boolean hadTrouble() {
    return hadTrouble;
  }

  /** A change that nobody was promised was cut off by a crash; its bytes stay aside. */
  void interrupted(boolean surely) {
    interruptedAtLeast += surely ? 1 : 0;
    interruptedAtMost++;
  }

  /** The end of a history: everything closed and uploaded, mount, reference and service agree. */
  void finish() throws Exception {
    online();
    handles.closeAll();
    comparison.trees("at the end");
    others.drain();
    comparison.trees("after the uploads");
    comparison.service();
    assertThat(rig.fs.openHandles()).isZero();
    assertThat(rig.staging.usage().files())
        .as("staged files: only what a crash cut off")
        .isBetween(interruptedAtLeast, interruptedAtMost);
  }

  /** Short and comparable: how many bytes, and which. */
  static String text(byte[] content) {
    return content.length + " bytes " + Integer.toHexString(Arrays.hashCode(content));
  }

  static String service(NodePath path) {
    return path.toString().replace(" ", "=20");
  }

  static Location at(NodePath path) {
    return Location.of(path);
  }

  static Object done(Action action) throws FsException {
    action.run();
    return "ok";
  }

  void same(Op op, Action ours, Action theirs) throws Exception {
    same(op, () -> done(ours), () -> done(theirs));
  }

  /** Both sides do it and must agree, unless ours fails because of the trouble there is. */
  Object same(Op op, Step ours, Step theirs) throws Exception {
    Object actual = outcome(ours);
    if (actual == Reason.IO && isTroubled()) {
      return actual;
    }
    assertThat(actual).as("%s", op).isEqualTo(outcome(theirs));
    return actual;
  }

  static Object outcome(Step step) throws Exception {
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
