package org.vosfs.demo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Parses request documents (at most 32 KiB); no DTD, no external entities. */
final class XmlIn {
  static final String VOS = "http://www.ivoa.net/xml/VOSpace/v2.0";
  static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

  /** Documents may be this long. */
  static final int LIMIT = 32 << 10;

  private static final DocumentBuilderFactory FACTORY = factory();

  private XmlIn() {}

  private static DocumentBuilderFactory factory() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      return factory;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's XML parser cannot be configured", e);
    }
  }

  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }

  /** The root element of a document. */
  static Element parse(byte[] document) throws Refusal, IOException {
    try {
      DocumentBuilder builder;
      synchronized (FACTORY) {
        builder = FACTORY.newDocumentBuilder();
      }
      builder.setErrorHandler(new Strict());
      return builder.parse(new ByteArrayInputStream(document)).getDocumentElement();
    } catch (SAXParseException e) {
      throw schema(document.length == 0 ? -1 : e.getLineNumber(), String.valueOf(e.getMessage()));
    } catch (SAXException | ParserConfigurationException e) {
      throw schema(-1, String.valueOf(e.getMessage()));
    }
  }

  /** How the services report a document that is not valid. */
  static Refusal schema(int line, String message) {
    return Refusal.invalidArgument(
        "invalid input: XML failed schema validation: Error on line " + line + ": " + message);
  }

  static boolean is(Element element, String name) {
    return VOS.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
  }

  static List<Element> children(Element parent) {
    List<Element> result = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        result.add(element);
      }
    }
    return result;
  }

  static @Nullable Element child(Element parent, String name) {
    for (Element element : children(parent)) {
      if (is(element, name)) {
        return element;
      }
    }
    return null;
  }

  static String text(Element element) {
    String text = element.getTextContent();
    return text == null ? "" : text;
  }
}
