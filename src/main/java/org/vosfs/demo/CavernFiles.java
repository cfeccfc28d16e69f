package org.vosfs.demo;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree of cavern as plain files under {@code files/}: lengths and dates are those of the disk,
 * so an edit behind the service shows at once while the MD5 attribute goes stale (section 5.4).
 */
final class CavernFiles implements Contents, NodeTree.Mirror {
  private static final Logger LOG = LoggerFactory.getLogger(CavernFiles.class);

  /** The disk's dates do not follow the service's clock. */
  private static final InstantSource DISK_CLOCK = Clock.systemUTC();

  private static final long TICK_MILLIS = 20;
  private static final boolean ASCII_ONLY = !representable("\u00e9");

  private final Path root;
  private final NodeUris uris;
  private final DiskNames names;
  private final Map<Long, Scan> scanned = new HashMap<>();

  CavernFiles(Path root, NodeUris uris) throws IOException {
    this.root = root;
    this.uris = uris;
    this.names = new DiskNames(root, uris);
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
    DemoNode parent = node.parent();
    ours(
        parent,
        () -> {
          try {
            switch (node.type()) {
              case CONTAINER -> Files.createDirectory(file);
              case DATA -> Files.createFile(file);
              case LINK -> Files.createSymbolicLink(file, onDisk(node));
            }
          } catch (FileAlreadyExistsException e) {
            LOG.debug("{} was made by a session meanwhile; its node takes it over", file);
          }
        });
  }

  private Path onDisk(DemoNode link) {
    String target = String.valueOf(link.record().target());
    URI uri = NodeUris.parse(target);
    if (uri != null && uris.isOurs(uri)) {
      Path from = file(link.path()).getParent();
      Path relative = from == null ? root : from.relativize(file(NodeUris.path(uri)));
      return relative.toString().isEmpty() ? Path.of(".") : relative;
    }
    return Path.of(uri == null || uri.getPath() == null ? target : uri.getPath());
  }

  @Override
  public void deleted(DemoNode node) throws IOException {
    ours(node.parent(), () -> Files.deleteIfExists(file(node.path())));
  }

  @Override
  public void removed(DemoNode node) {
    // The mirror has deleted the file already, within the same step as the node.
  }

  @Override
  public void moved(DemoNode node, DemoNode parent, String name) throws IOException {
    Path to = file(NodeUris.child(parent.path(), name));
    ours(node.parent(), () -> ours(parent, () -> Files.move(file(node.path()), to, ATOMIC_MOVE)));
  }

  private interface DiskAction {
    void run() throws IOException;
  }

  /** Makes a change of ours to a directory, which then needs no scan if it needed none before. */
  private void ours(@Nullable DemoNode container, DiskAction action) throws IOException {
    if (container == null) {
      action.run();
      return;
    }
    Path directory = file(container.path());
    Scan before = scanned.get(container.id());
    boolean current = before != null && before.changed() == changed(directory);
    action.run();
    if (current) {
      scanned.put(container.id(), scanOf(directory));
    }
  }

  /**
   * What is known of a directory.
   *
   * @param changed its modification time in nanoseconds
   * @param settled whether that time was in the past already: the disk's clock ticks coarsely, so a
   *     change within the same tick would not show
   */
  private record Scan(long changed, boolean settled) {}

  private static long changed(Path directory) throws IOException {
    return Files.getLastModifiedTime(directory).to(TimeUnit.NANOSECONDS);
  }

  private Scan scanOf(Path directory) throws IOException {
    long changed = changed(directory);
    return new Scan(changed, DISK_CLOCK.millis() - changed / 1_000_000 > TICK_MILLIS);
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
    if (node.isContainer() && node.record().properties().containsKey(Keys.QUOTA)) {
      return new Content(used(node), null, 0, date, null, null);
    }
    if (node.type() != DemoNode.Type.DATA) {
      return Content.none(date);
    }
    return new Content(stat == null ? 0 : stat.size(), node.record().seen(), 0, date, null, null);
  }

  /** Whether a listing of the container ends before this child (section 20). */
  boolean cutOff(DemoNode container, DemoNode child) {
    return names.cutOff(container, child);
  }

  /** Bytes of all files at and below a node. */
  long used(DemoNode node) {
    if (node.isContainer()) {
      return node.children().values().stream().mapToLong(this::used).sum();
    }
    BasicFileAttributes stat = node.type() == DemoNode.Type.DATA ? stat(node.path()) : null;
    return stat == null ? 0 : stat.size();
  }

  /**
   * Takes over what sessions have changed in a directory: new files, directories and links become
   * nodes, vanished ones stop being nodes. Costs one stat when nothing has changed.
   */
  void refresh(NodeTree tree, DemoNode container) {
    synchronized (tree) {
      Path directory = file(container.path());
      try {
        Scan now = scanOf(directory);
        Scan known = scanned.put(container.id(), now);
        if (known == null
            || known.changed() != now.changed()
            || (!known.settled() && now.settled())) {
          names.scan(tree, container, directory);
        }
      } catch (IOException e) {
        LOG.debug("cannot look at {}", directory, e);
      }
    }
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
