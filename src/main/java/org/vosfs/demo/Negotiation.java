package org.vosfs.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Push and pull: checks, the empty node of a push, and the endpoints (sections 9.2 to 9.5). */
final class Negotiation {
  private static final String NOT_SUPPORTED = "requested transfer specs not supported";

  /** Views that mean the bytes as they are. */
  private static final Set<String> VIEWS =
      Set.of(Keys.CORE + "defaultview", "ivo://cadc.nrc.ca/vospace/view#data");

  private final Core core;
  private final Endpoints endpoints;

  Negotiation(Core core) {
    this.core = core;
    this.endpoints = new Endpoints(core);
  }

  /** Text of an outcome without endpoints in parameter mode. */
  static String notSupported() {
    return NOT_SUPPORTED;
  }

  Outcome run(Caller caller, TransferDocument asked, String base) {
    URI uri = NodeUris.parse(asked.target());
    if (uri == null || !core.uris().isOurs(uri)) {
      String text = "InvalidArgument : invalid target URI " + asked.target();
      return Outcome.failed(asked, 400, "Invalid input: " + text, 400, "Bad request: " + text);
    }
    String path = NodeUris.path(uri);
    boolean push = asked.direction().equals(TransferDocument.PUSH);
    try {
      Outcome outcome = push ? push(caller, asked, path, base) : pull(caller, asked, path, base);
      core.uris().requirePrintable(path);
      return outcome;
    } catch (Refusal e) {
      return refused(asked, e);
    }
  }

  private static Outcome refused(TransferDocument asked, Refusal e) {
    return switch (e.status()) {
      case 403 -> Outcome.failed(asked, 403, "PermissionDenied", 401, "Unauthorized: " + e.text());
      case 400 -> Outcome.failed(asked, 400, e.text(), 400, "Bad request: " + e.text());
      case 500 -> {
        String bug = e.text().substring(e.text().indexOf("BUG"));
        yield Outcome.failed(asked, 500, "RuntimeException:" + bug, 500, "Internal Error: " + bug);
      }
      default -> Outcome.failed(asked, e.status(), e.text(), 500, "Internal Error: " + e.text());
    };
  }

  private Outcome pull(Caller caller, TransferDocument asked, String path, String base)
      throws Refusal {
    boolean cavern = core.profile() == Profile.CAVERN;
    // Cavern looks at no permission before the bytes are asked for.
    Caller walker = cavern ? new Caller(Caller.ADMIN, false, Set.of()) : caller;
    DemoNode node = core.resolver().resolve(walker, path, true).node();
    if (node == null) {
      return Outcome.failed(
          asked,
          cavern ? 404 : 400,
          cavern ? "NodeNotFound: " + path : "target is not a data node",
          500,
          "Internal Error: " + path);
    }
    if (node.type() != DemoNode.Type.DATA) {
      return cavern
          ? new Outcome(null, 200, "", 400, asked, null)
          : Outcome.failed(
              asked,
              400,
              "target is not a data node",
              500,
              "Internal Error: transfer: ContainerNode at " + path);
    }
    String view = asked.view();
    if (view != null && !VIEWS.contains(view)) {
      return Outcome.silent(asked, 400, "ViewNotSupported (" + view + ")");
    }
    if (!cavern && !core.permissions().canRead(caller, node)) {
      return Outcome.silent(asked, 403, "PermissionDenied");
    }
    return Outcome.given(
        asked.withProtocols(endpoints.forReading(caller, node, asked, base)),
        core.uris().encoded(node.path()));
  }

  private Outcome push(Caller caller, TransferDocument asked, String path, String base)
      throws Refusal {
    if (core.state().get() == ServiceState.READ_ONLY) {
      return Outcome.given(asked.withProtocols(List.of()), null);
    }
    Resolver.Place place = place(caller, path);
    DemoNode node = place.node();
    if (node == null) {
      DemoNode parent = place.parent();
      String internal = "Internal Error: " + path;
      if (parent == null || !parent.isContainer()) {
        return Outcome.failed(asked, 404, "ContainerNotFound: " + path, 500, internal);
      }
      if (!core.permissions().canWrite(caller, parent) || parent.record().locked()) {
        return Outcome.failed(asked, 403, "PermissionDenied", 500, internal);
      }
      node = create(caller, parent, place.name());
    }
    if (node == null || node.type() != DemoNode.Type.DATA) {
      return Outcome.failed(
          asked,
          400,
          "InvalidArgument: transfer destination is not a data node",
          500,
          "Internal Error: transfer: ContainerNode at " + path);
    }
    if (!core.permissions().canWrite(caller, node) || node.record().locked()) {
      return Outcome.silent(asked, 403, "PermissionDenied");
    }
    return Outcome.given(
        asked.withProtocols(endpoints.forWriting(caller, node, asked, base)),
        core.uris().encoded(node.path()));
  }

