package org.vosfs.vospace;

/** What the server said about one node, once. Immutable. */
public sealed interface Node {
  /**
   * The last name of the node's path, decoded; hostile input until checked with {@link
   * org.vosfs.base.NodePath#isName}. Empty for the root.
   */
  String name();

  NodeProperties properties();

  /** A directory. Its children are only ever told by {@link VospaceClient#list}. */
  record Container(String name, NodeProperties properties) implements Node {}

  /**
   * A file.
   *
   * @param length bytes; 0 also when the service has not yet heard of the bytes (protocol §10.8)
   * @param busy an upload by somebody is under way (bare 2.1 services only)
   */
  record Data(String name, NodeProperties properties, long length, boolean busy) implements Node {
    /** What the node record says about the content; an artifact id never stands there. */
    public Version version() {
      return new Version(
          length,
          null,
          properties.contentDate().or(properties::date).orElse(null),
          properties.md5().orElse(null));
    }
  }

  /**
   * A symbolic link.
   *
   * @param target as the server wrote it; need not be a legal URI (protocol §7)
   */
  record Link(String name, NodeProperties properties, String target) implements Node {}
}
