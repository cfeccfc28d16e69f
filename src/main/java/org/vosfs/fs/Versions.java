package org.vosfs.fs;

import java.time.Instant;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Version;

/**
 * Reads a node record as a {@link Version}. A service that tells content dates (vault) changes the
 * node's date also for a mere change of properties, and drops content date and MD5 from the record
 * for a while then (protocol §21.2, POST); there the node's date says nothing of the content. Once
 * one content date was seen, only content dates count. Thread-safe.
 */
final class Versions {
  private volatile boolean contentDates;

  Version of(Node.Data node) {
    Instant contentDate = node.properties().contentDate().orElse(null);
    if (contentDate != null) {
      contentDates = true;
    }
    Instant date =
        contentDate != null || contentDates ? contentDate : node.properties().date().orElse(null);
    return new Version(node.length(), null, date, node.properties().md5().orElse(null));
  }
}
