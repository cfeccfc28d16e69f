package org.vosfs.vospace.remote;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.http.Call;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Limits;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.RequestBody;
import org.vosfs.http.Url;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.Documents;
import org.vosfs.vospace.wire.NodeXml;

/** Single nodes: get, create, change, delete (protocol §6). Thread-safe. */
final class NodeRequests {
  private static final String XML = "text/xml";

  private final ServiceCalls calls;
  private final Space space;
  private final Learned learned;

  NodeRequests(ServiceCalls calls, Space space, Learned learned) {
    this.calls = calls;
    this.space = space;
    this.learned = learned;
  }

  Node get(NodePath path, Detail detail) throws VospaceException {
    Space.check(path);
    Deadline until = calls.deadline();
    Node node = get(path, detail, until);
    return node instanceof Node.Data data && data.length() == 0 && !learned.servesItself()
        ? withBytes(path, data, until)
        : node;
  }

  /**
   * A node may say 0 before its service has heard of the bytes that a storage site took; the way to
   * the bytes tells the truth (protocol §10.8, §21.2). Where it tells nothing the node stands.
   */
  private Node withBytes(NodePath path, Node.Data node, Deadline until) throws VospaceException {
    Optional<Url> file = space.file(path);
    if (file.isEmpty()) {
      return node;
    }
    try (Reply reply = calls.send("look at the bytes of " + path, Call.head(file.get()), until)) {
      long length = reply.isSuccess() ? reply.contentLength() : 0;
      if (length <= 0) {
        return node;
      }
      Map<String, String> told = new HashMap<>(node.properties().values());
      told.put(NodeProperties.LENGTH, Long.toString(length));
      ContentHeaders.md5(reply).ifPresent(md5 -> told.put(NodeProperties.MD5, md5));
      Instant stored = ContentHeaders.date(reply, "Last-Modified");
      if (stored != null) {
        // the node's own date is that of its making, and says nothing of these bytes
        told.put(NodeProperties.CONTENT_DATE, stored.toString());
      }
      return new Node.Data(node.name(), new NodeProperties(told), length, node.busy());
    } catch (VospaceException.Unavailable | VospaceException.Malformed e) {
      return node;
    }
  }

  private Node get(NodePath path, Detail detail, Deadline until) throws VospaceException {
    Call call = Call.get(space.node(path).plus(query(detail)));
    Node node = named(path, calls.fetch("get " + path, call, until, NodeXml::read).node());
    if (detail == Detail.MAX) {
      learned.detailed(node);
    }
    return node;
  }

