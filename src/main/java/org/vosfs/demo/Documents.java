package org.vosfs.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The service's self-descriptions: capabilities, availability, registry (section 3). */
final class Documents {
  private static final String STD = "ivo://ivoa.net/std/";

  private final Core core;

  Documents(Core core) {
    this.core = core;
  }

  private static void requireGet(Exchange exchange) throws Refusal {
    if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
      throw Refusal.methodNotAllowed(exchange.method(), "GET, HEAD");
    }
  }

  private static StringBuilder open() {
    return new StringBuilder(4096)
        .append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        .append("<vosi:capabilities")
        .append(" xmlns:vosi=\"http://www.ivoa.net/xml/VOSICapabilities/v1.0\"")
        .append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"")
        .append(" xmlns:vs=\"http://www.ivoa.net/xml/VODataService/v1.1\">\n");
  }

  private static void line(StringBuilder text, String id, String url) {
    text.append(id).append(" = ").append(url).append('\n');
  }

  /** What the account services offer (section 3.3). */
  void accounts(Exchange exchange, boolean cred) throws IOException, Refusal {
    requireGet(exchange);
    StringBuilder xml = open();
    String base = exchange.base() + (cred ? "/cred" : "/ac");
    capability(xml, STD + "VOSI#capabilities", "full", base + "/capabilities", false);
    if (cred) {
      String proxy = STD + "CDP#proxy-1.0";
      method(xml, proxy, base + "/auth/priv", "ivo://ivoa.net/sso#BasicAA");
      method(xml, proxy, base + "/priv", "ivo://ivoa.net/sso#tls-with-certificate");
    } else {
      String password = "ivo://ivoa.net/sso#tls-with-password";
      method(xml, password, base + "/login", password);
      method(xml, STD + "UMS#login-0.1", base + "/login", password);
      method(xml, STD + "UMS#whoami-0.1", base + "/whoami", "ivo://ivoa.net/sso#token");
    }
    send(exchange, "text/xml", xml.append("</vosi:capabilities>\n").toString());
  }

  private static void method(StringBuilder xml, String id, String url, String method) {
    xml.append("  <capability standardID=\"").append(id).append("\">\n");
    xml.append("    <interface xsi:type=\"vs:ParamHTTP\" role=\"std\">\n");
    xml.append("      <accessURL use=\"full\">").append(url).append("</accessURL>\n");
    xml.append("      <securityMethod standardID=\"").append(method).append("\"/>\n");
    xml.append("    </interface>\n  </capability>\n");
  }

  /** What a storage site offers. */
  void site(Exchange exchange, String site) throws IOException, Refusal {
    requireGet(exchange);
    StringBuilder xml = open();
    String base = exchange.base() + "/" + site;
    String files = "http://www.opencadc.org/std/storage#files-1.0";
    capability(xml, files, "base", base + "/files", true);
    capability(xml, STD + "VOSI#capabilities", "full", base + "/capabilities", false);
    capability(xml, STD + "VOSI#availability", "full", base + "/availability", false);
    send(exchange, "text/xml", xml.append("</vosi:capabilities>\n").toString());
  }

  void capabilities(Exchange exchange, String rest) throws IOException, Refusal {
    requireGet(exchange);
    boolean spec = core.profile() == Profile.SPEC;
    StringBuilder xml = open();
    String base = exchange.base() + core.service();
    capability(xml, STD + "VOSI#capabilities", "full", base + "/capabilities", false);
    capability(xml, STD + "VOSI#availability", "full", base + "/availability", false);
    capability(xml, STD + "VOSpace/v2.0#nodes", "base", base + "/nodes", true);
    if (spec) {
      method(xml, STD + "VOSpace/v2.0#nodes", base + "/nodes", "ivo://ivoa.net/sso#BasicAA");
    }
    if (!spec) {
      capability(xml, STD + "VOSpace#files-proto", "base", base + "/files", true);
      capability(xml, STD + "VOSpace#recursive-delete-proto", "base", base + "/async-delete", true);
      capability(
          xml, STD + "VOSpace#recursive-nodeprops-proto", "base", base + "/async-setprops", true);
    }
    capability(xml, STD + "VOSpace/v2.0#transfers", "full", base + "/transfers", true);
    capability(xml, STD + "VOSpace#sync-2.1", "full", base + "/synctrans", true);
    if (core.profile() == Profile.CAVERN) {
      capability(xml, "vos://cadc.nrc.ca~vospace/CADC/std/Pkg-1.0", "full", base + "/pkg", true);
    }
    xml.append("</vosi:capabilities>\n");
    send(exchange, "text/xml", xml.toString());
  }

  private static void capability(
      StringBuilder xml, String id, String use, String url, boolean secured) {
    xml.append("  <capability standardID=\"").append(id).append("\">\n");
    xml.append("    <interface xsi:type=\"vs:ParamHTTP\" role=\"std\">\n");
    xml.append("      <accessURL use=\"").append(use).append("\">").append(url);
    xml.append("</accessURL>\n");
    if (secured) {
      xml.append("      <securityMethod/>\n");
      for (String method : new String[] {"tls-with-certificate", "cookie", "token"}) {
        xml.append("      <securityMethod standardID=\"ivo://ivoa.net/sso#");
        xml.append(method).append("\"/>\n");
      }
    }
    xml.append("    </interface>\n  </capability>\n");
  }

  void availability(Exchange exchange, String rest) throws IOException, Refusal {
    requireGet(exchange);
    ServiceState state = core.state().get();
    if ("min".equals(exchange.query().get("detail"))) {
      exchange.empty(state == ServiceState.OFFLINE ? 503 : 200);
      return;
    }
    String text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<vosi:availability xmlns:vosi=\"http://www.ivoa.net/xml/VOSIAvailability/v1.0\">\n"
            + "  <vosi:available>"
            + state.available()
            + "</vosi:available>\n  <vosi:note>"
            + state.note()
            + "</vosi:note>\n</vosi:availability>\n";
    send(exchange, "text/xml", text);
  }

  /** The registry: where the services' capabilities are. */
  void registry(Exchange exchange, String rest) throws IOException, Refusal {
    requireGet(exchange);
    if (!rest.equals("/resource-caps") && !rest.equals("/applications")) {
      throw Refusal.container(404, "Not Found");
    }
    String authority = core.settings().authority().replace('~', '/');
    StringBuilder text = new StringBuilder("# demo registry\n\n");
    line(text, "ivo://" + authority, exchange.base() + core.service() + "/capabilities");
    String site = "ivo://" + authority.substring(0, authority.indexOf('/'));
    line(text, site + "/cred", exchange.base() + "/cred/capabilities");
    line(text, site + "/gms", exchange.base() + "/ac/capabilities");
    core.settings().registry().forEach((id, url) -> line(text, id, url.toString()));
    send(exchange, "text/plain", rest.equals("/applications") ? "# none\n" : text.toString());
  }

  private static void send(Exchange exchange, String type, String text) throws IOException {
    exchange.bytes(200, type, text.getBytes(StandardCharsets.UTF_8));
  }
}
