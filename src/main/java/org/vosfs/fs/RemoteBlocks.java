package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.BlockSource;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Download;
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
      download().read(offset, length, new CheckingSink(sink));
    } catch (VospaceException.Local e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    } catch (VospaceException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The download for where the file is now; a file whose name is gone keeps its old one. */
  private synchronized Download download() throws FsException {
    NodePath path;
    try {
      path = shared.tree().path(entry);
    } catch (FsException e) {
      if (open == null) {
        throw e;
      }
      return open.download();
    }
    if (open == null || !open.path().equals(path)) {
      close();
      open = new Open(path, shared.client().download(path));
    }
    return open.download();
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

    CheckingSink(Sink sink) {
      this.sink = sink;
    }

    @Override
    public boolean begin(Version version, long offset) throws IOException {
      Version wanted = expected;
      if (!wanted.sameContentAs(version)) {
        throw new StaleContentException(entry.name + ": the content was replaced", version);
      }
      expected = wanted.mergedWith(version);
      entry.delivered = shared.ticker().read();
      return sink.begin(offset);
    }

    @Override
    public boolean bytes(ByteBuffer buffer) throws IOException {
      return sink.bytes(buffer);
    }
  }
}
