package org.vosfs.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Node records as journal lines. */
final class NodeLines {
  private static final String NONE = "-";

  /** A node as read from the journal. */
  record Line(long id, long parent, String name, DemoNode.Type type, NodeRecord record) {}

  private NodeLines() {}

  static String write(DemoNode node) {
    DemoNode parent = node.parent();
    NodeRecord r = node.record();
    List<String> f = new ArrayList<>();
    f.add("N");
    f.add(Long.toString(node.id()));
    f.add(parent == null ? "0" : Long.toString(parent.id()));
    f.add(node.name());
    f.add(node.type().name());
    f.add(r.owner());
    f.add(Long.toString(r.date()));
    f.add(orNone(r.target()));
    f.add(orNone(r.storage()));
    f.add(orNone(r.seen()));
    for (Map.Entry<String, String> property : r.properties().entrySet()) {
      f.add(property.getKey());
      f.add(property.getValue());
    }
    return Journal.join(f);
  }

  static String remove(DemoNode node) {
    return "D\t" + node.id();
  }

  static Line read(List<String> f) {
    SortedMap<String, String> properties = Keys.map();
    for (int i = 10; i + 1 < f.size(); i += 2) {
      properties.put(f.get(i), f.get(i + 1));
    }
    NodeRecord r =
        new NodeRecord(
            f.get(5),
            Long.parseLong(f.get(6)),
            properties,
            orNull(f.get(7)),
            orNull(f.get(8)),
            orNull(f.get(9)));
    return new Line(
        Long.parseLong(f.get(1)),
        Long.parseLong(f.get(2)),
        f.get(3),
        DemoNode.Type.valueOf(f.get(4)),
        r);
  }

  static String orNone(@Nullable String text) {
    return text == null ? NONE : text;
  }

  static @Nullable String orNull(String text) {
    return text.equals(NONE) ? null : text;
  }
}
