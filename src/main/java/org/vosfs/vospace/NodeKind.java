package org.vosfs.vospace;

/** The node types a filesystem knows (protocol §5.1). */
public enum NodeKind {
  CONTAINER,
  DATA,
  LINK;

  public static NodeKind of(Node node) {
    if (node instanceof Node.Container) {
      return CONTAINER;
    }
    return node instanceof Node.Data ? DATA : LINK;
  }
}
