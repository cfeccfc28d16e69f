package org.vosfs.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tree of cavern as plain files under {@code files/}: lengths and dates are those of the disk,
 * so an edit behind the service shows at once while the MD5 attribute goes stale (section 5.4).
 */
final class CavernFiles implements Contents, NodeTree.Mirror {
  private static final boolean ASCII_ONLY = !representable("\u00e9");

  private final Path root;
  private final NodeUris uris;
  private final Map<Long, Long> scanned = new HashMap<>();

  CavernFiles(Path root, NodeUris uris) throws IOException {
    this.root = root;
    this.uris = uris;
    Files.createDirectories(root);
  }

  /** The file of a node path. Non-ASCII names are escaped where the platform cannot hold them. */
  Path file(String path) {
    Path file = root;
    for (String name : path.split("/", -1)) {
      if (!name.isEmpty()) {
        file = file.resolve(toDisk(name));
      }
    }
    return file;
  }

  static String toDisk(String name) {
    if (!ASCII_ONLY || name.chars().allMatch(c -> c < 128 && c != '%')) {
      return name;
    }
    StringBuilder text = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      if (b < 0 || b == '%') {
        text.append('%').append(String.format("%02X", b & 0xff));
      } else {
        text.append((char) b);
      }
    }
    return text.toString();
  }

  static String fromDisk(String name) {
    return ASCII_ONLY ? Query.percentDecode(name) : name;
  }

  private static boolean representable(String name) {
    try {
      return Path.of(name).toString().equals(name);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  @Override
  public void created(DemoNode node) throws IOException {
    Path file = file(node.path());
    try {
      switch (node.type()) {
        case CONTAINER -> Files.createDirectory(file);
        case DATA -> Files.createFile(file);
        case LINK -> Files.createSymbolicLink(file, onDisk(node));
      }
    } catch (FileAlreadyExistsException e) {
      // A session made it meanwhile; the node takes it over.
      return;
    }
  }

  private Path onDisk(DemoNode link) {
    String target = String.valueOf(link.record().target());
    URI uri = NodeUris.parse(target);
    if (uri != null && uris.isOurs(uri)) {
      Path from = file(link.path()).getParent();
      return from == null ? root : from.relativize(file(NodeUris.path(uri)));
    }
    return Path.of(uri == null || uri.getPath() == null ? target : uri.getPath());
  }

  @Override
  public void deleted(DemoNode node) throws IOException {
    Files.deleteIfExists(file(node.path()));
  }

  @Override
  public void removed(DemoNode node) {
    // The mirror has deleted the file already, within the same step as the node.
  }

  @Override
  public void moved(String from, String to) throws IOException {
    Files.move(file(from), file(to), StandardCopyOption.ATOMIC_MOVE);
  }

  private @Nullable BasicFileAttributes stat(String path) {
    try {
      return Files.readAttributes(file(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public Content single(DemoNode node) {
    BasicFileAttributes stat = stat(node.path());
    long date = stat == null ? node.record().date() : stat.lastModifiedTime().toMillis();
    if (node.type() != DemoNode.Type.DATA) {
      return Content.none(date);
    }
    return new Content(stat == null ? 0 : stat.size(), node.record().seen(), 0, date, null, null);
  }

  /**
   * Takes over what sessions have changed in a directory: new files, directories and links become
   * nodes, vanished ones stop being nodes. Costs one stat when nothing has changed.
   */
  void refresh(NodeTree tree, DemoNode container) {
    synchronized (tree) {
      Path directory = file(container.path());
      long changed;
      try {
        changed = Files.getLastModifiedTime(directory).to(TimeUnit.NANOSECONDS);
      } catch (IOException e) {
        return;
      }
      Long known = scanned.put(container.id(), changed);
      if (known == null || known != changed) {
        scan(tree, container, directory);
      }
    }
  }

  private void scan(NodeTree tree, DemoNode container, Path directory) {
    Set<String> present = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = fromDisk(String.valueOf(file.getFileName()));
        present.add(name);
        if (tree.child(container, name) == null) {
          adopt(tree, container, name, file);
        }
      }
    } catch (IOException e) {
      return;
    }
    for (DemoNode child : container.children().values()) {
      if (!present.contains(child.name())) {
        tree.forget(child);
      }
    }
  }

  private void adopt(NodeTree tree, DemoNode container, String name, Path file) throws IOException {
    BasicFileAttributes stat =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
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
      path.append('/').append(fromDisk(name.toString()));
    }
    return uris.encoded(path.length() == 0 ? "/" : path.toString());
  }

  @Override
  public Content listed(DemoNode node) {
    return single(node);
  }

  @Override
  public Content head(DemoNode node) {
    Content content = single(node);
    return new Content(
        content.length(),
        content.md5(),
        content.date(),
        content.date(),
        node.record().properties().get(Keys.TYPE),
        node.record().properties().get(Keys.ENCODING));
  }

  @Override
  public NodeRecord changed(NodeRecord record, boolean touched, long now) {
    return record;
  }

  @Override
  public boolean describe(DemoNode node, String key, @Nullable String value) {
    return false;
  }
}
