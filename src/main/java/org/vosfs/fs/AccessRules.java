package org.vosfs.fs;

import java.util.Optional;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;

/**
 * What the caller may do with a node, by the service's own word ({@code readable}, {@code
 * writable}, protocol §5.5). A service that never says either is believed to allow everything until
 * it refuses. Thread-safe.
 */
final class AccessRules {
  private volatile boolean told;

  /** Learns from a node asked with the caller's rights. */
  void learn(Node node) {
    if (node.properties().isReadable() || node.properties().isWritable()) {
      told = true;
    }
  }

  /**
   * Whether rights need not be asked for: the owner may always do both (protocol §5.5), and what is
   * public may be read.
   */
  boolean areClear(Node node, Optional<String> user, boolean write) {
    NodeProperties properties = node.properties();
    boolean owner = user.isPresent() && properties.get(NodeProperties.CREATOR).equals(user);
    return owner || (!write && properties.isPublic());
  }

  /** True once the service has told rights at all, so that their absence means "no". */
  boolean isTold() {
    return told;
  }

  void requireReadable(Node node) throws FsException {
    NodeProperties properties = node.properties();
    if (told && !properties.isReadable() && !properties.isWritable()) {
      throw new FsException(Reason.ACCESS, "not readable for this user: " + node.name());
    }
  }

  /** Locks bind everybody, the owner too (protocol §6.5). */
  void requireUnlocked(Node node) throws FsException {
    if (node.properties().isLocked()) {
      throw new FsException(Reason.NOT_PERMITTED, "locked on the service: " + node.name());
    }
  }

  void requireWritable(Node node) throws FsException {
    requireUnlocked(node);
    if (told && !node.properties().isWritable()) {
      throw new FsException(Reason.ACCESS, "not writable for this user: " + node.name());
    }
  }
}
