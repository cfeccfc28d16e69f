package org.vosfs.vospace.remote;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.http.Call;
import org.vosfs.http.Reply;
import org.vosfs.http.Url;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.VospaceException;

/**
 * Makes a file empty (protocol §10.6): a new one by creating the node, one request everywhere; an
 * existing one by an empty PUT where the service takes it (cavern), else by {@link
 * EmptyReplacement} (vault).
 */
final class EmptyUpload {
  private static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

  private final RemoteDownload.Means means;
  private final RemoteUpload upload;
  private final EmptyReplacement replacement;

  EmptyUpload(RemoteDownload.Means means, RemoteUpload upload) {
    this.means = means;
    this.upload = upload;
    this.replacement = new EmptyReplacement(means.nodes());
  }

  Stored upload(NodePath path, UploadBody body) throws VospaceException {
    try {
      means.nodes().create(path, NewNode.data());
      return stored();
    } catch (VospaceException.AlreadyExists e) {
      return empty(path, body);
    } catch (VospaceException.Denied e) {
      // creating is not allowed here, but emptying what exists may be
      return emptyIfThere(path, body, e);
    }
  }

  private Stored emptyIfThere(NodePath path, UploadBody body, VospaceException.Denied denied)
      throws VospaceException {
    try {
      return empty(path, body);
    } catch (VospaceException.NotFound e) {
      throw denied;
    }
  }

  private Stored empty(NodePath path, UploadBody body) throws VospaceException {
    String what = "empty " + path;
    Node node = means.nodes().get(path, Detail.PROPERTIES);
    if (!(node instanceof Node.Data data)) {
      throw new VospaceException.Invalid(what + ": not a file");
    }
    if (data.length() == 0 && isReallyEmpty(what, path)) {
      return stored();
    }
    Endpoint place = means.negotiation().first(what, path, Negotiation.Direction.PUSH);
    boolean storageSite = means.space().urls().files() != null && !isOwn(place);
    if (!storageSite) {
      try {
        return upload.put(what, path, place, body);
      } catch (VospaceException.Invalid e) {
        // this one refuses empty bodies, too
      }
    }
    EmptyReplacement.Plan plan = replacement.plan(path, data);
    leave(body, plan.toText());
    replacement.remove(plan);
    replacement.recreate(plan);
    leave(body, null);
    return stored();
  }

  /**
   * Makes the node again, with its properties, that an earlier try removed and could not make
   * again; whatever is to be stored now.
   */
  void finish(NodePath path, UploadBody body) throws VospaceException {
    Optional<EmptyReplacement.Plan> plan =
        body.left().flatMap(text -> EmptyReplacement.Plan.parse(path, text));
    if (plan.isEmpty()) {
      return;
    }
    try {
      replacement.recreate(plan.get());
    } catch (VospaceException.AlreadyExists e) {
      // not removed yet, or made again already; somebody else's is left alone
    }
    leave(body, null);
  }

  private static void leave(UploadBody body, @Nullable String state) throws VospaceException {
    try {
      body.leave(state);
    } catch (IOException e) {
      throw new VospaceException.Local(e);
    }
  }

  private boolean isOwn(Endpoint place) {
    return means.space().isOwnFile(place.url());
  }

  /** A node may say 0 before it has heard of the bytes (protocol §10.8, §21.2). */
  private boolean isReallyEmpty(String what, NodePath path) throws VospaceException {
    Url file = means.space().file(path).orElse(null);
    if (file == null) {
      return true;
    }
    ServiceCalls calls = means.calls();
    try (Reply reply = calls.send(what, Call.head(file), calls.deadline())) {
      return reply.status() == 204 || (reply.isSuccess() && reply.contentLength() <= 0);
    }
  }

  /** By our own word: no service returns a digest of nothing everywhere. */
  private static Stored stored() {
    return new Stored(0, MD5_OF_NOTHING, null, false);
  }
}
