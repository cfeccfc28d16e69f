package org.vosfs.vospace.remote;

import java.util.Optional;
import org.vosfs.http.Call;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.RequestBody;
import org.vosfs.vospace.VospaceException;

/**
 * The requests of one PUT transaction at one storage site (protocol §10.7); what they are good for
 * is {@link SegmentedUpload}'s business. Never made for an endpoint of the service's own byte
 * access: cavern ignores the headers and would empty the file.
 */
final class PutTransaction {
  private static final String ID = "x-put-txn-id";
  private static final String OP = "x-put-txn-op";
  private static final RequestBody NOTHING = RequestBody.of(new byte[0]);

  private final ServiceCalls calls;
  private final String what;
  private final Endpoint place;
  private final String id;

  /**
   * How far a transaction is.
   *
   * @param length bytes the site has
   * @param md5 of those bytes; empty before the first, or when the site does not say
   * @param least smallest segment the site takes but the last, at least 1
   * @param most largest segment; 0 = any
   */
  record Progress(long length, Optional<String> md5, long least, long most) {}

  PutTransaction(ServiceCalls calls, String what, Endpoint place, String id) {
    this.calls = calls;
    this.what = what;
    this.place = place;
    this.id = id;
  }

  /** A transaction that has just begun, and the limits of its segments. */
  record Begun(PutTransaction transaction, Progress progress) {}

  /** Begins one; empty when the site knows no transactions. */
  static Optional<Begun> start(ServiceCalls calls, String what, Endpoint place, long total)
      throws VospaceException {
    Call call =
        Call.of("PUT", place.url(), Repeat.NEVER)
            .withCredentials(place.credentials())
            .header(OP, "start")
            .header("x-total-length", Long.toString(total))
            .body(NOTHING);
    try (Reply reply = calls.send(what, call, calls.deadline())) {
      Optional<String> id = reply.header(ID).map(String::strip).filter(text -> !text.isEmpty());
      if (reply.status() == 202 && id.isPresent()) {
        return Optional.of(
            new Begun(new PutTransaction(calls, what, place, id.get()), progress(reply, 0)));
      }
      // 2xx: it took the request for an empty file; 400: it refuses empty files
      if (reply.isHtml()) {
        throw FaultMapper.of(what, reply);
      }
      if (reply.isSuccess() || reply.status() == 400) {
        return Optional.empty();
      }
      throw FaultMapper.of(what, reply);
    }
  }

  String id() {
    return id;
  }

  /** How far it is; empty when the site does not know it any more. */
  Optional<Progress> status() throws VospaceException {
    Call call = call("HEAD").repeat(Repeat.SAFE);
    try (Reply reply = calls.send(what, call, calls.deadline())) {
      if (reply.isHtml()) {
        throw FaultMapper.of(what, reply);
      }
      if (reply.status() == 400 || reply.status() == 404) {
        return Optional.empty();
      }
      if (!reply.isSuccess()) {
        throw FaultMapper.of(what, reply);
      }
      if (!reply.header(ID).map(String::strip).filter(id::equals).isPresent()) {
        return Optional.empty(); // an answer about the stored object, not about the transaction
      }
      return Optional.of(progress(reply, Math.max(0, reply.contentLength())));
    }
  }

  private static Progress progress(Reply reply, long length) {
    return new Progress(
        length,
        ContentHeaders.md5(reply),
        Math.max(1, number(reply, "x-put-segment-minbytes")),
        number(reply, "x-put-segment-maxbytes"));
  }

  private static long number(Reply reply, String header) {
    return reply
        .header(header)
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  /**
   * Sends one segment, without a digest of its own: the site would take that for the whole's, and
   * keep a segment it refuses (protocol §21.1).
   *
   * @return MD5 of all bytes so far, as the site says
   * @throws HttpFailure when the connection broke: the site may have the segment or not
   */
  Optional<String> append(UploadStream segment) throws HttpFailure, VospaceException {
    try (Reply reply = calls.sendRaw(call("PUT").body(segment), calls.moving())) {
      if (reply.status() != 202) {
        throw FaultMapper.of(what, reply);
      }
      return ContentHeaders.md5(reply);
    }
  }

  /**
   * Makes the content visible.
   *
   * @return the answer, a success; to be closed
   * @throws HttpFailure when the connection broke: it may be visible or not
   */
  Reply commit(Optional<String> type, Optional<String> encoding)
      throws HttpFailure, VospaceException {
    Call call =
        call("PUT")
            .header(OP, "commit")
            .header("Content-Type", type)
            .header("Content-Encoding", encoding)
            .body(NOTHING);
    Reply reply = calls.sendRaw(call, calls.moving());
    if (reply.status() != 201) {
      try (reply) {
        throw FaultMapper.of(what, reply);
      }
    }
    return reply;
  }

  /** Gives it up; a site that does not hear of it forgets it by itself some day. */
  void abort() {
    try (Reply reply =
        calls.send(what, call("POST").header(OP, "abort").body(NOTHING), calls.deadline())) {
      // whatever it says: there is nothing more to do
    } catch (VospaceException e) {
      // it cannot be reached
    }
  }

  private Call call(String method) {
    return Call.of(method, place.url(), Repeat.NEVER)
        .withCredentials(place.credentials())
        .header(ID, id);
  }
}
