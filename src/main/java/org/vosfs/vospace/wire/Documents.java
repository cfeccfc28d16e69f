package org.vosfs.vospace.wire;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.PropertyChanges;

/**
 * Writes what is sent: node and transfer documents in the element order and with the prefixes that
 * CADC insists on (protocol §5.2, §9.1). UTF-8.
 */
public final class Documents {
  /** Largest node document that CADC takes (protocol §5.2). */
  public static final int MAX_LENGTH = 32 * 1024;

  private static final String VOS = "http://www.ivoa.net/xml/VOSpace/v2.0";
  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  private static final String PACKAGE = "vos://cadc.nrc.ca~vospace/CADC/std/Pkg-1.0";
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final XMLStreamWriter xml;

  private Documents() throws XMLStreamException {
    xml = FACTORY.createXMLStreamWriter(bytes, "UTF-8");
    xml.writeStartDocument("UTF-8", "1.0");
  }

  /** One of the things a document can be made of. */
  @FunctionalInterface
  private interface Content {
    void write(Documents out) throws XMLStreamException;
  }

  /**
   * The document that creates a node (protocol §6.2).
   *
   * @throws IllegalArgumentException when a value holds what XML cannot
   */
  public static byte[] create(String uri, NewNode node) {
    return document(
        out -> {
          out.startNode(uri, node.kind());
          out.properties(node.properties(), java.util.Set.of());
          out.endNode(node.kind(), node.target());
        });
  }

  /**
   * The document that changes properties; what it does not mention stays (protocol §5.4).
   *
   * @throws IllegalArgumentException when a value holds what XML cannot
   */
  public static byte[] update(String uri, NodeKind kind, PropertyChanges changes) {
    return document(
        out -> {
          out.startNode(uri, kind);
          out.properties(changes.set(), changes.remove());
          // a link's target cannot be changed and is ignored, but the schema wants one
          out.endNode(kind, kind == NodeKind.LINK ? uri : null);
        });
  }

  /** The document that renames (protocol §9.6). */
  public static byte[] move(String from, String to) {
    return document(
        out -> {
          out.startTransfer(from, to);
          out.element("keepBytes", "false");
          out.xml.writeEndElement();
        });
  }

  /**
   * The document that asks where bytes may be read or written (protocol §9.2).
   *
   * @param direction {@code pullFromVoSpace} or {@code pushToVoSpace}
   * @param protocol URI of the protocol wanted
   * @param securityMethods URIs; asked for beside an endpoint that needs no credentials
   */
  public static byte[] negotiate(
      String target, String direction, String protocol, Iterable<String> securityMethods) {
    return document(
        out -> {
          out.startTransfer(target, direction);
          out.xml.writeEmptyElement("vos", "protocol", VOS);
          out.xml.writeAttribute("uri", protocol);
          for (String method : securityMethods) {
            out.xml.writeStartElement("vos", "protocol", VOS);
            out.xml.writeAttribute("uri", protocol);
            out.xml.writeEmptyElement("vos", "securityMethod", VOS);
            out.xml.writeAttribute("uri", method);
            out.xml.writeEndElement();
          }
          out.xml.writeEndElement();
        });
  }

  /**
   * The document that asks for several nodes in one archive (protocol §11.2).
   *
   * @param contentType of the archive
   * @param protocol URI of the protocol wanted
   */
  public static byte[] pack(List<String> targets, String contentType, String protocol) {
    return document(
        out -> {
          out.xml.writeStartElement("vos", "transfer", VOS);
          out.xml.writeNamespace("vos", VOS);
          out.xml.writeAttribute("version", "2.1");
          for (String target : targets) {
            out.element("target", target);
          }
          out.element("direction", "pullFromVoSpace");
          out.xml.writeStartElement("vos", "view", VOS);
          out.xml.writeAttribute("uri", PACKAGE);
          out.xml.writeStartElement("vos", "param", VOS);
          out.xml.writeAttribute("uri", "ivo://ivoa.net/vospace/core#format");
          out.xml.writeCharacters(contentType);
          out.xml.writeEndElement();
          out.xml.writeEndElement();
          out.xml.writeEmptyElement("vos", "protocol", VOS);
          out.xml.writeAttribute("uri", protocol);
          out.xml.writeEndElement();
        });
  }

  private static byte[] document(Content content) {
    try {
      Documents out = new Documents();
      content.write(out);
      out.xml.writeEndDocument();
      out.xml.close();
      return out.bytes.toByteArray();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing XML to memory failed", e);
    }
  }

  private void startNode(String uri, NodeKind kind) throws XMLStreamException {
    xml.writeStartElement("vos", "node", VOS);
    xml.writeNamespace("vos", VOS);
    xml.writeNamespace("xsi", XSI);
    xml.writeAttribute("uri", legal(uri));
    xml.writeAttribute("xsi", XSI, "type", type(kind));
  }

  private void endNode(NodeKind kind, @Nullable String target) throws XMLStreamException {
    if (kind == NodeKind.CONTAINER) {
      xml.writeEmptyElement("vos", "nodes", VOS);
    } else if (target != null) {
      element("target", target);
    }
    xml.writeEndElement();
  }

  private void properties(Map<String, String> set, Iterable<String> remove)
      throws XMLStreamException {
    xml.writeStartElement("vos", "properties", VOS);
    for (Map.Entry<String, String> property : new TreeMap<>(set).entrySet()) {
      xml.writeStartElement("vos", "property", VOS);
      xml.writeAttribute("uri", legal(property.getKey()));
      xml.writeCharacters(legal(property.getValue()));
      xml.writeEndElement();
    }
    for (String uri : remove) {
      xml.writeEmptyElement("vos", "property", VOS);
      xml.writeAttribute("uri", legal(uri));
      xml.writeAttribute("xsi", XSI, "nil", "true");
    }
    xml.writeEndElement();
  }

  private void startTransfer(String target, String direction) throws XMLStreamException {
    xml.writeStartElement("vos", "transfer", VOS);
    xml.writeNamespace("vos", VOS);
    xml.writeAttribute("version", "2.1");
    element("target", target);
    element("direction", direction);
  }

  private void element(String name, String text) throws XMLStreamException {
    xml.writeStartElement("vos", name, VOS);
    xml.writeCharacters(legal(text));
    xml.writeEndElement();
  }

  private static String type(NodeKind kind) {
    return switch (kind) {
      case CONTAINER -> "vos:ContainerNode";
      case DATA -> "vos:DataNode";
      case LINK -> "vos:LinkNode";
    };
  }

  /** XML 1.0 §2.2: the writer would pass anything on and the service fail on it with a 500. */
  private static String legal(String text) {
    boolean sendable =
        text.codePoints()
            .allMatch(
                c ->
                    c == '\t'
                        || c == '\n'
                        || (c >= 0x20 && c < 0xD800)
                        || (c >= 0xE000 && c < 0xFFFE)
                        || c >= 0x10000);
    if (!sendable) {
      throw new IllegalArgumentException("a value holds a character that XML cannot carry");
    }
    return text;
  }
}
