package org.vosfs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.Reason;
import org.vosfs.model.ReferenceFs.Item;

/** What others, the network and fate do: changes on the service, conflicts, crashes. */
final class Others {
  private final Twin twin;
  private final Set<NodePath> removed = new TreeSet<>();

  Others(Twin twin) {
    this.twin = twin;
  }

  /** Others store a file, over one that is not being changed here. */
  void put(Op op, byte[] data) throws Exception {
    settle(op.path());
    Item there = twin.reference.items().get(op.path());
    if (hasParent(op.path()) && (there == null || !there.directory)) {
      byte[] bytes = op.length() % 3 == 0 && there != null ? sameLength(there, data) : data;
      twin.rig.service.putRemotely(Twin.service(op.path()), bytes);
      if (there != null) {
        twin.handles.orphan(there);
      }
      twin.reference.items().put(op.path(), Item.remote(bytes));
    }
    pastEveryCache();
  }

  private static byte[] sameLength(Item there, byte[] data) {
    byte[] bytes = Arrays.copyOf(data, there.bytes.length);
    if (bytes.length > 0 && Arrays.equals(bytes, there.bytes)) {
      bytes[0]++;
    }
    return bytes;
  }

  void delete(Op op) throws Exception {
    settle(op.path());
    Item there = twin.reference.items().get(op.path());
    if (there != null && !there.directory) {
      twin.rig.service.deleteRemotely(Twin.service(op.path()));
      twin.handles.orphan(there);
      twin.reference.items().remove(op.path());
      removed.add(op.path());
    }
    pastEveryCache();
  }

  /** Old knowledge may be served while there is trouble: so it is brought up to date before. */
  void noticeRemovals() throws Exception {
    for (NodePath path : removed) {
      Twin.outcome(() -> twin.fs().attributes(Twin.at(path)));
    }
    removed.clear();
  }

  void mkdir(Op op) throws Exception {
    settle(op.path());
    if (hasParent(op.path()) && !twin.reference.items().containsKey(op.path())) {
      twin.rig.service.mkdirRemotely(Twin.service(op.path()));
      twin.reference.items().put(op.path(), new Item(true));
    }
    pastEveryCache();
  }

  /** Ours is closed and waits to be sent when somebody else replaces the file. */
  void conflict(Op op, byte[] data) throws Exception {
    settle(op.path());
    Item ours = twin.reference.items().get(op.path());
    if (ours == null || ours.directory || data.length == 0) {
      return;
    }
    byte[] theirs = data.clone();
    theirs[0]++;
    if (op.handle() % 2 == 0) {
      twin.handles.closeIf(handle -> handle.theirs == ours);
    }
    twin.writeBoth(op, data);
    twin.rig.service.putRemotely(Twin.service(op.path()), theirs);
    if (op.offset() % 3 == 0) {
      crash();
    }
    drain();
    keepBoth(op.path(), ours, theirs);
    pastEveryCache();
  }

  /** What is being written here is removed by somebody else: ours is sent anew. */
  void deleteUnderWriter(Op op, byte[] data) throws Exception {
    settle(op.path());
    Item ours = twin.reference.items().get(op.path());
    if (ours == null || ours.directory) {
      return;
    }
    boolean open = op.handle() % 2 == 0;
    long handle = open ? twin.fs().open(Twin.at(op.path()), OpenMode.WRITE).handle() : 0;
    twin.writeBoth(op, data);
    twin.rig.service.deleteRemotely(Twin.service(op.path()));
    if (open) {
      pastEveryCache();
      twin.comparison.trees(op);
      twin.fs().release(handle);
    } else if (op.offset() % 3 == 0) {
      crash();
    }
    drain();
  }

  private void keepBoth(NodePath path, Item ours, byte[] theirs) throws Exception {
    Set<String> known = new TreeSet<>();
    twin.reference.items().keySet().forEach(at -> known.add(Twin.service(at)));
    List<String> added =
        twin.rig.service.paths().stream().filter(at -> !known.contains(at)).toList();
    assertThat(added).as("copies of a conflict over %s", path).hasSize(1);
    String copy = added.get(0);
    assertThat(copy).startsWith(Twin.service(path) + ".conflict-testhost-");
    twin.reference.items().put(path, Item.remote(theirs));
    twin.reference.items().put(NodePath.of(copy.replace("=20", " ")), ours);
  }

  /** Dies with handles open; what nobody was promised may be gone, and only that. */
  void crash() throws Exception {
    twin.online();
    twin.handles.forget();
    Map<NodePath, Item> unsure = new TreeMap<>();
    twin.reference.items().forEach((path, item) -> addIfDirty(unsure, path, item));
    twin.rig.restart();
    for (Map.Entry<NodePath, Item> one : unsure.entrySet()) {
      afterCrash(one.getKey(), one.getValue());
    }
  }

  private static void addIfDirty(Map<NodePath, Item> unsure, NodePath path, Item item) {
    if (item.dirty) {
      unsure.put(path, item);
    }
  }

  /** Either all of it, or what was there before. Never a mixture. */
  private void afterCrash(NodePath path, Item item) throws Exception {
    String service = Twin.service(path);
    boolean remote = twin.rig.service.exists(service);
    byte @Nullable [] acknowledged = item.acknowledged;
    Object found = Twin.outcome(() -> twin.readOurs(path));
    if (found.equals(Reason.NO_ENTRY)) {
      assertThat(acknowledged).as("%s was acknowledged, and is gone", path).isNull();
      assertThat(remote).as("%s is on the service, and is not shown", path).isFalse();
      twin.reference.items().remove(path);
      twin.interrupted(true);
      return;
    }
    byte @Nullable [] before =
        acknowledged == null && remote ? twin.rig.service.content(service) : acknowledged;
    boolean whole = found.equals(Twin.text(item.bytes));
    byte[] now = whole || before == null ? item.bytes : before;
    assertThat(found).as("%s after a crash", path).isEqualTo(Twin.text(now));
    twin.interrupted(!whole);
    Item after = Item.remote(now);
    twin.reference.items().put(path, after);
  }

  private boolean hasParent(NodePath path) {
    Item parent = twin.reference.items().get(path.parent());
    return parent != null && parent.directory;
  }

  /** Nothing of a file is under way any more. */
  private void settle(NodePath path) throws Exception {
    twin.online();
    Item item = twin.reference.items().get(path);
    twin.handles.closeIf(handle -> handle.theirs == item && handle.changes());
    drain();
  }

  private void pastEveryCache() {
    twin.rig.time.advance(Duration.ofSeconds(31));
  }

  void drain() {
    for (int i = 0; i < 20 && !twin.rig.uploads.status().isEmpty(); i++) {
      twin.rig.time.advance(Duration.ofMinutes(3));
    }
    assertThat(twin.rig.uploads.status()).isEmpty();
  }
}
