package org.vosfs.vospace.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeProperties;

/**
 * Reads node documents (protocol §5.2). Children are handed on as soon as each is parsed and not
 * kept; anything deeper than a child is read over.
 */
public final class NodeXml {
  /** More properties than any service keeps for a node; the rest is dropped. */
  private static final int MOST_PROPERTIES = 4096;

  /** Characters of all property values of one node together; the rest is dropped. */
  private static final int MOST_TEXT = 1 << 20;

  /**
   * A node with the URI it was sent under.
   *
   * @param uri the resolved node's, which through a link differs from the one asked for
   */
  public record Sent(String uri, Node node) {}

  /** Takes children as they are parsed. */
  @FunctionalInterface
  public interface Children {
    /**
     * The next child.
     *
     * @throws IOException to stop reading
     */
    void accept(Sent child) throws IOException;
  }

  /** Properties whose values differ from node to node; others are mostly the same in a listing. */
  private static final Set<String> OWN =
      Set.of(
          NodeProperties.LENGTH,
          NodeProperties.DATE,
          NodeProperties.CONTENT_DATE,
          NodeProperties.MD5);

  /** Most texts that nodes of one document share, and the longest of them. */
  private static final int MOST_SHARED = 500;

  private static final int LONGEST_SHARED = 200;

  private final XmlSource xml;
  private final Children children;

  /** Half of what a cached listing takes is saved by holding equal texts once. */
  private final Map<String, String> shared = new HashMap<>();

  private NodeXml(XmlSource xml, Children children) {
    this.xml = xml;
    this.children = children;
  }

  /** Reads a node document to its end, dropping children. */
  public static Sent read(InputStream in) throws IOException {
    return read(in, child -> {});
  }

  /**
   * Reads a node document to its end.
   *
   * @throws BadXml when it is cut off or something else; children parsed before were handed on
   */
  public static Sent read(InputStream in, Children children) throws IOException {
    try (XmlSource xml = new XmlSource(in)) {
      xml.root("node");
      Sent root = new NodeXml(xml, children).node(true);
      xml.finish();
      return root;
    }
  }

  private Sent node(boolean isRoot) throws IOException {
    int own = xml.depth();
    String uri = attributeOr("uri", "");
    String type = attributeOr("type", "");
    boolean busy = attributeOr("busy", "false").strip().equals("true");
    Map<String, String> properties = Map.of();
    String target = "";
    while (xml.nextChild(own)) {
      switch (xml.name()) {
        case "properties" -> properties = properties();
        case "target" -> target = orEmpty(xml.text()).strip();
        case "nodes" -> {
          if (isRoot) {
            children();
          }
        }
        default -> {
          // accepts, provides, capabilities and whatever comes: read over
        }
      }
    }
    return new Sent(uri, build(uri, type, busy, new NodeProperties(properties), target));
  }

  private void children() throws IOException {
    int own = xml.depth();
    while (xml.nextChild(own)) {
      if (xml.name().equals("node")) {
        children.accept(node(false));
      }
    }
  }

  private Map<String, String> properties() throws IOException {
    int own = xml.depth();
    Map<String, String> properties = new HashMap<>();
    int room = MOST_TEXT;
    while (xml.nextChild(own)) {
      if (!xml.name().equals("property")) {
        continue;
      }
      String uri = xml.attribute("uri");
      boolean nil = attributeOr("nil", "false").strip().equals("true");
      String value = xml.text();
      if (uri != null && value != null && !nil) {
        room -= uri.length() + value.length();
        if (room > 0 && properties.size() < MOST_PROPERTIES) {
          properties.put(shared(uri), OWN.contains(uri) ? value : shared(value));
        }
      }
    }
    return properties;
  }

  private String shared(String text) {
    String known = shared.get(text);
    if (known != null) {
      return known;
    }
    if (text.length() <= LONGEST_SHARED && shared.size() < MOST_SHARED) {
      shared.put(text, text);
    }
    return text;
  }

  /** Data for every type but the two that differ: subtypes and "server decides" are files. */
  private static Node build(
      String uri, String type, boolean busy, NodeProperties properties, String target) {
    String name = NodeUris.lastName(uri);
    String local = type.substring(type.indexOf(':') + 1).strip();
    return switch (local) {
      case "ContainerNode" -> new Node.Container(name, properties);
      case "LinkNode" -> new Node.Link(name, properties, target);
      default -> new Node.Data(name, properties, properties.length().orElse(0L), busy);
    };
  }

  private String attributeOr(String name, String otherwise) {
    String value = xml.attribute(name);
    return value == null ? otherwise : value;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
