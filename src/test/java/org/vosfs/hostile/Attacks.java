package org.vosfs.hostile;

import static org.vosfs.hostile.Attack.Call.LIST;
import static org.vosfs.hostile.Attack.Call.MOVE;
import static org.vosfs.hostile.Attack.Call.NODE;
import static org.vosfs.hostile.Attack.Call.READ;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Everything a server may try, and what the client has to make of it. */
final class Attacks {
  private static final String XMLNS =
      " xmlns:vos=\"http://www.ivoa.net/xml/VOSpace/v2.0\""
          + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
  private static final String CORE = "ivo://ivoa.net/vospace/core#";
  private static final String BROKEN = "Malformed";
  private static final String GONE = "Unavailable";

  private Attacks() {}

  static List<Attack> all(String base) {
    List<Attack> all = new ArrayList<>();
    all.addAll(documents(base));
    all.addAll(endlessDocuments());
    all.addAll(strangeReplies());
    all.addAll(heads(base));
    all.addAll(listings());
    all.addAll(contents());
    return all;
  }

  // ---- documents

  private static List<Attack> documents(String base) {
    return List.of(
        entity("external-entity", "<!ENTITY x SYSTEM \"" + base + "/stolen\">", "&x;"),
        entity("file-entity", "<!ENTITY x SYSTEM \"file:///etc/passwd\">", "&x;"),
        entity(
            "parameter-entity", "<!ENTITY % x SYSTEM \"" + base + "/stolen\"> %x;", "nothing used"),
        new Attack(
            "external-dtd",
            NODE,
            xml("<!DOCTYPE a SYSTEM \"" + base + "/stolen\">" + node("ContainerNode", "", "")),
            BROKEN),
        entity("billion-laughs", laughs(), "&l9;"),
        new Attack("deep", NODE, xml("<a>".repeat(1_000_000)), BROKEN),
        new Attack(
            "deep-inside",
            NODE,
            xml(node("ContainerNode", "", "<vos:accepts>" + "<a>".repeat(100_000))),
            BROKEN),
        new Attack("wrong-root", NODE, xml("<x" + "y".repeat(900) + "/>"), BROKEN),
        new Attack("empty", NODE, xml(""), BROKEN),
        new Attack("json", NODE, xml("{\"node\": 1}"), BROKEN),
        new Attack("html-as-xml", NODE, xml("<html><body>log in<br></body></html>"), BROKEN),
        new Attack("html", NODE, RawServer.answer(200, "text/html", "<html>log in</html>"), BROKEN),
        new Attack(
            "odd-values",
            NODE,
            xml(
                node(
                    "DataNode",
                    property("length", "-5") + property("date", "+999999999-12-31T23:59:59"),
                    "")),
            // a length of 0 is checked at the storage site, which tells that of its reply
            "ok 0 +999999999-12-31T",
            "ok 364 +999999999-12-31T"),
        new Attack(
            "huge-length",
            NODE,
            xml(node("DataNode", property("length", "99999999999999999999"), "")),
            "ok 0 -",
            "ok 289 -"),
        new Attack(
            "many-properties",
            NODE,
            chunked(
                out -> {
                  write(
                      out, "<vos:node" + XMLNS + " uri=\"vos://a~b/x\" xsi:type=\"vos:DataNode\">");
                  write(out, "<vos:properties>");
                  for (int i = 0; i < 100_000; i++) {
                    write(out, property("p" + i, "v".repeat(500)));
                  }
                  write(out, "</vos:properties></vos:node>");
                }),
            "ok 0 -",
            GONE),
        new Attack(
            "hundred-megabytes",
            NODE,
            chunked(
                out -> {
                  write(
                      out, "<vos:node" + XMLNS + " uri=\"vos://a~b/x\" xsi:type=\"vos:DataNode\">");
                  write(out, "<vos:properties>" + property("length", "7"));
                  write(out, "<vos:property uri=\"ivo://x\">");
                  repeat(out, "x".repeat(1 << 20), 100);
                  write(out, "</vos:property></vos:properties></vos:node>");
                }),
            "ok 7 -",
            GONE));
  }

