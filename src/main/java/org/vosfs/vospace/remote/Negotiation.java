package org.vosfs.vospace.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vosfs.auth.Credentials;
import org.vosfs.auth.SecurityMethod;
import org.vosfs.base.NodePath;
import org.vosfs.http.Call;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.RequestBody;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.Documents;
import org.vosfs.vospace.wire.NodeUris;
import org.vosfs.vospace.wire.TransferXml;

/**
 * Asks where bytes may be read or written (protocol §9.2, §9.3): by parameters, one request and one
 * endpoint; by document, four requests and all endpoints, for when the first one failed.
 */
final class Negotiation {
  /** What is to happen to the bytes. */
  enum Direction {
    PULL("pullFromVoSpace", "get"),
    PUSH("pushToVoSpace", "put");

    private final String uri;
    private final String verb;

    Direction(String uri, String verb) {
      this.uri = uri;
      this.verb = verb;
    }
  }

  private static final String PROTOCOL = "ivo://ivoa.net/vospace/core#";

  private final ServiceCalls calls;
  private final Space space;
  private final Credentials credentials;

  Negotiation(ServiceCalls calls, Space space, Credentials credentials) {
    this.calls = calls;
    this.space = space;
    this.credentials = credentials;
  }

  /**
   * The service's first choice, by one request.
   *
   * @throws VospaceException.NotFound when the node, or the parent to push into, is missing
   * @throws VospaceException.Unsupported when no endpoint is offered in this way
   */
  Endpoint first(String what, NodePath path, Direction direction) throws VospaceException {
    Url sync = syncTransfers(what);
    String query =
        "?TARGET="
            + NodeUris.encodeQuery(space.uri(path))
            + "&DIRECTION="
            + direction.uri
            + "&PROTOCOL="
            + NodeUris.encodeQuery(protocol(direction, sync))
            + "&REQUEST=redirect";
    Deadline until = calls.deadline();
    Call call = Call.get(sync.plus(query)).withoutRedirects();
    if (direction == Direction.PUSH) {
      // creates the node when it is missing: the same each time
      call = call.repeat(Repeat.IDEMPOTENT);
    }
    try (Reply reply = calls.send(what, call, until)) {
      Optional<String> location = reply.header("Location");
      if (reply.status() / 100 != 3 || location.isEmpty()) {
        throw FaultMapper.of(what, reply);
      }
      Url url = Transport.redirectTarget(sync, location.get());
      if (isTransferDetails(url)) {
        // a service that ignores REQUEST=redirect (§9.3)
        return choose(what, details(what, url, until));
      }
      return new Endpoint(url, wantsCredentials(url));
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    }
  }

  /**
   * All endpoints, the service's preference first.
   *
   * @throws VospaceException.Unavailable when it offers none
   */
  List<Endpoint> all(String what, NodePath path, Direction direction) throws VospaceException {
    Url sync = syncTransfers(what);
    List<String> methods = credentials.methods().stream().map(SecurityMethod::uri).toList();
    byte[] document =
        Documents.negotiate(space.uri(path), direction.uri, protocol(direction, sync), methods);
    Deadline until = calls.deadline();
    Call call = Call.of("POST", sync, Repeat.IDEMPOTENT).body("text/xml", RequestBody.of(document));
    Url details;
    try (Reply reply = calls.send(what, call, until)) {
      Optional<String> location = reply.header("Location");
      if (reply.status() != 303 || location.isEmpty()) {
        throw FaultMapper.of(what, reply);
      }
      details = Transport.redirectTarget(sync, location.get());
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    }
    return endpoints(details(what, details, until));
  }

  private Url syncTransfers(String what) throws VospaceException {
    Url sync = space.urls().syncTransfers();
    if (sync == null) {
      throw new VospaceException.Unsupported(what + ": the service offers no transfers");
    }
    return sync;
  }

  static String protocol(Direction direction, Url sync) {
    return PROTOCOL + (sync.origin().isSecure() ? "https" : "http") + direction.verb;
  }

  private static boolean isTransferDetails(Url url) {
    return url.path().endsWith("/results/transferDetails");
  }

  private boolean wantsCredentials(Url url) {
    return space.isOwnFile(url) && !url.path().contains("/preauth:");
  }

  /** The transfer document; where there is none, or an empty one, the job's error (§9.2). */
  private List<TransferXml.Endpoint> details(String what, Url details, Deadline until)
      throws VospaceException {
    VospaceException failure = null;
    try {
      List<TransferXml.Endpoint> found =
          calls.fetch(what, Call.get(details), until, TransferXml::endpoints);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (VospaceException.Malformed
        | VospaceException.NotAuthenticated
        | VospaceException.NotFound e) {
      failure = e;
    }
    String path = details.path();
    String job = path.replaceFirst("/results/transferDetails$", "");
    Url error = new Url(details.origin(), job + "/error");
    try (Reply reply = calls.send(what, Call.get(error), until)) {
      if (reply.isSuccess() && !reply.text().isBlank()) {
        throw FaultMapper.ofJob(what, reply.text());
      }
    }
    throw failure != null
        ? failure
        : new VospaceException.Unavailable(what + ": no storage site is available", null);
  }

  private Endpoint choose(String what, List<TransferXml.Endpoint> offered) throws VospaceException {
    List<Endpoint> usable = endpoints(offered);
    if (usable.isEmpty()) {
      throw new VospaceException.Unsupported(what + ": no endpoint that this client can use");
    }
    return usable.get(0);
  }

  /** Those we can use: http only if the service itself is (§9.5), and with a method we have. */
  private List<Endpoint> endpoints(List<TransferXml.Endpoint> offered) {
    boolean secure = space.urls().nodes().origin().isSecure();
    List<Endpoint> usable = new ArrayList<>();
    for (TransferXml.Endpoint one : offered) {
      // cavern hands out names with a raw ';', and would then drop what follows it (§2.2).
      Optional<Url> url = Url.of(one.url()).map(Url::withoutPathParameters);
      Optional<SecurityMethod> method =
          SecurityMethod.of(Optional.ofNullable(one.securityMethod()).orElse(""));
      boolean anonymous = method.filter(m -> m == SecurityMethod.ANONYMOUS).isPresent();
      boolean ours = anonymous || method.filter(credentials.methods()::contains).isPresent();
      if (url.isPresent() && ours && (url.get().origin().isSecure() || !secure)) {
        usable.add(new Endpoint(url.get(), !anonymous));
      }
    }
    return usable;
  }
}
