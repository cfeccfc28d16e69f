package org.vosfs.vospace.wire;

import java.io.IOException;
import java.io.InputStream;

/**
 * A UWS job (protocol §8.1), as far as it matters.
 *
 * @param phase the phase word; empty when absent
 * @param error the error summary's message; empty when there is none
 */
public record JobXml(String phase, String error) {

  public static JobXml read(InputStream in) throws IOException {
    try (XmlSource xml = new XmlSource(in)) {
      xml.root("job");
      String phase = "";
      String error = "";
      while (xml.nextChild(1)) {
        if (xml.name().equals("phase")) {
          String text = xml.text();
          phase = text == null ? "" : text.strip();
        } else if (xml.name().equals("errorSummary")) {
          error = message(xml);
        }
      }
      xml.finish();
      return new JobXml(phase, error);
    }
  }

  private static String message(XmlSource xml) throws IOException {
    int own = xml.depth();
    String message = "";
    while (xml.nextChild(own)) {
      if (xml.name().equals("message")) {
        String text = xml.text();
        message = text == null ? "" : text.strip();
      }
    }
    return message;
  }
}