  private static Attack entity(String name, String declarations, String use) {
    return new Attack(
        name,
        NODE,
        xml(
            "<!DOCTYPE a ["
                + declarations
                + "]>"
                + node("ContainerNode", property("title", use), "<vos:nodes/>")),
        BROKEN);
  }

  private static String laughs() {
    StringBuilder text = new StringBuilder("<!ENTITY l0 \"ha\">");
    for (int i = 1; i < 10; i++) {
      text.append("<!ENTITY l").append(i).append(" \"").append(("&l" + (i - 1) + ";").repeat(10));
      text.append("\">");
    }
    return text.toString();
  }

  // ---- documents that never end

  private static List<Attack> endlessDocuments() {
    String start = "<vos:node" + XMLNS + " uri=\"vos://a~b/x\" xsi:type=\"vos:ContainerNode\"";
    return List.of(
        new Attack("endless-attribute", NODE, forever(start + " a=\"", "xxxxxxxx"), BROKEN),
        new Attack("endless-name", NODE, forever("<", "xxxxxxxx"), BROKEN),
        new Attack("endless-comment", NODE, forever(start + "><!-- ", "xxxxxxxx"), BROKEN),
        new Attack("endless-instruction", NODE, forever(start + "><?a ", "xxxxxxxx"), BROKEN),
        new Attack(
            "endless-blanks", NODE, forever("<?xml version='1.0'?>", "        "), BROKEN, GONE),
        new Attack(
            "endless-text",
            NODE,
            forever(start + "><vos:properties><vos:property uri='a'>", "xxxxxxxx"),
            BROKEN,
            GONE),
        new Attack("endless-attributes", NODE, numbered(start, i -> " a" + i + "='1'"), BROKEN),
        new Attack(
            "endless-names",
            NODE,
            numbered(start + "><vos:accepts>", i -> "<n" + i + "/>"),
            BROKEN),
        new Attack(
            "endless-prefixes",
            NODE,
            numbered(start + ">", i -> "<p" + i + ":n xmlns:p" + i + "='u" + i + "'/>"),
            BROKEN,
            GONE));
  }

  // ---- wrong lengths, wrong codings

  private static List<Attack> strangeReplies() {
    String node = node("DataNode", property("length", "7"), "");
    return List.of(
        new Attack("negative-length", NODE, withHeader("Content-Length: -5", node), GONE),
        new Attack(
            "gigantic-length",
            NODE,
            withHeader("Content-Length: 99999999999999999999", node),
            GONE,
            BROKEN),
        new Attack(
            "length-too-large", NODE, withHeader("Content-Length: 9999", node), GONE, BROKEN),
        new Attack("length-too-small", NODE, withHeader("Content-Length: 40", node), BROKEN),
        new Attack("no-length", NODE, withHeader("X-Nothing: 1", node), "ok 7 -"),
        new Attack(
            "wrong-chunk", NODE, withHeader("Transfer-Encoding: chunked", "zz\r\n" + node), GONE),
        new Attack(
            "gigantic-chunk",
            NODE,
            withHeader("Transfer-Encoding: chunked", "7fffffffffffffff\r\n" + node),
            GONE,
            BROKEN),
        new Attack("gzip-bomb", NODE, gzipped(node), BROKEN));
  }

