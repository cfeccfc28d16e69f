package org.vosfs.interop;

import ca.nrc.cadc.auth.IdentityManager;
import ca.nrc.cadc.rest.InlineContentHandler;
import ca.nrc.cadc.rest.RestAction;
import ca.nrc.cadc.rest.RestServlet;
import ca.nrc.cadc.uws.server.JobManager;
import ca.nrc.cadc.uws.server.JobServlet;
import ca.nrc.cadc.uws.web.DeleteAction;
import ca.nrc.cadc.uws.web.GetAction;
import ca.nrc.cadc.uws.web.PostAction;
import ca.nrc.cadc.uws.web.SyncGetAction;
import ca.nrc.cadc.uws.web.SyncPostAction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.naming.NamingException;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.opencadc.vospace.server.NodePersistence;
import org.opencadc.vospace.server.actions.CreateNodeAction;
import org.opencadc.vospace.server.actions.DeleteNodeAction;
import org.opencadc.vospace.server.actions.GetNodeAction;
import org.opencadc.vospace.server.actions.UpdateNodeAction;
import org.opencadc.vospace.server.transfers.InlineTransferHandler;
import org.opencadc.vospace.server.transfers.TransferDetailsServlet;

/**
 * A service made of OpenCADC's server classes, in an embedded Tomcat on the loopback; wired as a
 * deployment descriptor would. Its registry is a servlet beside it, which the classes ask for their
 * own addresses. One in a process: the classes keep settings in system properties.
 */
final class RealServer implements AutoCloseable {
  private static final String APPLICATION = "vault";
  private static final String STATE = APPLICATION + RestAction.STATE_MODE_KEY;

  private final Tomcat tomcat = new Tomcat();
  private final String base;
  private final MemoryNodes nodes;

  /**
   * @param directory for the server's files; also the settings of its classes
   */
  RealServer(Path directory) throws IOException, LifecycleException, NamingException {
    tomcat.setBaseDir(directory.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Files.createDirectories(directory.resolve("config"));
    System.setProperty("ca.nrc.cadc.util.PropertiesReader.dir", directory + "/config");
    Names.use();
    System.setProperty(IdentityManager.class.getName(), Users.class.getName());
    tomcat.start();
    String origin = "http://127.0.0.1:" + tomcat.getConnector().getLocalPort();
    base = origin + "/" + APPLICATION;
    Files.writeString(
        directory.resolve("config/cadc-registry.properties"),
        "ca.nrc.cadc.reg.client.RegistryClient.baseURL = " + origin + "/reg\n");
    Sites sites = new Sites(base);
    nodes = new MemoryNodes(Sites.resource(APPLICATION), sites);
    sites.over(nodes);
    Names.bind(APPLICATION + "-" + NodePersistence.class.getName(), nodes);
    registry();
    application(sites);
  }

  String base() {
    return base;
  }

  MemoryNodes nodes() {
    return nodes;
  }

  /** One of the words for it in {@link RestAction}. */
  void state(String word) {
    System.setProperty(STATE, word);
  }

  private void registry() {
    String map = nodes.getResourceID() + " = " + base + "/capabilities\n";
    Context context = tomcat.addContext("/reg", null);
    add(context, "resource-caps", "/resource-caps", new Text("text/plain", map), Map.of());
  }

  private void application(Sites sites) {
    Context context = tomcat.addContext("/" + APPLICATION, null);
    add(context, "caps", "/capabilities", new Text("text/xml", capabilities()), Map.of());
    add(
        context,
        "nodes",
        "/nodes/*",
        new RestServlet(),
        Map.of(
            "get", GetNodeAction.class.getName(),
            "put", CreateNodeAction.class.getName(),
            "post", UpdateNodeAction.class.getName(),
            "delete", DeleteNodeAction.class.getName()));
    String documents = InlineTransferHandler.class.getName();
    add(
        context,
        "transfers",
        "/transfers/*",
        new JobServlet(),
        Map.of(
            "get",
            GetAction.class.getName(),
            "post",
            PostAction.class.getName(),
            "delete",
            DeleteAction.class.getName(),
            JobManager.class.getName(),
            Jobs.Asynchronous.class.getName(),
            InlineContentHandler.class.getName(),
            documents));
    add(
        context,
        "synctrans",
        "/synctrans/*",
        new JobServlet(),
        Map.of(
            "get",
            SyncGetAction.class.getName(),
            "post",
            SyncPostAction.class.getName(),
            SyncPostAction.class.getName() + ".execOnPOST",
            "true",
            JobManager.class.getName(),
            Jobs.Synchronous.class.getName(),
            InlineContentHandler.class.getName(),
            documents));
    add(
        context,
        "xfer",
        "/xfer/*",
        new TransferDetailsServlet(),
        Map.of(JobManager.class.getName(), Jobs.Synchronous.class.getName()));
    add(context, "files", "/files/*", sites.files(), Map.of());
    add(context, "store", "/store/*", sites.store(), Map.of());
  }

  private static void add(
      Context context,
      String name,
      String pattern,
      Servlet servlet,
      Map<String, String> parameters) {
    Wrapper wrapper = Tomcat.addServlet(context, name, servlet);
    parameters.forEach(wrapper::addInitParameter);
    wrapper.setLoadOnStartup(1);
    context.addServletMappingDecoded(pattern, name);
  }

  private String capabilities() {
    StringBuilder xml = new StringBuilder();
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?><vosi:capabilities")
        .append(" xmlns:vosi=\"http://www.ivoa.net/xml/VOSICapabilities/v1.0\"")
        .append(" xmlns:vs=\"http://www.ivoa.net/xml/VODataService/v1.1\"")
        .append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
    Map.of(
            "ivo://ivoa.net/std/VOSpace/v2.0#nodes", "nodes",
            "ivo://ivoa.net/std/VOSpace#files-proto", "files",
            "ivo://ivoa.net/std/VOSpace/v2.0#transfers", "transfers",
            "ivo://ivoa.net/std/VOSpace#sync-2.1", "synctrans",
            "ivo://ivoa.net/std/VOSI#capabilities", "capabilities")
        .forEach(
            (id, path) ->
                xml.append("<capability standardID=\"" + id + "\">")
                    .append("<interface xsi:type=\"vs:ParamHTTP\" role=\"std\" version=\"2.1\">")
                    .append("<accessURL use=\"full\">" + base + "/" + path + "</accessURL>")
                    .append("<securityMethod/>")
                    .append("<securityMethod standardID=\"ivo://ivoa.net/sso#token\"/>")
                    .append("</interface></capability>"));
    return xml.append("</vosi:capabilities>").toString();
  }

  /** A document that never changes. */
  private static final class Text extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final String text;

    Text(String type, String text) {
      this.type = type;
      this.text = text;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType(type);
      response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() throws LifecycleException {
    System.clearProperty(STATE);
    tomcat.stop();
    tomcat.destroy();
  }
}
