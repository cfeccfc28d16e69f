package org.vosfs.fs;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vosfs.cache.block.ContentKey;
import org.vosfs.vospace.Version;

/**
 * One file, directory or link as this mount knows it: identity, and its place in the tree.
 *
 * <p>The place is guarded by the {@link EntryTree}; what is known of the node lives in {@code
 * cache.meta} under {@link #number}; a file in use has its {@link OpenFile} in {@link OpenFiles}.
 */
final class Entry {
  /** Given at first sight, never reused. */
  final long number;

  final FileType type;

  // Guarded by EntryTree.
  @Nullable Entry parent;
  String name;
  final Map<String, Entry> children;

  /** How many of the children are directories. */
  int directories;

  /** What this mount knows better than the service's lagging answer; null when it does not. */
  volatile @Nullable OwnResult own;

  /** True once the service is known to hold this node; a staged new file is only ours. */
  volatile boolean remote;

  /** This is our content of a file that somebody else changed as well. */
  volatile boolean conflict;

  /** The mtime of a directory or link as this mount's own changes made it; null = the service's. */
  volatile @Nullable Instant touched;

  /** Permission bits it was made with or that were set here; null = the node's. */
  volatile @Nullable Integer mode;

  /** An access time that a program set; known to this mount only. Null = none was set. */
  volatile @Nullable Instant accessed;

  /** When this mount last changed its times or mode by name; null = it did not. */
  volatile @Nullable Instant changed;

  /** Whether this mount made the file, as opposed to having found it on the service. */
  volatile boolean madeHere;

  /**
   * Ticker reading at which this mount last stored content of a file it made; null = it did not.
   */
  volatile @Nullable Long saved;

  /** Whether the kernel was ever given a local file of it, which programs may still have mapped. */
  volatile boolean lent;

  /** The version the last open had, to tell whether the kernel's pages are still good. */
  volatile @Nullable Version opened;

  /** Ticker reading at which the service last gave bytes of it to this user; null = it did not. */
  volatile @Nullable Long delivered;

  /** Under which key the content is cached, as long as it is the same content. */
  volatile @Nullable KeyedContent keyed;

  /** The entry whose place this one took when its content was replaced under open handles. */
  volatile @Nullable Entry predecessor;

  /** Replaced content or removed name: the entry lives on for its open handles only. */
  private volatile boolean detached;

  Entry(long number, FileType type, @Nullable Entry parent, String name) {
    this.number = number;
    this.type = type;
    this.parent = parent;
    this.name = name;
    this.children = type == FileType.DIRECTORY ? new HashMap<>() : Map.of();
  }

  boolean isDetached() {
    return detached;
  }

  void markDetached() {
    detached = true;
  }

  boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  @Override
  public String toString() {
    return "#" + number + " " + name;
  }

  /** A content and its place in the block cache. */
  record KeyedContent(Version version, ContentKey key) {}
}