  /** Packed when the test is made, not when it is asked for. */
  private static RawServer.Script gzipped(String start) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      write(gzip, start);
      repeat(gzip, " ".repeat(1 << 20), 60);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out -> {
      write(
          out,
          "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\n"
              + "Connection: close\r\nContent-Length: "
              + packed.size()
              + "\r\n\r\n");
      packed.writeTo(out);
    };
  }

  // ---- heads

  private static List<Attack> heads(String base) {
    return List.of(
        new Attack(
            "endless-header", NODE, raw(forever0("HTTP/1.1 200 OK\r\nX-A: ", "xxxxxxxx")), GONE),
        new Attack(
            "endless-headers",
            NODE,
            raw(forever0("HTTP/1.1 200 OK\r\n", "X-A: 1\r\nX-B: 2\r\n")),
            GONE),
        new Attack("endless-status", NODE, raw(forever0("HTTP/1.1 200 ", "xxxxxxxx")), GONE),
        new Attack("garbage", NODE, raw(forever0("", "\u0001\u0002\r\n")), GONE),
        new Attack("not-http", NODE, raw(out -> write(out, "SSH-2.0-OpenSSH_9.2\r\n")), GONE),
        new Attack("endless-interim", NODE, raw(forever0("", "HTTP/1.1 103 Early\r\n\r\n")), GONE),
        new Attack("dripped-head", NODE, raw(dripped("HTTP/1.1 200 OK\r\nX-A: ")), GONE),
        new Attack(
            "dripped-body",
            NODE,
            raw(dripped("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<")),
            GONE,
            BROKEN),
        new Attack("circle", NODE, redirect(base + "/vault/nodes/circle"), BROKEN),
        new Attack("to-a-file", NODE, redirect("file:///etc/passwd"), BROKEN),
        new Attack("to-gopher", NODE, redirect("gopher://127.0.0.1/1"), BROKEN),
        new Attack("to-nowhere", NODE, redirect("http://[::::/"), BROKEN),
        new Attack(
            "endless-fault",
            NODE,
            raw(forever0("HTTP/1.1 400 X\r\nContent-Type: text/plain\r\n\r\n", "bad\n\u001b[2J")),
            "Invalid"),
        new Attack(
            "endless-phase",
            MOVE,
            raw(forever0("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", "EXECUTING")),
            GONE));
  }

  static RawServer.Script redirect(String target) {
    return out ->
        write(
            out,
            "HTTP/1.1 303 X\r\nLocation: "
                + target
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  // ---- listings

  private static List<Attack> listings() {
    String start =
        "<vos:node" + XMLNS + " uri=\"vos://a~b/x\" xsi:type=\"vos:ContainerNode\"><vos:nodes>";
    String fat = property("title", "v".repeat(20_000));
    return List.of(
        new Attack("endless-listing", LIST, numbered(start, i -> child("c" + i, "")), BROKEN),
        new Attack("endless-fat-listing", LIST, numbered(start, i -> child("c" + i, fat)), BROKEN),
        new Attack(
            "endless-long-names",
            LIST,
            numbered(start, i -> child("n".repeat(10_000) + i, "")),
            BROKEN),
        new Attack("endless-nothing", LIST, forever(start, "<a/><a/><a/><a/>"), BROKEN, GONE),
        new Attack(
            "dripped-listing",
            LIST,
            raw(dripped("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + start)),
            BROKEN,
            GONE),
        new Attack("no-container", LIST, xml(node("DataNode", "", "")), "Invalid"),
        new Attack(
            "odd-names",
            LIST,
            xml(
                node(
                    "ContainerNode",
                    "",
                    "<vos:nodes>"
                        + child("..", "")
                        + child("a%2Fb", "")
                        + child("x%00", "")
                        + child("n".repeat(10_000), "")
                        + child("good", "")
                        + "</vos:nodes>")),
            "ok 5"));
  }

  private static String child(String name, String properties) {
    return "<vos:node uri=\"vos://a~b/x/"
        + name
        + "\" xsi:type=\"vos:DataNode\"><vos:properties>"
        + properties
        + "</vos:properties></vos:node>";
  }

  // ---- contents

  private static List<Attack> contents() {
    return List.of(
        new Attack("read-html", READ, RawServer.answer(200, "text/html", "<html>"), GONE, BROKEN),
        new Attack("read-cut", READ, withHeader("Content-Length: 900000000000", "abc"), GONE),
        new Attack("read-negative", READ, withHeader("Content-Length: -1", "abc"), GONE),
        new Attack("read-other-part", READ, part("bytes 5-7/10", "abc"), BROKEN, GONE),
        new Attack("read-impossible-part", READ, part("bytes 0-9/5", "abcdefghij"), BROKEN, GONE),
        new Attack("read-no-part", READ, part("abc", "abc"), BROKEN, GONE),
        new Attack("read-more", READ, part("bytes 0-2/9", "abcdefghi"), "ok 3", GONE, BROKEN),
        new Attack(
            "read-dripped",
            READ,
            raw(dripped("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")),
            GONE),
        new Attack("read-circle", READ, redirect("/vault/files/read-circle"), GONE, BROKEN),
        new Attack("read-elsewhere", READ, redirect("ftp://127.0.0.1/x"), GONE, BROKEN));
  }

  private static RawServer.Script part(String range, String body) {
    return raw(
        out ->
            write(
                out,
                "HTTP/1.1 206 X\r\nConnection: close\r\nContent-Range: "
                    + range
                    + "\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body));
  }

  // ---- pieces

  /** A service at {@code base} that shows what it has to anybody. */
  static String capabilities(String base) {
    StringBuilder text = new StringBuilder("<capabilities>");
    Map.of(
            "ivo://ivoa.net/std/VOSpace/v2.0#nodes", "nodes",
            "ivo://ivoa.net/std/VOSpace#files-proto", "files",
            "ivo://ivoa.net/std/VOSpace/v2.0#transfers", "transfers",
            "ivo://ivoa.net/std/VOSpace#sync-2.1", "synctrans")
        .forEach(
            (id, path) ->
                text.append("<capability standardID='" + id + "'><interface><accessURL>")
                    .append(base + "/vault/" + path)
                    .append("</accessURL><securityMethod/>")
                    .append("<securityMethod standardID='ivo://ivoa.net/sso#token'/>")
                    .append("</interface></capability>"));
    return text + "</capabilities>";
  }

  static String node(String type, String properties, String rest) {
    return "<vos:node"
        + XMLNS
        + " uri=\"vos://a~b/x\" xsi:type=\"vos:"
        + type
        + "\"><vos:properties>"
        + properties
        + "</vos:properties>"
        + rest
        + "</vos:node>";
  }

  static String property(String name, String value) {
    return "<vos:property uri=\"" + CORE + name + "\">" + value + "</vos:property>";
  }

  static RawServer.Script xml(String document) {
    return RawServer.answer(200, "text/xml", document);
  }

  private static RawServer.Script withHeader(String header, String body) {
    return out ->
        write(
            out,
            "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n"
                + header
                + "\r\n\r\n"
                + body);
  }

  /** A body that ends with the connection. */
  private static RawServer.Script chunked(RawServer.Script body) {
    return out -> {
      write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n");
      body.run(out);
    };
  }

  private static RawServer.Script raw(RawServer.Script script) {
    return script;
  }

  private static RawServer.Script forever(String start, String again) {
    return chunked(forever0(start, again));
  }

  private static RawServer.Script forever0(String start, String again) {
    return out -> {
      write(out, start);
      repeat(out, again.repeat(4096), Integer.MAX_VALUE);
    };
  }

  private static RawServer.Script numbered(
      String start, java.util.function.IntFunction<String> one) {
    return chunked(
        out -> {
          OutputStream buffered = new java.io.BufferedOutputStream(out, 1 << 16);
          write(buffered, start);
          for (int i = 0; i < Integer.MAX_VALUE; i++) {
            write(buffered, one.apply(i));
          }
        });
  }

  /** One byte at a time, for as long as anybody listens. */
  private static RawServer.Script dripped(String start) {
    return out -> {
      write(out, start);
      out.flush();
      while (true) {
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        out.write('x');
        out.flush();
      }
    };
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void repeat(OutputStream out, String text, int times) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < times; i++) {
      out.write(bytes);
    }
  }
}
