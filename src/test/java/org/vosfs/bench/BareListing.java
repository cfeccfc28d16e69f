package org.vosfs.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.vosfs.testing.Shell;

/**
 * A directory listed by the least a client can do: all pages one after the other, since it knows no
 * other way, each parsed.
 */
final class BareListing {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PAGE = 1000;

  private final URI endpoint;
  private final String directory;
  private final int entries;

  /**
   * @param entries that are to be found there
   */
  BareListing(URI endpoint, String directory, int entries) {
    this.endpoint = endpoint;
    this.directory = directory;
    this.entries = entries;
  }

  /** Seconds it takes here, where it may have been done before. */
  double seconds() throws Exception {
    return Side.seconds(this::run);
  }

  /** Seconds it takes in a process of its own, from when that has started. */
  double secondsElsewhere() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BareListing.class.getName());
    command.addAll(List.of(endpoint.toString(), directory, Integer.toString(entries)));
    return Double.parseDouble(Shell.run(Path.of("/"), command).ok().strip());
  }

  public static void main(String[] args) throws Exception {
    BareListing listing = new BareListing(URI.create(args[0]), args[1], Integer.parseInt(args[2]));
    System.out.println(listing.seconds());
  }

  private void run() throws IOException, InterruptedException, XMLStreamException {
    String start = "";
    int all = 0;
    while (true) {
      String query = "?limit=" + PAGE + (start.isEmpty() ? "" : "&uri=" + start);
      HttpResponse<InputStream> page =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(endpoint + "/nodes" + directory + query)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      List<Map<String, String>> nodes = nodes(page.body());
      all += nodes.size() - (start.isEmpty() ? 0 : 1); // a page begins with the last of the former
      if (nodes.size() != PAGE) {
        break; // the last one, or all at once
      }
      String last = nodes.get(nodes.size() - 1).getOrDefault("uri", "");
      start = URLEncoder.encode(last, StandardCharsets.UTF_8);
    }
    if (all != entries) {
      throw new AssertionError(all + " nodes were listed");
    }
  }

  /** The children in a document: all properties, and the URI. */
  private static List<Map<String, String>> nodes(InputStream document)
      throws IOException, XMLStreamException {
    List<Map<String, String>> nodes = new ArrayList<>();
    Map<String, String> node = new HashMap<>(); // of the container, at first
    XMLStreamReader xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(document);
    while (xml.hasNext()) {
      if (xml.next() != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      if (xml.getLocalName().equals("node")) {
        node = new HashMap<>();
        node.put("uri", xml.getAttributeValue(null, "uri"));
        nodes.add(node);
      } else if (xml.getLocalName().equals("property")) {
        node.put(xml.getAttributeValue(null, "uri"), xml.getElementText());
      }
    }
    document.close();
    return nodes.subList(1, nodes.size());
  }
}
