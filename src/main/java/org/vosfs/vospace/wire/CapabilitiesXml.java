package org.vosfs.vospace.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads a VOSI capabilities document (protocol §3.2). */
public final class CapabilitiesXml {
  private static final int MOST = 1000;

  /**
   * One way to one capability.
   *
   * @param standardId what it is
   * @param accessUrl where
   * @param securityMethods URIs in the document's order; an empty string for anonymous
   */
  public record Interface(String standardId, String accessUrl, List<String> securityMethods) {
    public Interface {
      securityMethods = List.copyOf(securityMethods);
    }
  }

  private CapabilitiesXml() {}

  public static List<Interface> read(InputStream in) throws IOException {
    try (XmlSource xml = new XmlSource(in)) {
      xml.root("capabilities");
      List<Interface> found = new ArrayList<>();
      while (xml.nextChild(1)) {
        String standardId = xml.attribute("standardID");
        int own = xml.depth();
        while (xml.nextChild(own)) {
          if (xml.name().equals("interface") && standardId != null && found.size() < MOST) {
            found.add(one(xml, standardId.strip()));
          }
        }
      }
      xml.finish();
      return List.copyOf(found);
    }
  }

  private static Interface one(XmlSource xml, String standardId) throws IOException {
    int own = xml.depth();
    String url = "";
    List<String> methods = new ArrayList<>();
    while (xml.nextChild(own)) {
      if (xml.name().equals("accessURL") && url.isEmpty()) {
        String text = xml.text();
        url = text == null ? "" : text.strip();
      } else if (xml.name().equals("securityMethod") && methods.size() < MOST) {
        String method = xml.attribute("standardID");
        methods.add(method == null ? "" : method.strip());
      }
    }
    // no securityMethod at all means anonymous (protocol §3.2)
    return new Interface(standardId, url, methods.isEmpty() ? List.of("") : methods);
  }
}
