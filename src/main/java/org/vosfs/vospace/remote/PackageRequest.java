package org.vosfs.vospace.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.vosfs.base.NodePath;
import org.vosfs.http.Call;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.RequestBody;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.ArchiveFormat;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.Documents;

/** Several nodes as one archive, which the service makes as it is read (protocol §11.2). */
final class PackageRequest {
  private static final int CHUNK = 64 * 1024;

  private final ServiceCalls calls;
  private final Space space;

  PackageRequest(ServiceCalls calls, Space space) {
    this.calls = calls;
    this.space = space;
  }

  void read(List<NodePath> members, ArchiveFormat format, OutputStream out)
      throws VospaceException {
    for (NodePath member : members) {
      Space.check(member);
    }
    String what =
        "package of " + (members.size() == 1 ? members.get(0) : members.size() + " nodes");
    Url place = place(what, members, format);
    Call call = Call.get(place).withCredentials(isOwn(place)).repeat(Repeat.NEVER);
    try (Reply reply = calls.send(what, call, calls.moving())) {
      if (reply.status() == 404) {
        // what it promised is not there: the view was not understood
        throw new VospaceException.Unsupported(what + ": the service makes no packages");
      }
      if (!reply.isSuccess()) {
        throw FaultMapper.of(what, reply);
      }
      String type = reply.header("Content-Type").orElse("");
      if (!type.startsWith(format.contentType())) {
        throw new VospaceException.Unsupported(what + ": the service makes no " + format);
      }
      copy(what, reply, out);
    }
  }

  private static void copy(String what, Reply reply, OutputStream out) throws VospaceException {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = reply.body();
      while (true) {
        int count = in.read(chunk);
        if (count < 0) {
          return;
        }
        try {
          out.write(chunk, 0, count);
        } catch (IOException e) {
          reply.abort();
          throw new VospaceException.Local(e);
        }
      }
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    } catch (IOException e) {
      throw new VospaceException.Unavailable(what + ": " + e.getMessage(), e);
    }
  }

  private Url place(String what, List<NodePath> members, ArchiveFormat format)
      throws VospaceException {
    Url sync = space.urls().syncTransfers();
    if (sync == null) {
      throw new VospaceException.Unsupported(what + ": the service offers no transfers");
    }
    byte[] document =
        Documents.pack(
            members.stream().map(space::uri).toList(),
            format.contentType(),
            Negotiation.protocol(Negotiation.Direction.PULL, sync));
    Call call =
        Call.of("POST", sync, Repeat.IDEMPOTENT)
            .body("text/xml", RequestBody.of(document))
            .withoutRedirects();
    try (Reply reply = calls.send(what, call, calls.deadline())) {
      String location = reply.header("Location").orElse("");
      if (reply.status() != 303 || location.isEmpty()) {
        throw FaultMapper.of(what, reply);
      }
      Url place = Transport.redirectTarget(sync, location);
      if (place.path().endsWith("/results/transferDetails")) {
        // taken for an ordinary transfer: the view is not known there (§9.3)
        throw new VospaceException.Unsupported(what + ": the service makes no packages");
      }
      return place;
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    }
  }

  private boolean isOwn(Url place) {
    return place.origin().equals(space.urls().nodes().origin());
  }
}
