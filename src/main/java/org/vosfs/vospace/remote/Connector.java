package org.vosfs.vospace.remote;

import java.util.List;
import org.vosfs.auth.SecurityMethod;
import org.vosfs.http.Call;
import org.vosfs.http.CredentialScope;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Limits;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.CapabilitiesXml;
import org.vosfs.vospace.wire.NodeUris;
import org.vosfs.vospace.wire.NodeXml;

/**
 * First contact: capabilities, then the root node (protocol §15). Every failure is one line that
 * says what is wrong and what to do about it.
 */
final class Connector {
  private final RemoteSettings settings;
  private final Transport transport;
  private final ServiceCalls calls;
  private final Learned learned;
  private boolean fromElsewhere;

  Connector(RemoteSettings settings, Transport transport, ServiceCalls calls, Learned learned) {
    this.settings = settings;
    this.transport = transport;
    this.calls = calls;
    this.learned = learned;
  }

  Space connect() throws VospaceException {
    readCredential();
    Url capabilities = settings.service().capabilities(this::text);
    if (!isPassword()) {
      // a service may want to know who asks already; a password waits until it is asked for
      transport.showCredentials(CredentialScope.nowhere().around(capabilities));
    }
    Deadline until = calls.deadline();
    ServiceUrls urls =
        ServiceUrls.choose(
            capabilities(capabilities, until), settings.credentials().methods(), capabilities);
    transport.showCredentials(scope(capabilities, urls));
    Space space = new Space(urls, settings.root(), authority(urls, until));
    transport.readWithoutCredential();
    return space;
  }

  /** Before anything is sent, so that the message names the file and not the service. */
  private void readCredential() throws VospaceException {
    try {
      var unused = settings.credentials().proof();
    } catch (java.io.IOException e) {
      throw new VospaceException.NotAuthenticated(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The service's own places, as its capabilities name them; those that another host names only
   * where they lie with the service that was asked, and a password goes to no other host at all.
   */
  private CredentialScope scope(Url capabilities, ServiceUrls urls) {
    CredentialScope scope = CredentialScope.nowhere().around(capabilities);
    for (Url url :
        java.util.Arrays.asList(
            urls.nodes(), urls.files(), urls.transfers(), urls.syncTransfers())) {
      boolean own = url != null && (!(fromElsewhere || isPassword()) || isAt(capabilities, url));
      scope = own ? scope.around(url) : scope;
    }
    return scope;
  }

  private boolean isPassword() {
    return settings.credentials().methods().contains(SecurityMethod.BASIC);
  }

  private static boolean isAt(Url one, Url other) {
    return one.origin().host().equalsIgnoreCase(other.origin().host())
        && (one.origin().port() == other.origin().port() || other.origin().isSecure());
  }

  private List<CapabilitiesXml.Interface> capabilities(Url url, Deadline until)
      throws VospaceException {
    try (Reply reply = firstReply(url, until)) {
      fromElsewhere = !isAt(url, reply.url());
      if (reply.status() == 401) {
        throw refused(url);
      }
      if (reply.status() == 404 || reply.status() == 410) {
        throw new VospaceException.Invalid(
            "no VOSpace service at " + url + " (status " + reply.status() + "); " + adviceOnUrl());
      }
      if (reply.isSuccess() && reply.isHtml()) {
        throw new VospaceException.Invalid(
            url + " is a web page, not a VOSpace service; " + adviceOnUrl());
      }
      try {
        return ServiceCalls.read("read " + url, reply, CapabilitiesXml::read);
      } catch (VospaceException.Malformed e) {
        throw reply.isSuccess()
            ? new VospaceException.Invalid(
                url + " is not a VOSpace capabilities document; " + adviceOnUrl())
            : e;
      }
    }
  }

  /** For the registry, which is nobody's own: no credential, and no waiting for it. */
  private String text(Url url) throws VospaceException {
    Call call = Call.get(url).withCredentials(false).repeat(Repeat.NEVER);
    Deadline until = calls.deadline();
    try (Reply reply = calls.sendRaw(call, Limits.until(until))) {
      return ServiceCalls.read("read " + url, reply, Registry::text);
    } catch (HttpFailure e) {
      throw FaultMapper.of("read " + url, e);
    }
  }

  private static String adviceOnUrl() {
    return "give the URL under which /capabilities lies, like https://host/service";
  }

  /** A service that is not there is told at once: nobody waits for a mount that cannot work. */
  private Reply firstReply(Url url, Deadline until) throws VospaceException {
    Call call = Call.get(url);
    try {
      Reply reply = calls.sendRaw(call.repeat(Repeat.NEVER), Limits.until(until));
      if (reply.status() < 500 && reply.status() != 429 && reply.status() != 408) {
        return reply;
      }
      reply.close();
    } catch (HttpFailure e) {
      if (e.kind() == HttpFailure.Kind.UNREACHABLE) {
        throw new VospaceException.Unavailable(
            e.getMessage() + "; is the service running, and the endpoint right?", e);
      }
      throw FaultMapper.of("read " + url, e);
    }
    return calls.send("read " + url, call, until);
  }

  private VospaceException refused(Url url) {
    return new VospaceException.NotAuthenticated(
        url.origin()
            + " refuses "
            + settings.credentials().description()
            + ": wrong or expired; renew it, such as with: vosfs login; or mount without it, for public"
            + " data");
  }

  private String authority(ServiceUrls urls, Deadline until) throws VospaceException {
    Url url = urls.nodes().plus(NodeUris.encode(settings.root()) + NodeRequests.query(Detail.MAX));
    String what = "look at " + settings.root() + " of " + urls.nodes();
    NodeXml.Sent root;
    try (Reply reply = calls.send(what, Call.get(url), until)) {
      if (reply.status() == 401) {
        throw refused(urls.nodes());
      }
      root = ServiceCalls.read(what, reply, NodeXml::read);
    } catch (VospaceException.NotFound e) {
      throw new VospaceException.NotFound(
          "the space at " + urls.nodes() + " has no container " + settings.root());
    }
    if (!(root.node() instanceof Node.Container)) {
      throw new VospaceException.Invalid(
          settings.root() + " in the space at " + urls.nodes() + " is no container");
    }
    learned.detailed(root.node());
    return NodeUris.authority(root.uri())
        .orElseThrow(
            () ->
                new VospaceException.Malformed(
                    urls.nodes() + " does not name its nodes as VOSpace services do", null));
  }
}
