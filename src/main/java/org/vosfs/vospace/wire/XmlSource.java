package org.vosfs.vospace.wire;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * A pull parser for hostile input: no DTD, no entities but the five of XML, bounded depth, bounded
 * bytes between two events, bounded text. Names are compared without namespace, since services use
 * prefixes as they like (protocol §5.2).
 */
final class XmlSource implements AutoCloseable {
  /** Longest text of one element that is kept; anything longer is read over and dropped. */
  static final int MAX_TEXT = 256 * 1024;

  private static final int MAX_DEPTH = 64;

  /** Most names in one document; the parser keeps every one of them to its end. */
  private static final int MOST_NAMES = 4096;

  private static final XMLInputFactory FACTORY = factory();

  private final GaugedInput gauge;
  private final XMLStreamReader reader;
  private final Set<String> names = new HashSet<>();
  private final StringBuilder text = new StringBuilder();
  private int depth;

  /**
   * Opens a document. The encoding is the XML declaration's: the charset in HTTP headers is wrong
   * on CADC (recorded on {@code /xfer}).
   */
  XmlSource(InputStream in) throws IOException {
    this.gauge = new GaugedInput(in);
    try {
      this.reader = FACTORY.createXMLStreamReader(gauge);
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = new WstxInputFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_VALIDATING, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    // above our own limit, which says what is wrong
    factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, Integer.MAX_VALUE);
    factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
    return factory;
  }

  /** Goes to the root element, which has to be {@code name}. */
  void root(String name) throws IOException {
    if (!nextChild(0)) {
      throw new BadXml("an empty document instead of <" + name + ">", null);
    }
    if (!name().equals(name)) {
      throw new BadXml("a document <" + shown(name()) + "> instead of <" + name + ">", null);
    }
  }

  /** How deep the current element lies; the root is 1. */
  int depth() {
    return depth;
  }

  /** The current element's name without prefix. */
  String name() {
    return reader.getLocalName();
  }

  /** An attribute by its name without prefix. */
  @Nullable String attribute(String name) {
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      if (reader.getAttributeLocalName(i).equals(name)) {
        return reader.getAttributeValue(i);
      }
    }
    return null;
  }

  /**
   * Moves to the next element directly below the one at depth {@code parent}, reading over anything
   * deeper; false, and at the parent's end, when there is none.
   */
  boolean nextChild(int parent) throws IOException {
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        if (depth == parent + 1) {
          return true;
        }
      } else if (event == XMLStreamConstants.END_ELEMENT && depth < parent) {
        return false;
      } else if (event == XMLStreamConstants.END_DOCUMENT) {
        if (parent == 0) {
          return false;
        }
        throw new BadXml("the document ends too early", null);
      }
    }
  }

  /** The text of the current element, read to its end; null when longer than any sane value. */
  @Nullable String text() throws IOException {
    int own = depth;
    text.setLength(0);
    boolean tooLong = false;
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.END_ELEMENT && depth < own) {
        return tooLong ? null : text.toString();
      }
      boolean characters =
          event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA;
      if (characters && depth == own && !tooLong) {
        tooLong = text.length() + reader.getTextLength() > MAX_TEXT;
        if (!tooLong) {
          text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
        }
      }
    }
  }

  /** Reads to the end of the document, which proves that it was complete. */
  void finish() throws IOException {
    while (next() != XMLStreamConstants.END_DOCUMENT) {
      // nothing of it is wanted
    }
  }

  private int next() throws IOException {
    try {
      if (!reader.hasNext()) {
        return XMLStreamConstants.END_DOCUMENT;
      }
      int event = reader.next();
      gauge.eventSeen();
      if (event == XMLStreamConstants.START_ELEMENT) {
        if (++depth > MAX_DEPTH) {
          throw new BadXml("elements nested too deep", null);
        }
        countNames();
      }
      if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
      if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
        throw new BadXml("a document type declaration", null);
      }
      return event;
    } catch (XMLStreamException e) {
      throw failure(e);
    } catch (RuntimeException e) {
      // parsers answer some broken documents with unchecked exceptions
      throw new BadXml("not well-formed XML", e);
    }
  }

  private void countNames() throws BadXml {
    names.add(reader.getLocalName());
    names.add(String.valueOf(reader.getPrefix()));
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      names.add(reader.getAttributeLocalName(i));
    }
    for (int i = 0; i < reader.getNamespaceCount(); i++) {
      names.add(String.valueOf(reader.getNamespaceURI(i)));
    }
    if (names.size() > MOST_NAMES) {
      throw new BadXml("more kinds of elements than any service sends", null);
    }
  }

  /** A broken connection stays what it is; everything else is a broken document. */
  private IOException failure(XMLStreamException e) {
    IOException broken = gauge.failure();
    if (broken != null) {
      return broken;
    }
    return new BadXml("not well-formed XML", e);
  }

  private static String shown(String name) {
    return name.length() > 40 ? name.substring(0, 40) + "…" : name;
  }

  /** Leaves the stream below alone: whoever opened it decides about the connection. */
  @Override
  public void close() throws IOException {
    try {
      reader.close();
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }
}
