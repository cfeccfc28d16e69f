package org.vosfs.demo;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A node document that a client sent.
 *
 * @param properties by key; null value = {@code xsi:nil}
 */
record NodeDocument(
    String uri,
    DemoNode.Type type,
    Map<String, @Nullable String> properties,
    @Nullable String target) {

  NodeDocument {
    properties = Collections.unmodifiableMap(properties);
  }

  static NodeDocument read(byte @Nullable [] body, Profile profile) throws Refusal, IOException {
    if (body == null) {
      throw new Refusal(
          500,
          "unexpected exception: java.lang.ClassCastException: class"
              + " ca.nrc.cadc.io.ByteLimitExceededException cannot be cast to class"
              + " ca.nrc.cadc.rest.InlineContentException");
    }
    Element root = XmlIn.parse(body);
    if (!XmlIn.is(root, "node")) {
      throw XmlIn.schema(
          1, "cvc-elt.1.a: Cannot find the declaration of element '" + root.getNodeName() + "'.");
    }
    DemoNode.Type type = type(root, profile);
    if (type == DemoNode.Type.CONTAINER && XmlIn.child(root, "nodes") == null) {
      throw XmlIn.schema(
          1, "cvc-complex-type.2.4.b: The content of element 'vos:node' is not complete.");
    }
    String target = null;
    if (type == DemoNode.Type.LINK) {
      Element element = XmlIn.child(root, "target");
      if (element == null) {
        throw XmlIn.schema(
            1, "cvc-complex-type.2.4.b: The content of element 'vos:node' is not complete.");
      }
      target = XmlIn.text(element).strip();
      if (NodeUris.parse(target) == null) {
        throw Refusal.invalidArgument("invalid input: invalid LinkNode target uri: " + target);
      }
    }
    return new NodeDocument(root.getAttribute("uri"), type, properties(root), target);
  }

  /** Writes the document as jobs show it. */
  void write(XmlOut out, String indent) throws IOException {
    out.raw(indent).raw("<vos:node xmlns:vos=\"" + XmlIn.VOS + "\" xmlns:xsi=\"" + XmlIn.XSI);
    out.raw("\" uri=\"").text(uri).raw("\" xsi:type=\"vos:").raw(type.xsi()).raw("\">\n");
    out.raw(indent).raw("  <vos:properties>\n");
    Map<String, @Nullable String> sorted = new TreeMap<>(Keys.ORDER);
    sorted.putAll(properties);
    for (Map.Entry<String, @Nullable String> property : sorted.entrySet()) {
      String value = property.getValue();
      out.raw(indent).raw("    <vos:property uri=\"").text(property.getKey());
      if (value == null) {
        out.raw("\" xsi:nil=\"true\" />\n");
      } else {
        out.raw("\">").text(value).raw("</vos:property>\n");
      }
    }
    out.raw(indent).raw("  </vos:properties>\n");
    switch (type) {
      case CONTAINER -> out.raw(indent).raw("  <vos:nodes />\n");
      case DATA ->
          out.raw(indent).raw("  <vos:accepts />\n").raw(indent).raw("  <vos:provides />\n");
      case LINK ->
          out.raw(indent).raw("  <vos:target>").text(String.valueOf(target)).raw("</vos:target>\n");
    }
    out.raw(indent).raw("</vos:node>\n");
  }

  private static DemoNode.Type type(Element root, Profile profile) throws Refusal {
    String text = root.getAttributeNS(XmlIn.XSI, "type");
    int colon = text.indexOf(':');
    if (colon < 0 || !XmlIn.VOS.equals(root.lookupNamespaceURI(text.substring(0, colon)))) {
      throw XmlIn.schema(
          1,
          "cvc-elt.4.2: Cannot resolve '"
              + text
              + "' to a type definition for element 'vos:node'.");
    }
    String local = text.substring(colon + 1);
    return switch (local) {
      case "ContainerNode" -> DemoNode.Type.CONTAINER;
      case "DataNode" -> DemoNode.Type.DATA;
      case "LinkNode" -> DemoNode.Type.LINK;
      case "UnstructuredDataNode", "StructuredDataNode" -> {
        if (profile == Profile.VAULT) {
          throw Refusal.badRequest("BUG: no table/columns for class org.opencadc.vospace." + local);
        }
        yield DemoNode.Type.DATA;
      }
      case "Node" -> {
        if (profile != Profile.SPEC) {
          throw Refusal.badRequest("TypeNotSupported: unsupported node type: Node");
        }
        yield DemoNode.Type.DATA;
      }
      default ->
          throw XmlIn.schema(
              1,
              "cvc-elt.4.2: Cannot resolve '"
                  + text
                  + "' to a type definition for element 'vos:node'.");
    };
  }

  private static Map<String, @Nullable String> properties(Element root) throws Refusal {
    Map<String, @Nullable String> result = new LinkedHashMap<>();
    Element list = XmlIn.child(root, "properties");
    if (list == null) {
      return result;
    }
    for (Element property : XmlIn.children(list)) {
      String key = property.getAttribute("uri");
      if (NodeUris.parse(key) == null) {
        throw Refusal.invalidArgument("invalid input: invalid properties URI: " + key);
      }
      boolean nil = property.getAttributeNS(XmlIn.XSI, "nil").equals("true");
      result.put(key, nil ? null : XmlIn.text(property));
    }
    return result;
  }
}