  /** Looks upwards from the mounted root; what may not be looked at has no quota for us. */
  Optional<Node> quotaAbove() throws VospaceException {
    NodePath at = space.root();
    Deadline until = calls.deadline();
    while (!at.isRoot()) {
      at = at.parent();
      if (at.isRoot()) {
        break; // the space as a whole belongs to nobody
      }
      try {
        Call call = Call.get(space.nodeAbove(at).plus(query(Detail.PROPERTIES)));
        Node node = calls.fetch("get " + at, call, until, NodeXml::read).node();
        if (node.properties().quota().isPresent()) {
          return Optional.of(node);
        }
      } catch (VospaceException.Denied
          | VospaceException.NotFound
          | VospaceException.NotAuthenticated e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  static String query(Detail detail) {
    return detail == Detail.MAX ? "?limit=0&detail=max" : "?limit=0";
  }

  /** A reply through a link names the target; the port speaks of the path that was asked for. */
  private static Node named(NodePath path, Node node) {
    String name = path.name();
    if (node instanceof Node.Container container) {
      return new Node.Container(name, container.properties());
    }
    if (node instanceof Node.Link link) {
      return new Node.Link(name, link.properties(), link.target());
    }
    Node.Data data = (Node.Data) node;
    return new Node.Data(name, data.properties(), data.length(), data.busy());
  }

  Node create(NodePath path, NewNode node) throws VospaceException {
    Space.check(path);
    String what = "create " + path;
    Call call =
        Call.of("PUT", space.node(path), Repeat.ONCE)
            .body(XML, document(what, () -> Documents.create(space.uri(path), node)));
    Deadline until = calls.deadline();
    while (true) {
      try (Reply reply = calls.sendRaw(call, Limits.until(until))) {
        return named(path, ServiceCalls.read(what, reply, NodeXml::read).node());
      } catch (HttpFailure e) {
        Node found = afterLostCreate(what, path, node, e, until);
        if (found != null) {
          return found;
        }
      } catch (VospaceException.Malformed | VospaceException.Unavailable e) {
        // with a cause, the document broke off after the node was created
        Node found = e.getCause() == null ? null : existing(path, until);
        if (found == null || !isThat(found, node)) {
          throw e;
        }
        return found;
      }
    }
  }

  /**
   * After a connection lost with the request on the way (protocol §12.2): the node as it is now
   * there, null when it certainly is not, so that asking again is safe.
   */
  private @Nullable Node afterLostCreate(
      String what, NodePath path, NewNode node, HttpFailure e, Deadline until)
      throws VospaceException {
    boolean ambiguous = e.kind() == HttpFailure.Kind.LOST || e.kind() == HttpFailure.Kind.TIMED_OUT;
    if (!ambiguous || until.isOver()) {
      throw FaultMapper.of(what, e);
    }
    Node found = existing(path, until);
    if (found == null || isThat(found, node)) {
      return found;
    }
    throw new VospaceException.AlreadyExists(what + ": a node of another kind is there");
  }

  private static boolean isThat(Node found, NewNode node) {
    boolean sameTarget = !(found instanceof Node.Link link) || link.target().equals(node.target());
    return NodeKind.of(found) == node.kind() && sameTarget;
  }

  private @Nullable Node existing(NodePath path, Deadline until) throws VospaceException {
    try {
      return get(path, Detail.PROPERTIES, until);
    } catch (VospaceException.NotFound e) {
      return null;
    }
  }

  Node update(NodePath path, NodeKind kind, PropertyChanges changes) throws VospaceException {
    Space.check(path);
    String what = "change properties of " + path;
    Call call =
        Call.of("POST", space.node(path), Repeat.IDEMPOTENT)
            .body(XML, document(what, () -> Documents.update(space.uri(path), kind, changes)));
    Deadline until = calls.deadline();
    try (Reply reply = calls.send(what, call, until)) {
      return named(path, ServiceCalls.read(what, reply, NodeXml::read).node());
    }
  }

  /** Builds a document. */
  private interface Writer {
    byte[] write();
  }

  private static RequestBody document(String what, Writer writer) throws VospaceException {
    byte[] document;
    try {
      document = writer.write();
    } catch (IllegalArgumentException e) {
      throw new VospaceException.Invalid(what + ": " + e.getMessage());
    }
    if (document.length > Documents.MAX_LENGTH) {
      throw new VospaceException.TooLarge(
          what + ": the properties exceed " + Documents.MAX_LENGTH + " bytes");
    }
    return RequestBody.of(document);
  }

  void delete(NodePath path) throws VospaceException {
    Space.check(path);
    if (path.isRoot()) {
      throw new VospaceException.Denied("delete /: the mounted root is never deleted");
    }
    Deadline until = calls.deadline();
    if (!learned.refusesFullContainers()) {
      refuseFullContainer(path, until);
    }
    boolean repeated = false;
    while (true) {
      try {
        deleteOnce(path, until);
        return;
      } catch (HttpFailure e) {
        boolean ambiguous =
            e.kind() == HttpFailure.Kind.LOST || e.kind() == HttpFailure.Kind.TIMED_OUT;
        if (!ambiguous || until.isOver()) {
          throw FaultMapper.of("delete " + path, e);
        }
        if (existing(path, until) == null) {
          return;
        }
        repeated = true;
      } catch (VospaceException.NotFound e) {
        // a repeated DELETE that finds nothing: the first one did it (protocol §12.2)
        if (!repeated) {
          throw e;
        }
        return;
      }
    }
  }

  private void deleteOnce(NodePath path, Deadline until) throws VospaceException, HttpFailure {
    Call call = Call.of("DELETE", space.node(path), Repeat.ONCE);
    try (Reply reply = calls.sendRaw(call, Limits.until(until))) {
      if (!reply.isSuccess()) {
        throw FaultMapper.of("delete " + path, reply);
      }
    } catch (VospaceException.NotEmpty e) {
      learned.refusedFullContainer();
      throw e;
    }
  }

  /** A bare 2.1 service deletes the whole tree (protocol §6.4); a race remains possible there. */
  private void refuseFullContainer(NodePath path, Deadline until) throws VospaceException {
    String what = "delete " + path;
    int[] children = {0};
    Call call = Call.get(space.node(path).plus("?limit=1"));
    calls.fetch(what, call, until, in -> NodeXml.read(in, child -> children[0]++));
    if (children[0] > 0) {
      throw new VospaceException.NotEmpty(what + ": the container is not empty");
    }
  }
}
