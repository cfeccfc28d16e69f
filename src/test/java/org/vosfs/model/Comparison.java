package org.vosfs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.vosfs.base.NodePath;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FileType;
import org.vosfs.fs.Reason;

/** Compares the whole tree, or what of it can be seen while there is trouble, and the service. */
final class Comparison {
  private final Twin twin;

  Comparison(Twin twin) {
    this.twin = twin;
  }

  void trees(Object when) throws Exception {
    directory(NodePath.ROOT, when);
  }

  private void directory(NodePath directory, Object when) throws Exception {
    NavigableMap<NodePath, ReferenceFs.Item> children = new TreeMap<>();
    twin.reference
        .items()
        .forEach(
            (path, item) -> {
              if (!path.isRoot() && path.parent().equals(directory)) {
                children.put(path, item);
              }
            });
    agree(
        Twin.outcome(() -> twin.rig.list(directory.toString())),
        children.keySet().stream().map(NodePath::name).sorted().toList(),
        "names in " + directory + ", " + when);
    for (Map.Entry<NodePath, ReferenceFs.Item> child : children.entrySet()) {
      node(child.getKey(), child.getValue(), when);
    }
  }

  private void node(NodePath path, ReferenceFs.Item item, Object when) throws Exception {
    agree(
        Twin.outcome(() -> facts(twin.fs().attributes(Twin.at(path)), item)),
        facts(item),
        path + ", " + when);
    if (item.directory) {
      directory(path, when);
    } else {
      agree(
          Twin.outcome(() -> twin.readOurs(path)),
          Twin.text(item.bytes),
          "content of " + path + ", " + when);
    }
  }

  private static String facts(ReferenceFs.Item item) {
    return (item.directory ? "directory " : "file of " + item.bytes.length)
        + (item.time == null ? "" : " at " + item.time);
  }

  private static String facts(Attributes shown, ReferenceFs.Item item) {
    return (shown.type() == FileType.DIRECTORY ? "directory " : "file of " + shown.size())
        + (item.time == null ? "" : " at " + shown.modified());
  }

  private void agree(Object actual, Object expected, String what) {
    if (actual != Reason.IO || !twin.isTroubled()) {
      assertThat(actual).as(what).isEqualTo(expected);
    }
  }

  void service() {
    Map<String, String> expected = new TreeMap<>();
    twin.reference
        .items()
        .forEach(
            (path, item) -> {
              if (!path.isRoot()) {
                expected.put(Twin.service(path), item.directory ? "/" : Twin.text(item.bytes));
              }
            });
    Map<String, String> actual = new TreeMap<>();
    for (String path : twin.rig.service.paths()) {
      boolean directory = expected.getOrDefault(path, "").equals("/");
      actual.put(path, directory ? "/" : Twin.text(twin.rig.service.content(path)));
    }
    assertThat(actual).as("the service").isEqualTo(expected);
  }
}
