package org.vosfs.vospace.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a negotiation answered (protocol §9.2). */
public final class TransferXml {
  /** More endpoints than anybody would try. */
  private static final int MOST = 64;

  /**
   * A place for bytes.
   *
   * @param securityMethod URI of the method it wants; null for one that needs no credentials
   */
  public record Endpoint(String url, @Nullable String securityMethod) {}

  private TransferXml() {}

  /** The endpoints in the order of the document; empty when the service offers none. */
  public static List<Endpoint> endpoints(InputStream in) throws IOException {
    try (XmlSource xml = new XmlSource(in)) {
      xml.root("transfer");
      List<Endpoint> endpoints = new ArrayList<>();
      while (xml.nextChild(1)) {
        if (xml.name().equals("protocol")) {
          Endpoint endpoint = protocol(xml);
          if (endpoint != null && endpoints.size() < MOST) {
            endpoints.add(endpoint);
          }
        }
      }
      xml.finish();
      return List.copyOf(endpoints);
    }
  }

  private static @Nullable Endpoint protocol(XmlSource xml) throws IOException {
    int own = xml.depth();
    String url = null;
    String method = null;
    while (xml.nextChild(own)) {
      if (xml.name().equals("endpoint")) {
        url = xml.text();
      } else if (xml.name().equals("securityMethod")) {
        method = xml.attribute("uri");
      }
    }
    return url == null || url.isBlank() ? null : new Endpoint(url.strip(), method);
  }
}
