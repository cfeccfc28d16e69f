package org.vosfs.upload;

import org.jspecify.annotations.Nullable;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.ServiceTraits;
import org.vosfs.vospace.Version;

/**
 * Whether what stands on the service may be replaced by ours. It may when it is our base, our own
 * earlier upload or something we replaced within the lag window, an empty node our own negotiation
 * made, or the wreck of our own PUT (cavern: no bytes, the old MD5; protocol §20). Everything else
 * is somebody's work.
 */
final class ConflictRule {
  private ConflictRule() {}

  static boolean mayReplace(Node.Data there, UploadItem item, ServiceTraits traits) {
    StagedFacts facts = item.staged().facts();
    Version told = item.versionOf(there);
    @Nullable Version base = item.base();
    if (base != null && told.sameContentAs(base)) {
      return true;
    }
    if (item.isOwnEarlier(told)) {
      return true;
    }
    boolean empty = there.length() == 0;
    if (empty && facts.unfinished() != null) {
      return true; // a node we were making again when the try ended
    }
    if (facts.remoteTouched()) {
      boolean maybeWrecked = !traits.atomicReplace().orElse(false);
      return empty && (base == null || maybeWrecked);
    }
    // A node without bytes holds nothing that could be lost, unless it is the emptied version of
    // what we started from.
    return base == null && empty && !facts.exclusive();
  }
}
