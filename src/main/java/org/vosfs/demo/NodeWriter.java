package org.vosfs.demo;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Node documents as the services write them (section 5.2). Used by one thread. */
final class NodeWriter {
  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<vos:node xmlns:vos=\"http://www.ivoa.net/xml/"
          + "VOSpace/v2.0\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

  /** How much is said about a node. */
  enum Detail {
    MIN,
    PROPERTIES,
    MAX
  }

  private final XmlOut out;
  private final Core core;
  private final Caller caller;
  private final Detail detail;
  private String indent = "";
  private Map<String, @Nullable String> echo = Map.of();

  NodeWriter(XmlOut out, Core core, Caller caller, Detail detail) {
    this.out = out;
    this.core = core;
    this.caller = caller;
    this.detail = detail;
  }

  /** Shows these properties, or with null hides them, whatever is stored. */
  NodeWriter echoing(Map<String, @Nullable String> properties) {
    echo = properties;
    return this;
  }

  /** A whole document without children. */
  void document(DemoNode node, String path, Content content) throws IOException {
    start(node, path, content);
    finish(node);
  }

  /** The document's head up to where the children of a container come. */
  void start(DemoNode node, String path, Content content) throws IOException {
    out.raw(HEAD);
    attributesAndProperties(node, path, content);
  }

  void openNodes() throws IOException {
    out.raw("  <vos:nodes>\n");
    indent = "    ";
  }

  void closeNodes() throws IOException {
    out.raw("  </vos:nodes>\n</vos:node>\n");
  }

  /** One child of the container. */
  void child(DemoNode node, String path, Content content) throws IOException {
    out.raw(indent).raw("<vos:node");
    attributesAndProperties(node, path, content);
    tail(node);
    out.raw(indent).raw("</vos:node>\n");
  }

  void finish(DemoNode node) throws IOException {
    tail(node);
    out.raw("</vos:node>\n");
  }

  private void tail(DemoNode node) throws IOException {
    switch (node.type()) {
      case CONTAINER -> out.raw(indent).raw("  <vos:nodes />\n");
      case DATA ->
          out.raw(indent).raw("  <vos:accepts />\n").raw(indent).raw("  <vos:provides />\n");
      case LINK ->
          out.raw(indent)
              .raw("  <vos:target>")
              .text(String.valueOf(node.record().target()))
              .raw("</vos:target>\n");
    }
  }

  private void attributesAndProperties(DemoNode node, String path, Content content)
      throws IOException {
    out.raw(" uri=\"").text(core.uris().encoded(path));
    out.raw("\" xsi:type=\"vos:").raw(node.type().xsi());
    out.raw(node.type() == DemoNode.Type.DATA && detail != Detail.MIN ? "\" busy=\"" : "\"");
    if (node.type() == DemoNode.Type.DATA && detail != Detail.MIN) {
      out.raw(core.busy(node) ? "true\"" : "false\"");
    }
    out.raw(">\n");
    if (detail != Detail.MIN) {
      properties(node, content);
    }
  }

  private void properties(DemoNode node, Content content) throws IOException {
    out.raw(indent).raw("  <vos:properties>\n");
    Map<String, String> shown = core.properties().shown(node, content);
    boolean max = detail == Detail.MAX;
    String readable = max && core.permissions().canRead(caller, node) ? "true" : null;
    boolean writes = max && core.permissions().canWrite(caller, node) && !node.record().locked();
    String writable = writes ? "true" : null;
    computed(shown, Keys.READABLE, readable);
    computed(shown, Keys.WRITABLE, writable);
    for (Map.Entry<String, @Nullable String> property : echo.entrySet()) {
      shown.remove(property.getKey());
      computed(shown, property.getKey(), property.getValue());
    }
    for (Map.Entry<String, String> property : shown.entrySet()) {
      boolean readOnly =
          core.properties().readOnly(property.getKey())
              || (readable != null && property.getKey().equals(Keys.READABLE))
              || (writable != null && property.getKey().equals(Keys.WRITABLE));
      out.raw(indent).raw("    <vos:property uri=\"").text(property.getKey());
      out.raw(readOnly ? "\" readOnly=\"true\"" : "\"");
      if (property.getValue().isEmpty()) {
        out.raw(" />\n");
      } else {
        out.raw(">").text(property.getValue()).raw("</vos:property>\n");
      }
    }
    out.raw(indent).raw("  </vos:properties>\n");
  }

  private static void computed(Map<String, String> shown, String key, @Nullable String value) {
    if (value != null) {
      shown.put(key, value);
    }
  }
}
