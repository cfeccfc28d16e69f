package org.vosfs.testing;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FileType;

/** A file, directory or link of {@link MemoryFileSystem}; guarded by it. */
final class MemoryNode {
  final long number;
  final FileType type;
  final Map<String, MemoryNode> children = new TreeMap<>();
  final String target;
  @Nullable MemoryNode parent;
  int permissions;
  int openCount;
  Instant accessed;
  Instant modified;
  Instant changed;
  private byte[] content = new byte[0];
  private int length;

  MemoryNode(long number, FileType type, int permissions, String target, Instant now) {
    this.number = number;
    this.type = type;
    this.permissions = permissions;
    this.target = target;
    this.accessed = now;
    this.modified = now;
    this.changed = now;
  }

  boolean isDirectory() {
    return type == FileType.DIRECTORY;
  }

  int length() {
    return length;
  }

  int read(long offset, ByteBuffer into) {
    if (offset >= length) {
      return 0;
    }
    int count = (int) Math.min(into.remaining(), length - offset);
    into.put(content, (int) offset, count);
    return count;
  }

  void write(int offset, ByteBuffer from) {
    int count = from.remaining();
    reserve(offset + count);
    from.get(content, offset, count);
    length = Math.max(length, offset + count);
  }

  void truncate(int size) {
    reserve(size);
    if (size < length) {
      Arrays.fill(content, size, length, (byte) 0);
    }
    length = size;
  }

  private void reserve(int size) {
    if (size > content.length) {
      content = Arrays.copyOf(content, Math.max(size, content.length * 2));
    }
  }

  Attributes attributes() {
    int links = parent == null ? 0 : 1;
    if (isDirectory()) {
      links = 2 + (int) children.values().stream().filter(MemoryNode::isDirectory).count();
    }
    long size = type == FileType.LINK ? target.length() : length;
    return new Attributes(
        number, type, permissions, links, size, size, accessed, modified, changed, 0);
  }
}
