package org.vosfs.fs;

import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * What is left of a new file whose bytes a service refused: it has made the node before it looked
 * at them, and keeps it (protocol §9.3, §10.5). Thread-safe.
 */
final class EmptyNodes {
  private static final Logger log = LoggerFactory.getLogger(EmptyNodes.class);

  private final VospaceClient client;

  EmptyNodes(VospaceClient client) {
    this.client = client;
  }

  /** Deletes the node of a file that was never stored; never one that has bytes. */
  void remove(NodePath path) {
    try {
      if (client.node(path, Detail.PROPERTIES) instanceof Node.Data data
          && data.length() == 0
          && !hasBytes(path)) {
        client.delete(path);
      }
    } catch (VospaceException.NotFound e) {
      log.debug("{}: nothing is left of it", path);
    } catch (VospaceException e) {
      log.warn("{}: an empty file may be left on the service: {}", path, e.getMessage());
    }
  }

  /** A record may say 0 bytes for a while after an upload; the storage knows better. */
  private boolean hasBytes(NodePath path) throws VospaceException {
    First first = new First();
    Download download = client.download(path);
    try {
      download.read(0, 1, first);
      return first.found;
    } catch (VospaceException.NotFound e) {
      return false;
    } finally {
      download.close();
    }
  }

  /** Takes nothing, and notes whether there is something. */
  private static final class First implements ContentSink {
    private boolean found;

    @Override
    public boolean begin(Version version, long offset) {
      found = version.length() != 0;
      return false;
    }

    @Override
    public boolean bytes(ByteBuffer buffer) {
      found |= buffer.hasRemaining();
      return false;
    }
  }
}
