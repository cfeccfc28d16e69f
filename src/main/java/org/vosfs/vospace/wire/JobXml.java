package org.vosfs.vospace.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A UWS job (protocol §8.1), as far as it matters.
 *
 * @param phase the phase word; empty when absent
 * @param error the error summary's message; empty when there is none
 * @param results where each result is, by its id
 */
public record JobXml(String phase, String error, Map<String, String> results) {
  private static final int MOST_RESULTS = 100;

  public JobXml {
    results = Map.copyOf(results);
  }

  /** A result that is a number, as recursive jobs have them (protocol §8.2); 0 when absent. */
  public long count(String result) {
    return counted(result).orElse(0);
  }

  /** As {@link #count}; empty when there is no such number, as in a job that goes on. */
  public OptionalLong counted(String result) {
    String text = results.getOrDefault(result, "");
    int number = text.indexOf(':') + 1; // "final:7", and perhaps another word before the end
    try {
      return number > 0
          ? OptionalLong.of(Long.parseLong(text.substring(number)))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  public static JobXml read(InputStream in) throws IOException {
    try (XmlSource xml = new XmlSource(in)) {
      xml.root("job");
      String phase = "";
      String error = "";
      Map<String, String> results = new HashMap<>();
      while (xml.nextChild(1)) {
        switch (xml.name()) {
          case "phase" -> {
            String text = xml.text();
            phase = text == null ? "" : text.strip();
          }
          case "errorSummary" -> error = message(xml);
          case "results" -> results(xml, results);
          default -> {
            // dates, owner, parameters
          }
        }
      }
      xml.finish();
      return new JobXml(phase, error, results);
    }
  }

  private static void results(XmlSource xml, Map<String, String> found) throws IOException {
    int own = xml.depth();
    while (xml.nextChild(own)) {
      String id = xml.attribute("id");
      String place = xml.attribute("href");
      if (id != null && place != null && found.size() < MOST_RESULTS) {
        found.put(id, place);
      }
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
