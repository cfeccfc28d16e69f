package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lease on one content: the file is shared with others, the access pattern is this one's own. The
 * content is pinned until {@link #close}. Thread-safe.
 */
public final class CachedContent implements AutoCloseable {
  private final Content content;
  private final BlockSource source;
  private final AccessPattern pattern;
  private final AtomicBoolean closed = new AtomicBoolean();

  CachedContent(Content content, BlockSource source, AccessPattern pattern) {
    this.content = content;
    this.source = source;
    this.pattern = pattern;
  }

  public ContentKey key() {
    return content.key();
  }

  BlockSource source() {
    return source;
  }

  /** Guarded by the content's lock. */
  AccessPattern pattern() {
    return pattern;
  }

  boolean isClosed() {
    return closed.get();
  }

  /**
   * Reads, waiting for what is missing.
   *
   * @param into filled as far as the content goes; may be a direct buffer
   * @return bytes read: as many as {@code into} had room for, fewer at the end of the content, 0 at
   *     or behind it
   * @throws IOException the source's own when fetching failed; of ours when nothing came for {@link
   *     BlockCacheSettings#stall}, or this is closed. The next read tries again.
   */
  public int read(long offset, ByteBuffer into) throws IOException {
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset);
    }
    if (closed.get()) {
      throw new IOException("read from a closed cache lease");
    }
    return content.read(this, offset, into);
  }

  /** True when every byte is on the disk, be it checked already or not. */
  public boolean isComplete() {
    return isPresent(0, key().length());
  }

  /** True when every byte of that range is on the disk; the part behind the end counts as is. */
  public boolean isPresent(long offset, long length) {
    return content.isPresent(offset, length);
  }

  /** True when every byte is on the disk, and was compared with its checksum in this run. */
  public boolean isChecked() {
    return content.isChecked();
  }

  /**
   * The local file when it holds every byte, all of them checked now if they were not before: takes
   * as long as reading them. Only to be read. Empty also when the content was dropped meanwhile.
   */
  public Optional<Path> completeFile() {
    return content.completeFile();
  }

  /**
   * As {@link #completeFile}, for a kernel that reads the file by itself on behalf of {@code
   * owner}: it is the file of that one alone from then on, for as long as it is cached. Others who
   * read the same content read it here.
   *
   * @return empty also when it is somebody else's
   */
  public Optional<Path> ownFile(Object owner) {
    return content.ownFile(owner);
  }

  /**
   * Moves the file of a complete content out of the cache, because its owner is about to write to
   * it; as {@link #ownFile} first. Whoever reads the content here fetches it again.
   *
   * @param destination an absent name on the same filesystem
   * @return false when it is not complete or somebody else's; then it is where it was
   */
  public boolean surrender(Object owner, Path destination) throws IOException {
    return content.surrender(owner, destination);
  }

  /** Gives the lease up; safe to call twice. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      content.release(this);
    }
  }
}
