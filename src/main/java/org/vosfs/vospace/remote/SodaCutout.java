package org.vosfs.vospace.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vosfs.base.NodePath;
import org.vosfs.http.Call;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.SodaParameter;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.NodeUris;

/**
 * One cutout by a storage site (protocol §11.1). {@code /files} passes the parameters on by its
 * redirect; a service that answers there itself does not know them, and would send the whole file.
 */
final class SodaCutout {
  private static final int BUFFER = 128 * 1024;

  private final RemoteDownload.Means means;
  private final String what;
  private final Optional<Url> entry;

  SodaCutout(RemoteDownload.Means means, NodePath path) {
    this.means = means;
    this.what = "cut " + path;
    this.entry = means.space().file(path);
  }

  boolean run(List<SodaParameter> parameters, OutputStream to) throws VospaceException {
    if (entry.isEmpty()) {
      return false;
    }
    String query =
        parameters.stream()
            .map(one -> one.name() + "=" + NodeUris.encodeQuery(one.value()))
            .collect(Collectors.joining("&", "?", ""));
    Optional<Url> site = site(entry.get().plus(query), query);
    return site.isPresent() && cut(site.get(), to);
  }

  /** Where the service sends us; empty when it does not, or forgets what is asked. */
  private Optional<Url> site(Url url, String query) throws VospaceException {
    Call call = Call.get(url).withoutRedirects();
    Reply reply = means.calls().send(what, call, means.calls().moving());
    try {
      if (reply.status() / 100 == 3) {
        Url target = Transport.redirectTarget(url, reply.header("Location").orElse(""));
        boolean passedOn = target.target().endsWith(query);
        return passedOn && !means.space().isOwnFile(target)
            ? Optional.of(target)
            : Optional.empty();
      }
      if (!reply.isSuccess()) {
        throw FaultMapper.of(what, reply);
      }
      return Optional.empty();
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    } finally {
      reply.abort(); // the rest may be a whole file
    }
  }

  private boolean cut(Url site, OutputStream to) throws VospaceException {
    Call call = Call.get(site).withoutRedirects().withCredentials(false).repeat(Repeat.NEVER);
    Reply reply = means.calls().send(what, call, means.calls().moving());
    try {
      if (!reply.isSuccess()) {
        throw FaultMapper.of(what, reply);
      }
      // What describes the stored file comes with the file itself, not with a part (§21.2).
      boolean wholeFile =
          reply.status() != 200
              || reply.header("x-artifact-id").isPresent()
              || reply.header("Digest").isPresent();
      if (wholeFile) {
        return false;
      }
      copy(reply.body(), to);
      return true;
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    } catch (RangeTransfer.SinkFailure e) {
      throw new VospaceException.Local(e.own());
    } catch (IOException e) {
      throw new VospaceException.Malformed(what + ": the answer is broken", e);
    } finally {
      reply.abort();
    }
  }

  private static void copy(InputStream in, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      try {
        to.write(buffer, 0, count);
      } catch (IOException e) {
        throw new RangeTransfer.SinkFailure(e);
      }
    }
  }
}
