package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.BlockSource;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

/**
 * The bytes of one version of one file, from the service to the block cache. Every reply is checked
 * against the version: other content is refused, never mixed in (DESIGN: version safety).
 */
final class RemoteBlocks implements BlockSource, AutoCloseable {
  private record Open(NodePath path, Download download) {}

  private final Shared shared;
  private final Entry entry;
  private volatile Version expected;
  private @Nullable Open open;

  RemoteBlocks(Shared shared, Entry entry, Version expected) {
    this.shared = shared;
    this.entry = entry;
    this.expected = expected;
  }

  /** The version, completed by what replies told of it. */
  Version expected() {
    return expected;
  }

  @Override
  public void fetch(long offset, long length, Sink sink) throws IOException {
    try {
      Open from = open();
      from.download().read(offset, length, new CheckingSink(sink, from.path()));
    } catch (VospaceException.Local e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    } catch (VospaceException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The download for where the file is now; a file whose name is gone keeps its old one. */
  private synchronized Open open() throws FsException {
    Open before = open;
    NodePath path;
    try {
      path = shared.tree().path(entry);
    } catch (FsException e) {
      if (before == null) {
        throw e;
      }
      return before;
    }
    if (before != null && before.path().equals(path)) {
      return before;
    }
    close();
    Open fresh = new Open(path, shared.client().download(path));
    open = fresh;
    return fresh;
  }

  /**
   * Whether the file still has the version, by a request. False when it is not where it should be.
   */
  private boolean isUnchanged(NodePath from) throws IOException {
    NodePath path;
    try {
      path = shared.tree().path(entry);
    } catch (FsException e) {
      path = from;
    }
    try {
      if (!(shared.client().node(path, Detail.PROPERTIES) instanceof Node.Data data)) {
        return false;
      }
      Version now = shared.versions().of(data);
      if (!expected.sameContentAs(now)) {
        throw new StaleContentException(
            entry.name + ": the content was replaced while it was read", now);
      }
      return true;
    } catch (VospaceException.NotFound e) {
      return false;
    } catch (VospaceException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.download().close();
      open = null;
    }
  }

  private final class CheckingSink implements ContentSink {
    private final Sink sink;
    private final NodePath from;
    private @Nullable HeldBytes held;

    CheckingSink(Sink sink, NodePath from) {
      this.sink = sink;
      this.from = from;
    }

    @Override
    public boolean begin(Version version, long offset) throws IOException {
      Version wanted = expected;
      if (!wanted.sameContentAs(version)) {
        throw new StaleContentException(entry.name + ": the content was replaced", version);
      }
      expected = wanted.mergedWith(version);
      entry.delivered = shared.ticker().read();
      if (mayChangeOnTheWay(version, offset)) {
        held = new HeldBytes(expected, () -> isUnchanged(from), sink, shared.ticker());
      }
      return sink.begin(offset);
    }

    /**
     * Storage that names its objects sends one of them, whatever is stored meanwhile. Where nothing
     * but the length is known of a version there is nothing to compare.
     */
    private boolean mayChangeOnTheWay(Version version, long offset) {
      return offset == 0
          && version.artifactId() == null
          && !shared.client().traits().ranges().orElse(false)
          && (expected.date() != null || expected.md5() != null);
    }

    @Override
    public boolean bytes(ByteBuffer buffer) throws IOException {
      return held == null ? sink.bytes(buffer) : held.bytes(buffer);
    }
  }
}
