package org.vosfs.fs;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.upload.FileFacts;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.Version;

/** Attributes: the server's word, overlaid with what this mount knows better. */
final class Stat {
  private static final int DIRECTORY_SIZE = 4096;
  private static final int READ = 0400;
  private static final int WRITE = 0200;

  private final Shared shared;
  private final LinkTargets links;

  Stat(Shared shared, LinkTargets links) {
    this.shared = shared;
    this.links = links;
  }

  /**
   * The attributes of an entry.
   *
   * @param node what the service said last; empty for a file it has never heard of
   */
  Attributes of(Entry entry, Optional<Node> node) {
    NodeProperties properties = node.map(Node::properties).orElse(NodeProperties.NONE);
    Instant changed = properties.date().orElse(shared.mounted());
    return switch (entry.type) {
      case DIRECTORY -> {
        Instant modified = directoryModified(entry, properties, changed);
        yield attributes(entry, properties, 2 + subdirectories(entry), DIRECTORY_SIZE, modified);
      }
      case LINK -> {
        long size = node.map(n -> links.posixLength(entry, (Node.Link) n)).orElse(0L);
        yield attributes(entry, properties, 1, size, changed);
      }
      case FILE -> ofFile(entry, node, properties, changed);
    };
  }

  private Attributes ofFile(
      Entry entry, Optional<Node> node, NodeProperties properties, Instant changed) {
    OpenFile file = shared.openFiles().of(entry).orElse(null);
    int links = entry.isDetached() ? 0 : 1;
    StagedFile staged = file == null ? null : file.staged();
    if (file != null && (staged != null || entry.isDetached())) {
      Instant modified = file.modified();
      return attributes(
          entry, properties, links, file.size(), modified == null ? changed : modified);
    }
    OwnResult own = entry.own;
    long told = node.map(n -> ((Node.Data) n).length()).orElse(0L);
    long size = own != null ? own.version().length() : told;
    Instant shown =
        own != null && own.modified() != null
            ? own.modified()
            : FileFacts.modified(properties, size).or(properties::contentDate).orElse(changed);
    return attributes(entry, properties, links, size, shown);
  }

  private Attributes attributes(
      Entry entry, NodeProperties properties, int links, long size, Instant modified) {
    long life = life(entry);
    return new Attributes(
        entry.number,
        entry.type,
        permissions(entry, properties),
        links,
        size,
        size,
        modified,
        modified,
        modified, // the node's own date moves with the upload: tar would call the file changed
        TimeUnit.NANOSECONDS.toMillis(life));
  }

  /** What exists only here changes only here; what has no name is asked for by its handle. */
  private long life(Entry entry) {
    return entry.remote || entry.isDetached()
        ? shared.meta().remainingLife(entry.number)
        : shared.meta().longestLife();
  }

  private Instant directoryModified(Entry entry, NodeProperties properties, Instant told) {
    Instant own = entry.touched;
    return own != null && !told.isAfter(own) ? own : FileFacts.modified(properties, 0).orElse(told);
  }

  /** Only those known without asking: a directory never listed counts none. */
  private int subdirectories(Entry entry) {
    return (int) shared.tree().children(entry).stream().filter(Entry::isDirectory).count();
  }

  /**
   * Owner bits tell what the caller may do, group and other bits whether groups and the public may
   * (protocol §15, st_mode). The execute bit of files is kept by this filesystem itself.
   */
  private int permissions(Entry entry, NodeProperties properties) {
    if (entry.type == FileType.LINK) {
      return 0777;
    }
    boolean told = shared.access().isTold() && shared.meta().isAccessFresh(entry.number);
    int bits = !told || properties.isReadable() || properties.isWritable() ? READ : 0;
    bits |= !told || properties.isWritable() ? WRITE : 0;
    if (properties.hasReadGroup() || properties.hasWriteGroup()) {
      bits |= READ >> 3;
    }
    bits |= properties.hasWriteGroup() ? WRITE >> 3 : 0;
    bits |= properties.isPublic() ? READ >> 6 : 0;
    if (shared.settings().readOnly()) {
      bits &= ~0222;
    }
    boolean searchable = entry.isDirectory() || isExecutable(entry, properties);
    return searchable ? bits | (bits & 0444) >> 2 : bits;
  }

  private boolean isExecutable(Entry entry, NodeProperties properties) {
    StagedFile staged = shared.openFiles().of(entry).map(OpenFile::staged).orElse(null);
    @Nullable Integer mode = staged == null ? entry.mode : staged.facts().mode();
    return mode != null ? (mode & 0100) != 0 : FileFacts.isExecutable(properties);
  }

  /** The version a handle opened now would see; null for a file only staged. */
  @Nullable Version versionOf(Entry entry, Node.Data node) {
    OwnResult own = entry.own;
    return own != null ? own.version() : shared.versions().of(node);
  }
}
