package org.vosfs.demo;

import org.jspecify.annotations.Nullable;

/** How a profile knows the bytes behind its nodes. Implementations are thread-safe. */
interface Contents {
  /** As a request for this one node shows it. */
  Content single(DemoNode node);

  /** As the listing of its container shows it. */
  Content listed(DemoNode node);

  /** As HEAD and GET on the files endpoint show it. */
  Content head(DemoNode node);

  /** Called when the record of a node has been changed by a client. */
  NodeRecord changed(NodeRecord record, boolean touched, long now);

  /** Sets type or encoding where they belong to the bytes; false: they are plain properties. */
  boolean describe(DemoNode node, String key, @Nullable String value);

  /** Drops the bytes of a removed node. */
  void removed(DemoNode node);
}
