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

  private final Shared shared;
  private final LinkTargets links;
  private final ModeBits modes;

  Stat(Shared shared, LinkTargets links, ModeBits modes) {
    this.shared = shared;
    this.links = links;
    this.modes = modes;
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
        yield attributes(entry, properties, links(entry), DIRECTORY_SIZE, modified);
      }
      case LINK -> {
        long size = node.map(n -> links.posixLength(entry, (Node.Link) n)).orElse(0L);
        Instant touched = entry.touched;
        yield attributes(entry, properties, 1, size, touched == null ? changed : touched);
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
          entry,
          NodeProperty.staged(file).on(properties),
          links,
          file.size(),
          modified == null ? changed : modified);
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
    Instant accessed = entry.accessed;
    Instant changed = entry.changed;
    // Not the node's own date, which moves with the upload: tar would call the file changed.
    Instant known = changed != null && changed.isAfter(modified) ? changed : modified;
    return new Attributes(
        entry.number,
        entry.type,
        modes.shown(entry, properties),
        links,
        size,
        size,
        accessed == null ? modified : accessed,
        modified,
        known,
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

  /**
   * 2 and the subdirectories; 1, which programs take for "not counted", as long as the directory
   * was never listed, since a number too small has them skip subdirectories.
   */
  private int links(Entry entry) {
    if (entry.isDetached()) {
      return 0;
    }
    return shared.meta().isListingKnown(entry.number) ? 2 + shared.tree().directoriesIn(entry) : 1;
  }

  /** The version a handle opened now would see; null for a file only staged. */
  @Nullable Version versionOf(Entry entry, Node.Data node) {
    OwnResult own = entry.own;
    return own != null ? own.version() : shared.versions().of(node);
  }
}
