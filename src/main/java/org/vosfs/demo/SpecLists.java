package org.vosfs.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code /views}, {@code /properties}, {@code /protocols} of the bare specification. */
final class SpecLists {
  private static final List<String> PROPERTIES =
      List.of(
          Keys.LENGTH,
          Keys.MD5,
          Keys.DATE,
          Keys.CREATOR,
          Keys.PUBLIC_READ,
          Keys.GROUP_READ,
          Keys.GROUP_WRITE,
          Keys.CORE + "title",
          Keys.CORE + "description");

  void views(Exchange exchange, String rest) throws IOException, Refusal {
    String any = "<vos:view uri=\"" + Keys.CORE + "defaultview\"/>";
    reply(exchange, "views", any);
  }

  void properties(Exchange exchange, String rest) throws IOException, Refusal {
    StringBuilder all = new StringBuilder();
    for (String key : PROPERTIES) {
      all.append("<vos:property uri=\"").append(key).append("\"/>");
    }
    reply(exchange, "properties", all.toString());
  }

  void protocols(Exchange exchange, String rest) throws IOException, Refusal {
    String get = "<vos:protocol uri=\"" + Keys.CORE + "httpget\"/>";
    String put = "<vos:protocol uri=\"" + Keys.CORE + "httpput\"/>";
    reply(exchange, "protocols", get + put);
  }

  private static void reply(Exchange exchange, String root, String content)
      throws IOException, Refusal {
    if (!exchange.method().equals("GET")) {
      throw Refusal.methodNotAllowed(exchange.method(), "GET");
    }
    String head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<vos:" + root;
    String namespace = " xmlns:vos=\"" + XmlIn.VOS + "\">\n";
    String xml = head + namespace + content + "</vos:" + root + ">\n";
    exchange.bytes(200, "text/xml", xml.getBytes(StandardCharsets.UTF_8));
  }
}
