package org.vosfs.demo;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds out what sessions have made and removed in a directory of cavern. Thread-safe. */
final class DiskNames {
  private final Path root;
  private final NodeUris uris;

  /** By container with a special file: the names that come before it. */
  private final Map<Long, Set<String>> shown = new ConcurrentHashMap<>();

  DiskNames(Path root, NodeUris uris) {
    this.root = root;
    this.uris = uris;
  }

  /** Whether a listing of the container ends before this child. */
  boolean cutOff(DemoNode container, DemoNode child) {
    Set<String> names = shown.get(container.id());
    return names != null && !names.contains(child.name());
  }

  /** Makes the nodes of a container those of its directory. */
  void scan(NodeTree tree, DemoNode container, Path directory) throws IOException {
    Set<String> present = new HashSet<>();
    @Nullable Set<String> listed = null;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = CavernFiles.fromDisk(String.valueOf(file.getFileName()));
        if (tree.child(container, name) == null && !adopt(tree, container, name, file)) {
          // Fifos, sockets and devices end the listing wherever the disk happens to have them.
          listed = listed == null ? new HashSet<>(present) : listed;
        } else {
          present.add(name);
        }
      }
    }
    if (listed == null) {
      shown.remove(container.id());
    } else {
      shown.put(container.id(), listed);
    }
    for (DemoNode child : container.children().values()) {
      if (!present.contains(child.name())) {
        tree.forget(child);
      }
    }
  }

  /** Makes a node of a file; false when it is none that can be one. */
  private boolean adopt(NodeTree tree, DemoNode container, String name, Path file)
      throws IOException {
    BasicFileAttributes stat =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (stat.isOther()) {
      return false;
    }
    DemoNode.Type type =
        stat.isDirectory()
            ? DemoNode.Type.CONTAINER
            : stat.isSymbolicLink() ? DemoNode.Type.LINK : DemoNode.Type.DATA;
    SortedMap<String, String> properties = Keys.map();
    properties.put(Keys.PUBLIC, "false");
    if (type == DemoNode.Type.CONTAINER) {
      properties.put(Keys.INHERIT, "false");
    }
    NodeRecord made =
        NodeRecord.of(container.record().owner(), stat.lastModifiedTime().toMillis(), properties);
    tree.adopt(
        container, name, type, type == DemoNode.Type.LINK ? made.withTarget(target(file)) : made);
    return true;
  }

  /** The node URI of a symbolic link inside the tree, else a file URI. */
  private String target(Path link) throws IOException {
    Path parent = link.getParent();
    Path target =
        (parent == null ? root : parent).resolve(Files.readSymbolicLink(link)).normalize();
    if (!target.startsWith(root)) {
      return "file://" + NodeUris.encodePath(target.toString());
    }
    StringBuilder path = new StringBuilder();
    for (Path name : root.relativize(target)) {
      path.append('/').append(CavernFiles.fromDisk(name.toString()));
    }
    return uris.encoded(path.length() == 0 ? "/" : path.toString());
  }
}
