package org.vosfs.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A transfer: what a client asks for, and with endpoints what it is given (section 9.1).
 *
 * @param view view URI or null
 * @param viewFormat the view's format parameter or null
 * @param params other parameters
 */
record TransferDocument(
    List<String> targets,
    String direction,
    @Nullable String view,
    @Nullable String viewFormat,
    List<Protocol> protocols,
    boolean keepBytes,
    List<Param> params) {

  static final String PULL = "pullFromVoSpace";
  static final String PUSH = "pushToVoSpace";

  /** A protocol with the endpoint and security method, where given. */
  record Protocol(String uri, @Nullable String endpoint, @Nullable String securityMethod) {
    Protocol at(String url) {
      return new Protocol(uri, url, securityMethod);
    }
  }

  /** A parameter. */
  record Param(String uri, String value) {}

  TransferDocument {
    targets = List.copyOf(targets);
    protocols = List.copyOf(protocols);
    params = List.copyOf(params);
  }

  String target() {
    return targets.get(0);
  }

  TransferDocument withProtocols(List<Protocol> given) {
    return new TransferDocument(targets, direction, view, viewFormat, given, keepBytes, params);
  }

  static TransferDocument read(byte @Nullable [] body) throws Refusal, IOException {
    if (body == null) {
      throw new Refusal(413, "document too long, limit: " + XmlIn.LIMIT);
    }
    Element root = XmlIn.parse(body);
    if (!XmlIn.is(root, "transfer")) {
      throw XmlIn.schema(
          1, "cvc-elt.1.a: Cannot find the declaration of element '" + root.getNodeName() + "'.");
    }
    List<String> targets = new ArrayList<>();
    List<Protocol> protocols = new ArrayList<>();
    List<Param> params = new ArrayList<>();
    String direction = "";
    String view = null;
    String format = null;
    boolean keep = true;
    for (Element element : XmlIn.children(root)) {
      String text = XmlIn.text(element).strip();
      switch (String.valueOf(element.getLocalName())) {
        case "target" -> targets.add(text);
        case "direction" -> direction = text;
        case "view" -> {
          view = element.getAttribute("uri");
          Element param = XmlIn.child(element, "param");
          format = param == null ? null : XmlIn.text(param).strip();
        }
        case "protocol" -> protocols.add(protocol(element));
        case "keepBytes" -> keep = text.equals("true");
        case "param" -> params.add(new Param(element.getAttribute("uri"), text));
        default -> throw XmlIn.schema(1, "Invalid content: " + element.getNodeName());
      }
    }
    if (targets.isEmpty() || direction.isEmpty()) {
      throw XmlIn.schema(
          1, "cvc-complex-type.2.4.b: The content of element 'vos:transfer' is not complete.");
    }
    return new TransferDocument(targets, direction, view, format, protocols, keep, params);
  }

  private static Protocol protocol(Element element) {
    Element security = XmlIn.child(element, "securityMethod");
    String method = security == null ? "" : security.getAttribute("uri");
    return new Protocol(element.getAttribute("uri"), null, method.isEmpty() ? null : method);
  }

  /** Writes the document; protocols without endpoint only when asked for (as jobs show them). */
  void write(XmlOut out, String indent, boolean all) throws IOException {
    out.raw(indent).raw("<vos:transfer xmlns:vos=\"" + XmlIn.VOS + "\" version=\"2.1\">\n");
    for (String target : targets) {
      element(out, indent, "target", target);
    }
    element(out, indent, "direction", direction);
    String viewUri = view;
    if (viewUri != null) {
      out.raw(indent).raw("  <vos:view uri=\"").text(viewUri).raw("\" />\n");
    }
    for (Protocol protocol : protocols) {
      if (all || protocol.endpoint() != null) {
        write(out, indent, protocol);
      }
    }
    element(out, indent, "keepBytes", Boolean.toString(keepBytes));
    for (Param param : params) {
      out.raw(indent).raw("  <vos:param uri=\"").text(param.uri()).raw("\">");
      out.text(param.value()).raw("</vos:param>\n");
    }
    out.raw(indent).raw("</vos:transfer>\n");
  }

  private static void write(XmlOut out, String indent, Protocol protocol) throws IOException {
    String endpoint = protocol.endpoint();
    String security = protocol.securityMethod();
    out.raw(indent).raw("  <vos:protocol uri=\"").text(protocol.uri());
    if (endpoint == null && security == null) {
      out.raw("\" />\n");
      return;
    }
    out.raw("\">\n");
    if (endpoint != null) {
      out.raw(indent).raw("    <vos:endpoint>").text(endpoint).raw("</vos:endpoint>\n");
    }
    if (security != null) {
      out.raw(indent).raw("    <vos:securityMethod uri=\"").text(security).raw("\" />\n");
    }
    out.raw(indent).raw("  </vos:protocol>\n");
  }

  private static void element(XmlOut out, String indent, String name, String text)
      throws IOException {
    out.raw(indent).raw("  <vos:" + name + ">").text(text).raw("</vos:" + name + ">\n");
  }
}
