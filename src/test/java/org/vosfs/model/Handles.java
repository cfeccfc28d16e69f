package org.vosfs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FsException;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.Reason;

/** Open handles on both sides, several on one file, and what is done through them. */
final class Handles {
  private static final int MOST = 6;
  private static final List<OpenMode> MODES =
      List.of(
          OpenMode.READ,
          OpenMode.READ_WRITE,
          OpenMode.WRITE,
          OpenMode.READ_WRITE.truncating(),
          OpenMode.READ_WRITE.appending());

  /** What an old handle may say once its file was replaced or removed by others. */
  private static final Set<Reason> GONE = Set.of(Reason.STALE, Reason.NO_ENTRY, Reason.IO);

  /** One open handle. */
  static final class Handle {
    final long ours;
    final ReferenceFs.Item theirs;
    final OpenMode mode;

    /** It made the file. */
    final boolean created;

    /** Its content is no longer what the name has on the service. */
    boolean orphan;

    Handle(long ours, ReferenceFs.Item theirs, OpenMode mode, boolean created) {
      this.ours = ours;
      this.theirs = theirs;
      this.mode = mode;
      this.created = created;
    }

    /** Whether its close acknowledges the file's content. */
    boolean changes() {
      return mode.write() || created;
    }
  }

  private final Twin twin;
  private final List<Handle> open = new ArrayList<>();

  Handles(Twin twin) {
    this.twin = twin;
  }

  void open(Op op) throws Exception {
    if (open.size() >= MOST) {
      close(open.remove(op.handle() % open.size()));
    }
    OpenMode mode = MODES.get(op.offset() % MODES.size());
    boolean create = op.length() % 3 != 0;
    boolean created = !twin.reference.items().containsKey(op.path());
    long[] ours = new long[1];
    ReferenceFs.Item[] theirs = new ReferenceFs.Item[1];
    Object result =
        twin.same(
            op,
            () -> {
              ours[0] =
                  (create
                          ? twin.fs().create(Twin.at(op.path()), mode, 0644)
                          : twin.fs().open(Twin.at(op.path()), mode))
                      .handle();
              return "ok";
            },
            () -> {
              ReferenceFs reference = twin.reference;
              theirs[0] = create ? reference.create(op.path(), false) : reference.file(op.path());
              if (mode.truncate()) {
                theirs[0].set(new byte[0]);
              }
              return "ok";
            });
    if (result.equals("ok")) {
      open.add(new Handle(ours[0], theirs[0], mode, created));
    }
  }

  /** Calls that go to one open handle; nothing when none is open. */
  void apply(Op op, byte[] data) throws Exception {
    if (open.isEmpty()) {
      return;
    }
    Handle handle = open.get(op.handle() % open.size());
    switch (op.kind()) {
      case WRITE_HANDLE -> write(op, handle, data);
      case READ_HANDLE -> read(op, handle);
      case TRUNCATE_HANDLE -> truncate(op, handle);
      case STAT_HANDLE -> stat(op, handle);
      case FLUSH_HANDLE -> flush(op, handle, () -> twin.fs().flush(handle.ours));
      case FSYNC_HANDLE -> flush(op, handle, () -> twin.fs().fsync(handle.ours));
      case CLOSE_HANDLE -> {
        open.remove(handle);
        close(handle);
      }
      default -> throw new IllegalStateException(op.toString());
    }
  }

  private void write(Op op, Handle handle, byte[] data) throws Exception {
    on(
        op,
        handle,
        () -> twin.fs().write(handle.ours, op.offset(), ByteBuffer.wrap(data)),
        () -> {
          if (!handle.mode.write()) {
            throw new FsException(Reason.BAD_HANDLE, "");
          }
          if (data.length > 0) {
            int at = handle.mode.append() ? handle.theirs.bytes.length : op.offset();
            handle.theirs.write(at, data);
          }
          return data.length;
        });
  }

  private void truncate(Op op, Handle handle) throws Exception {
    on(
        op,
        handle,
        () -> Twin.done(() -> twin.fs().truncate(handle.ours, op.offset())),
        () -> {
          if (!handle.mode.write()) {
            throw new FsException(Reason.INVALID, "");
          }
          handle.theirs.truncate(op.offset());
          return "ok";
        });
  }

  private void read(Op op, Handle handle) throws Exception {
    int length = 1 + op.length();
    on(
        op,
        handle,
        () -> {
          ByteBuffer into = ByteBuffer.allocate(length);
          twin.fs().read(handle.ours, op.offset(), into);
          return Twin.text(Arrays.copyOf(into.array(), into.position()));
        },
        () -> {
          if (!handle.mode.read()) {
            throw new FsException(Reason.BAD_HANDLE, "");
          }
          byte[] all = handle.theirs.bytes;
          int from = Math.min(op.offset(), all.length);
          return Twin.text(Arrays.copyOfRange(all, from, Math.min(all.length, from + length)));
        });
  }

  private void stat(Op op, Handle handle) throws Exception {
    on(
        op,
        handle,
        () -> {
          Attributes shown = twin.fs().attributes(handle.ours);
          return shown.size() + " bytes " + (handle.orphan ? "" : shown.links() + " links");
        },
        () -> {
          boolean named = twin.reference.items().containsValue(handle.theirs);
          return handle.theirs.bytes.length
              + " bytes "
              + (handle.orphan ? "" : (named ? 1 : 0) + " links");
        });
  }

  private void flush(Op op, Handle handle, Twin.Action call) throws Exception {
    Object result = Twin.outcome(() -> Twin.done(call));
    if (!result.equals("ok") && !handle.orphan) {
      // A failed write is told again by the next close or fsync; the bytes that are there count.
      assertThat(result).as("%s", op).isEqualTo(Reason.IO);
      assertThat(twin.hadTrouble()).as("%s fails without a reason", op).isTrue();
    }
    if (handle.changes() || op.kind() == Op.Kind.FSYNC_HANDLE) {
      handle.theirs.acknowledge();
    }
  }

  private void on(Op op, Handle handle, Twin.Step ours, Twin.Step theirs) throws Exception {
    if (!handle.orphan) {
      twin.same(op, ours, theirs);
      return;
    }
    Object actual = Twin.outcome(ours);
    if (actual instanceof Reason reason && GONE.contains(reason)) {
      return;
    }
    assertThat(actual).as("orphan, %s", op).isEqualTo(Twin.outcome(theirs));
  }

  private void close(Handle handle) throws Exception {
    flush(
        Op.op(Op.Kind.CLOSE_HANDLE, "/", "/", 0, 0, 0), handle, () -> twin.fs().flush(handle.ours));
    twin.fs().release(handle.ours);
  }

  void closeAll() throws Exception {
    closeIf(handle -> true);
  }

  void closeIf(Predicate<Handle> which) throws Exception {
    for (Handle handle : List.copyOf(open)) {
      if (which.test(handle)) {
        open.remove(handle);
        close(handle);
      }
    }
  }

  /** The content of these handles is the service's no more. */
  void orphan(ReferenceFs.Item item) {
    open.stream().filter(handle -> handle.theirs == item).forEach(handle -> handle.orphan = true);
  }

  /** The process that had them is dead. */
  void forget() {
    open.clear();
  }
}
