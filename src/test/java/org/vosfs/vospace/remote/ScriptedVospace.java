package org.vosfs.vospace.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.vosfs.auth.Credentials;
import org.vosfs.base.NodePath;
import org.vosfs.http.LeapingTime;
import org.vosfs.http.ScriptedServer;
import org.vosfs.vospace.VospaceException;

/** A scripted service with the documents that every connection begins with. */
final class ScriptedVospace implements AutoCloseable {
  static final String AUTHORITY = "example.org~vault";
  final ScriptedServer server;
  final LeapingTime time = new LeapingTime();

  ScriptedVospace() throws IOException {
    server = new ScriptedServer();
    server.on("GET", "/vault/capabilities", ScriptedServer.xml(capabilities(server.base())));
    server.on("GET", "/vault/nodes", nodes(container("", "")));
  }

  static String capabilities(String base) {
    StringBuilder xml = new StringBuilder();
    xml.append("<?xml version=\"1.0\"?><vosi:capabilities")
        .append(" xmlns:vosi=\"http://www.ivoa.net/xml/VOSICapabilities/v1.0\"")
        .append(" xmlns:vs=\"http://www.ivoa.net/xml/VODataService/v1.1\"")
        .append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
    Map.of(
            "ivo://ivoa.net/std/VOSpace/v2.0#nodes", "nodes",
            "ivo://ivoa.net/std/VOSpace#files-proto", "files",
            "ivo://ivoa.net/std/VOSpace/v2.0#transfers", "transfers",
            "ivo://ivoa.net/std/VOSpace#sync-2.1", "synctrans",
            "ivo://ivoa.net/std/VOSpace#recursive-delete-proto", "async-delete")
        .forEach(
            (id, path) ->
                xml.append("<capability standardID=\"")
                    .append(id)
                    .append("\"><interface xsi:type=\"vs:ParamHTTP\"><accessURL use=\"base\">")
                    .append(base)
                    .append("/vault/")
                    .append(path)
                    .append("</accessURL><securityMethod/>")
                    .append("<securityMethod standardID=\"ivo://ivoa.net/sso#token\"/>")
                    .append("</interface></capability>"));
    return xml.append("</vosi:capabilities>").toString();
  }

  /** A node reply as vault and cavern send it. */
  static ScriptedServer.Answer nodes(String xml) {
    return ScriptedServer.answer(
        200,
        Map.of("Content-Type", "text/xml", "Server", "OpenCADC/cadc-rest + cadc-vos-server"),
        xml);
  }

  static String container(String path, String children) {
    return node(
        "ContainerNode",
        path,
        "<vos:property uri=\"ivo://cadc.nrc.ca/vospace/core#readable\">true</vos:property>",
        "<vos:nodes>" + children + "</vos:nodes>");
  }

  static String data(String path, long length) {
    return node(
        "DataNode",
        path,
        "<vos:property uri=\"ivo://ivoa.net/vospace/core#length\">" + length + "</vos:property>",
        "");
  }

  static String node(String type, String path, String properties, String rest) {
    return "<vos:node xmlns:vos=\"http://www.ivoa.net/xml/VOSpace/v2.0\""
        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" uri=\"vos://"
        + AUTHORITY
        + path
        + "\" xsi:type=\"vos:"
        + type
        + "\"><vos:properties>"
        + properties
        + "</vos:properties>"
        + rest
        + "</vos:node>";
  }

  RemoteSettings settings() {
    return RemoteSettings.of(server.base() + "/vault", NodePath.ROOT, "vosfs-test")
        .withDeadline(Duration.ofSeconds(30))
        .withStall(Duration.ofSeconds(30))
        .withPageSize(3);
  }

  RemoteVospaceClient connect() throws VospaceException {
    return connect(settings());
  }

  RemoteVospaceClient connect(Credentials credentials) throws VospaceException {
    return connect(settings().withCredentials(credentials));
  }

  /** Connects, and forgets the requests that took. */
  RemoteVospaceClient connect(RemoteSettings settings) throws VospaceException {
    RemoteVospaceClient client = RemoteVospaceClient.connect(settings, time.surroundings());
    server.forget();
    return client;
  }

  @Override
  public void close() {
    server.close();
    time.close();
  }
}
