package org.vosfs.demo;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/**
 * The JSON form of node documents (section 5.3). As on the services values are not escaped, so one
 * odd property value breaks the document.
 */
final class NodeJson {
  private final XmlOut out;
  private final Core core;

  NodeJson(XmlOut out, Core core) {
    this.out = out;
    this.core = core;
  }

  void document(DemoNode node, Collection<DemoNode> children, int limit) throws IOException {
    String path = node.path();
    out.raw("{ \"vos:node\" : { ");
    body(node, path, core.contents().single(node));
    if (node.isContainer()) {
      out.raw(", \"vos:nodes\" : { \"$\" : [ ");
      int left = limit;
      boolean first = true;
      for (DemoNode child : children) {
        if (left-- == 0) {
          break;
        }
        out.raw(first ? "{ \"node\" : { " : ", { \"node\" : { ");
        first = false;
        body(child, NodeUris.child(path, child.name()), core.contents().listed(child));
        out.raw(child.isContainer() ? ", \"vos:nodes\" : { \"$\" : [ ] } } }" : " } }");
      }
      out.raw(" ] }");
    }
    out.raw(" } }\n");
  }

  private void body(DemoNode node, String path, Content content) throws IOException {
    out.raw("\"@xmlns:vos\" : \"" + XmlIn.VOS + "\", ");
    out.raw("\"@xmlns:xsi\" : \"" + XmlIn.XSI + "\", ");
    out.raw("\"@uri\" : \"").raw(core.uris().encoded(path));
    out.raw("\", \"@xsi:type\" : \"vos:").raw(node.type().xsi()).raw("\"");
    if (node.type() == DemoNode.Type.DATA) {
      out.raw(", \"@busy\" : false");
    }
    out.raw(", \"vos:properties\" : { \"$\" : [ ");
    boolean first = true;
    for (Map.Entry<String, String> p : core.properties().shown(node, content).entrySet()) {
      out.raw(first ? "{ \"property\" : { \"@uri\" : \"" : ", { \"property\" : { \"@uri\" : \"");
      first = false;
      out.raw(p.getKey());
      if (core.properties().readOnly(p.getKey())) {
        out.raw("\", \"@readOnly\" : \"true");
      }
      out.raw("\", \"$\" : \"")
          .raw(p.getValue().replaceAll("\\s+", " ").replace("\\", "\\\\"))
          .raw("\" } }");
    }
    out.raw(" ] }");
    if (node.type() == DemoNode.Type.DATA) {
      out.raw(", \"vos:accepts\" : { \"$\" : [ ] }, \"vos:provides\" : { \"$\" : [ ] }");
    }
    if (node.type() == DemoNode.Type.LINK) {
      out.raw(", \"vos:target\" : \"").raw(String.valueOf(node.record().target())).raw("\"");
    }
  }
}
