package org.vosfs.vospace.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.vosfs.base.NodePath;
import org.vosfs.http.Call;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.SourceFailure;
import org.vosfs.http.Url;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.VospaceException;

/**
 * Uploads one content: one request to negotiate, one PUT (protocol §9.3, §10.5, §10.6), or a PUT
 * transaction where that pays. A place that fails is followed by the others the service offers;
 * nothing is waited for.
 */
final class RemoteUpload {
  private static final Pattern TYPE =
      Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+-]+(\\s*;[\\x20-\\x7E]*)?");

  /** An upload that took less cannot have missed much. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ServiceCalls calls;
  private final Space space;
  private final Negotiation negotiation;
  private final NodeRequests nodes;
  private final Learned learned;
  private final BrokenPuts broken;
  private final SegmentedUpload segmented;

  RemoteUpload(RemoteDownload.Means means, Segmenting segments) {
    this.calls = means.calls();
    this.space = means.space();
    this.negotiation = means.negotiation();
    this.nodes = means.nodes();
    this.learned = means.learned();
    this.broken = new BrokenPuts(calls, space);
    this.segmented = new SegmentedUpload(calls, space, segments);
  }

  Stored upload(NodePath path, UploadBody body) throws VospaceException {
    Space.check(path);
    String what = "upload " + path;
    Deadline soon = Deadline.in(SOON, calls.ticker());
    Stored stored = send(what, path, body);
    if (soon.isOver()) {
      // A storage site also takes bytes for a node that was removed meanwhile (protocol §21.2).
      requireNode(what, path);
    }
    return stored;
  }

  private void requireNode(String what, NodePath path) throws VospaceException {
    try {
      if (nodes.get(path, Detail.PROPERTIES) instanceof Node.Data) {
        return;
      }
    } catch (VospaceException.NotFound e) {
      // said below
    }
    throw new VospaceException.Corrupt(what + ": its node was removed while the bytes were sent");
  }

  private Stored send(String what, NodePath path, UploadBody body) throws VospaceException {
    Deque<Endpoint> places = new ArrayDeque<>();
    places.add(first(what, path, body));
    Set<Url> tried = new HashSet<>();
    boolean negotiatedAgain = false;
    boolean allAsked = false;
    while (true) {
      Endpoint place = places.removeFirst();
      tried.add(place.url());
      try {
        return sendTo(what, path, place, body);
      } catch (VospaceException e) {
        if (!isPlaceAtFault(e, place)) {
          throw e;
        }
        boolean expired = isRefusal(e);
        if (expired && !negotiatedAgain) {
          negotiatedAgain = true;
          places.addFirst(negotiate(what, path));
          tried.remove(places.getFirst().url());
        } else if (!expired && isToGoOn(body)) {
          throw e;
        } else {
          segmented.clear(what, place, body);
          if (!allAsked) {
            allAsked = true;
            places.addAll(negotiation.all(what, path, Negotiation.Direction.PUSH));
          }
        }
        places.removeIf(other -> tried.contains(other.url()));
        if (places.isEmpty()) {
          // A grant just given and refused by all means that it is not ours to write.
          throw e instanceof VospaceException.NotFound
              ? new VospaceException.Unavailable(what + ": no storage site knows it", e)
              : e;
        }
      }
    }
  }

  private Stored sendTo(String what, NodePath path, Endpoint place, UploadBody body)
      throws VospaceException {
    if (segmented.isFor(place, body)) {
      Optional<Stored> stored = segmented.upload(what, place, body);
      if (stored.isPresent()) {
        return stored.get();
      }
    } else {
      segmented.clear(what, place, body);
    }
    return put(what, path, place, body);
  }

  /** The service's choice; but a transaction under way can only go on at its own site. */
  private Endpoint first(String what, NodePath path, UploadBody body) throws VospaceException {
    Endpoint first = negotiate(what, path);
    Optional<Left> left = body.left().flatMap(Left::parse);
    if (left.isEmpty() || left.get().isAt(first)) {
      return first;
    }
    return negotiation.all(what, path, Negotiation.Direction.PUSH).stream()
        .filter(left.get()::isAt)
        .findFirst()
        .orElse(first);
  }

  /** What is begun at one site is not begun at another while this one may come back. */
  private boolean isToGoOn(UploadBody body) {
    return body.left().flatMap(Left::parse).isPresent();
  }

  private Endpoint negotiate(String what, NodePath path) throws VospaceException {
    try {
      return negotiation.first(what, path, Negotiation.Direction.PUSH);
    } catch (VospaceException.Unsupported e) {
      // e.g. only endpoints that want credentials, which parameters cannot ask for (§3.5)
      return negotiation.all(what, path, Negotiation.Direction.PUSH).stream()
          .findFirst()
          .orElseThrow(() -> e);
    }
  }

  /** What another place may do better; the service's own refusal, or ours, is final. */
  private boolean isPlaceAtFault(VospaceException e, Endpoint place) {
    if (e instanceof VospaceException.Corrupt || e instanceof VospaceException.ReadOnly) {
      return false;
    }
    return e.isTransient() || (isRefusal(e) && !place.credentials());
  }

  /** How a grant that has run out is answered. */
  static boolean isRefusal(VospaceException e) {
    return e instanceof VospaceException.Denied || e instanceof VospaceException.NotFound;
  }

  /** One PUT, and the proof that it stored what was meant. */
  Stored put(String what, NodePath path, Endpoint place, UploadBody body) throws VospaceException {
    if (space.urls().files() != null) {
      learned.atomicReplace(!space.isOwnFile(place.url()));
    }
    broken.settle(what, path);
    UploadStream stream = new UploadStream(body);
    Call call =
        Call.of("PUT", place.url(), Repeat.NEVER)
            .withCredentials(place.credentials())
            .header("Content-Type", contentType(body))
            .header("Content-Encoding", body.contentEncoding())
            .header("Digest", body.md5().map(ContentHeaders::digest))
            .body(stream);
    try (Reply reply = calls.sendRaw(call, calls.moving())) {
      if (!reply.isSuccess() || reply.isHtml()) {
        throw FaultMapper.of(what, reply);
      }
      Stored stored = proof(what, path, reply, body.length(), stream.md5());
      broken.confirm(what, path, body.length());
      return stored;
    } catch (HttpFailure e) {
      broken.note(path, place);
      if (e.getCause() instanceof SourceFailure source
          && source.getCause() instanceof IOException own) {
        throw new VospaceException.Local(own);
      }
      throw FaultMapper.of(what, e);
    }
  }

  /** Form types make a service read parameters instead of bytes (protocol §21.2). */
  static Optional<String> contentType(UploadBody body) {
    return body.contentType()
        .filter(type -> TYPE.matcher(type).matches())
        .filter(
            type -> {
              String lower = type.toLowerCase(Locale.ROOT);
              return !lower.startsWith("multipart/") && !lower.contains("form-urlencoded");
            });
  }

  private Stored proof(String what, NodePath path, Reply reply, long length, String md5)
      throws VospaceException {
    java.time.Instant date = ContentHeaders.date(reply, "Date");
    Optional<String> confirmed = ContentHeaders.md5(reply);
    if (confirmed.isPresent()) {
      if (!confirmed.get().equals(md5)) {
        throw new VospaceException.Corrupt(
            what + ": the service stored MD5 " + confirmed.get() + " instead of " + md5);
      }
      return new Stored(length, md5, date, true);
    }
    if (!(nodes.get(path, Detail.PROPERTIES) instanceof Node.Data data)) {
      throw new VospaceException.Corrupt(what + ": no file is there after the upload");
    }
    Optional<String> said = data.properties().md5();
    boolean agrees = data.length() == length && said.map(md5::equals).orElse(true);
    if (!agrees) {
      throw new VospaceException.Corrupt(
          what + ": the service has " + data.length() + " bytes instead of " + length);
    }
    return new Stored(length, md5, date, said.isPresent());
  }
}
