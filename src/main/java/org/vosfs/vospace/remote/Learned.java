package org.vosfs.vospace.remote;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.http.Reply;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.ServiceTraits;

/**
 * What the service's replies have told of it. Thread-safe: independent facts, each set once or
 * again to the same.
 */
final class Learned {
  /** In the {@code server} header of the node library that vault and cavern share (recorded). */
  private static final String CADC_NODES = "cadc-vos-server";

  private volatile @Nullable Boolean ranges;
  private volatile @Nullable Boolean paging;
  private volatile @Nullable Boolean atomicReplace;
  private volatile @Nullable String user;
  private volatile boolean refusesFullContainers;
  private volatile boolean saysReadable;
  private volatile boolean shortPageEnds;

  /** Looks at any reply. */
  void reply(Reply reply) {
    reply.header("x-vo-authenticated").ifPresent(name -> user = name);
    if (!refusesFullContainers
        && reply.header("server").map(name -> name.contains(CADC_NODES)).orElse(false)) {
      refusesFullContainers = true;
      saysReadable = true;
      shortPageEnds = true;
    }
  }

  /** Looks at a node that was asked for with all detail. */
  void detailed(Node node) {
    if (node.properties().isReadable()) {
      saysReadable = true;
    }
  }

  void ranges(boolean served) {
    ranges = served;
  }

  void paging(boolean offered) {
    paging = offered;
  }

  void atomicReplace(boolean atomic) {
    atomicReplace = atomic;
  }

  /** The service answered a DELETE with "not empty". */
  void refusedFullContainer() {
    refusesFullContainers = true;
  }

  /**
   * True once it is known that DELETE of a container that is not empty is refused, so that no look
   * before is needed: either seen, or the reply's {@code server} header names the node library of
   * vault and cavern, which does. Everybody else may delete the whole tree (protocol §6.4).
   */
  boolean refusesFullContainers() {
    return refusesFullContainers;
  }

  /** True when a missing {@code readable} means that the node may not be read. */
  boolean saysReadable() {
    return saysReadable;
  }

  /** True when a page with fewer children than asked for is the last one. */
  boolean shortPageEnds() {
    return shortPageEnds;
  }

  /** True once it is known that bytes are where nodes are, so that a node knows its length. */
  boolean servesItself() {
    return Boolean.FALSE.equals(atomicReplace);
  }

  boolean paging() {
    return !Boolean.FALSE.equals(paging);
  }

  ServiceTraits traits() {
    return new ServiceTraits(
        Optional.ofNullable(ranges),
        Optional.ofNullable(paging),
        Optional.ofNullable(atomicReplace),
        Optional.ofNullable(user));
  }
}