  private @Nullable DemoNode create(Caller caller, DemoNode parent, String name) {
    DemoNode made = core.addData(parent, name, caller, true);
    // Somebody else was faster: both then write to the same slot, as on the real service.
    return made != null ? made : core.tree().child(parent, name);
  }

  /** Where a push goes: through links; through a broken link it creates the target (vault). */
  private Resolver.Place place(Caller caller, String path) throws Refusal {
    Resolver.Place place = core.resolver().resolve(caller, path, true);
    if (place.node() != null || core.profile() != Profile.CAVERN) {
      return place;
    }
    DemoNode leaf = core.resolver().resolve(caller, path, false).node();
    if (leaf != null) {
      throw new Refusal(404, "NodeNotFound: " + path);
    }
    return place;
  }

  /** Makes the endpoints of a transfer. */
  private static final class Endpoints {
    private final Core core;

    Endpoints(Core core) {
      this.core = core;
    }

    List<TransferDocument.Protocol> forReading(
        Caller caller, DemoNode node, TransferDocument asked, String base) {
      ObjectStore objects = core.objects();
      if (objects == null) {
        return cavern(caller, node, asked, base, false);
      }
      String slot = String.valueOf(node.record().storage());
      List<String> urls = new ArrayList<>();
      for (String site : core.settings().behaviour().sites()) {
        if (objects.at(site, slot, core.now()) != null) {
          String name = core.profile() == Profile.VAULT ? ":fo/" + node.name() : "";
          urls.add(url(base, site, slot, false, caller) + encodeNonAscii(name));
        }
      }
      return preauthorised(asked, urls, "get");
    }

    List<TransferDocument.Protocol> forWriting(
        Caller caller, DemoNode node, TransferDocument asked, String base) {
      if (core.objects() == null) {
        return cavern(caller, node, asked, base, true);
      }
      String slot = String.valueOf(node.record().storage());
      List<String> urls = new ArrayList<>();
      for (String site : core.settings().behaviour().sites()) {
        urls.add(url(base, site, slot, true, caller));
      }
      return preauthorised(asked, urls, "put");
    }

    private String url(String base, String site, String slot, boolean write, Caller caller) {
      String uri = "cadc:vault/" + slot;
      String token = core.tokens().issue(new Tokens.Grant(uri, write, caller.name()));
      return base + "/" + site + "/files/" + token + "/" + uri;
    }

    private List<TransferDocument.Protocol> preauthorised(
        TransferDocument asked, List<String> urls, String verb) {
      String http = Keys.CORE + (core.secure() ? "https" : "http") + verb;
      List<TransferDocument.Protocol> given = new ArrayList<>();
      for (TransferDocument.Protocol protocol : asked.protocols()) {
        if (protocol.securityMethod() == null && protocol.uri().equals(http)) {
          for (String url : urls) {
            given.add(protocol.at(url));
          }
        }
      }
      return given;
    }

    private List<TransferDocument.Protocol> cavern(
        Caller caller, DemoNode node, TransferDocument asked, String base, boolean write) {
      String path = node.path();
      String files = base + core.service() + "/files";
      List<TransferDocument.Protocol> given = new ArrayList<>();
      for (TransferDocument.Protocol protocol : asked.protocols()) {
        String verb = protocol.uri().substring(protocol.uri().indexOf('#') + 1);
        if (!verb.equals(write ? "httpput" : "httpget")
            && !verb.equals(write ? "httpsput" : "httpsget")) {
          continue;
        }
        if (protocol.securityMethod() != null) {
          given.add(protocol.at(files + NodeUris.encodePath(path)));
        } else if (core.settings().behaviour().preauthorised()) {
          Tokens.Grant grant = new Tokens.Grant(core.uris().encoded(path), write, caller.name());
          String token = core.tokens().issue(grant);
          given.add(protocol.at(files + "/preauth:" + token + NodeUris.encodePath(path)));
          if (!write && node.record().isPublic()) {
            given.add(protocol.at(files + NodeUris.encodePath(path)));
          }
        } else if (caller.anonymous()) {
          given.add(protocol.at(files + NodeUris.encodePath(path)));
        }
      }
      return given;
    }

    private static String encodeNonAscii(String text) {
      return text.chars().allMatch(c -> c < 128) ? text : NodeUris.encodePath(text);
    }
  }
}
