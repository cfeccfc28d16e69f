package org.vosfs.vospace.remote;

import java.util.Optional;
import org.vosfs.base.NodePath;
import org.vosfs.http.Url;
import org.vosfs.vospace.ServiceNames;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.NodeUris;

/**
 * The mounted part of one service: paths of the port to URIs and URLs, and back (protocol §2.1).
 *
 * @param urls the service's endpoints
 * @param root the node that the port calls {@code /}
 * @param authority of the service's node URIs, as the service itself writes it
 */
record Space(ServiceUrls urls, NodePath root, String authority) {

  /** A node's URI, as sent in documents. */
  String uri(NodePath path) {
    return "vos://" + authority + NodeUris.encode(root.resolve(path));
  }

  /** Where a node's metadata is. */
  Url node(NodePath path) {
    return urls.nodes().plus(NodeUris.encode(root.resolve(path)));
  }

  /** Where a file's bytes are asked for directly, if the service offers that. */
  Optional<Url> file(NodePath path) {
    return Optional.ofNullable(urls.files())
        .map(files -> files.plus(NodeUris.encode(root.resolve(path))));
  }

  /** As {@link #file}, for those who have no credential. */
  Optional<Url> publicFile(NodePath path) {
    return Optional.ofNullable(urls.publicFiles())
        .map(files -> files.plus(NodeUris.encode(root.resolve(path))));
  }

  /** A node by its whole path in the service. */
  Url nodeAbove(NodePath whole) {
    return urls.nodes().plus(NodeUris.encode(whole));
  }

  /** True for a URL of the service's own byte access, as opposed to a storage site's (§15). */
  boolean isOwnFile(Url url) {
    Url files = urls.files();
    return files != null
        && files.origin().equals(url.origin())
        && url.path().startsWith(files.path() + "/");
  }

  Optional<NodePath> pathOf(String uri) {
    return NodeUris.authority(uri)
        .filter(other -> NodeUris.normal(other).equals(NodeUris.normal(authority)))
        .flatMap(other -> NodeUris.path(uri))
        .filter(path -> path.startsWith(root))
        .map(path -> path.relativeTo(root));
  }

  /**
   * Refuses what would hit another node or fail obscurely: never let such a name reach the wire, in
   * any operation (protocol §2.2).
   */
  static void check(NodePath path) throws VospaceException.Invalid {
    for (String name : path.names()) {
      if (!ServiceNames.isLegal(name)) {
        throw new VospaceException.Invalid(
            "a name the service would mangle: '" + printable(name) + "'");
      }
    }
  }

  private static String printable(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .limit(80)
        .forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? 0xFFFD : c));
    return text.toString();
  }
}
