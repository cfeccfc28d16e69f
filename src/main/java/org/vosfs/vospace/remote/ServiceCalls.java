package org.vosfs.vospace.remote;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.vosfs.base.Ticker;
import org.vosfs.http.Call;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Limits;
import org.vosfs.http.Pause;
import org.vosfs.http.Reply;
import org.vosfs.http.Transport;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.BadXml;

/** What every operation needs of the transport: deadlines, and failures in the port's terms. */
final class ServiceCalls {
  private final Transport transport;
  private final Transport.Surroundings surroundings;
  private final Duration deadline;
  private final Duration stall;
  private final Learned learned;

  ServiceCalls(
      Transport transport,
      Transport.Surroundings surroundings,
      Duration deadline,
      Duration stall,
      Learned learned) {
    this.learned = learned;
    this.transport = transport;
    this.surroundings = surroundings;
    this.deadline = deadline;
    this.stall = stall;
  }

  /** Reads a reply's body. */
  @FunctionalInterface
  interface Body<T> {
    T read(InputStream in) throws IOException;
  }

  /** The time a metadata call gets, from now. */
  Deadline deadline() {
    return Deadline.in(deadline, ticker());
  }

  Ticker ticker() {
    return surroundings.ticker();
  }

  Pause pause() {
    return surroundings.pause();
  }

  Duration stall() {
    return stall;
  }

  /** For calls that move bytes: they may go on as long as some do. */
  Limits moving() {
    return Limits.moving(deadline(), stall);
  }

  /** Sends a metadata call; the reply may be of any status. */
  Reply send(String what, Call call, Deadline until) throws VospaceException {
    return send(what, call, Limits.until(until));
  }

  Reply send(String what, Call call, Limits limits) throws VospaceException {
    try {
      return sendRaw(call, limits);
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    }
  }

  /** As {@link #send(String, Call, Limits)}, for those who look at the failure themselves. */
  Reply sendRaw(Call call, Limits limits) throws HttpFailure {
    Reply reply = transport.send(call, limits);
    learned.reply(reply);
    return reply;
  }

  /** Reads the document of a successful reply, or says why it is none. */
  static <T> T read(String what, Reply reply, Body<T> body) throws VospaceException {
    if (!reply.isSuccess()) {
      throw FaultMapper.of(what, reply);
    }
    if (reply.isHtml()) {
      throw new VospaceException.Malformed(
          what + ": an HTML page came back, not from a VOSpace service", null);
    }
    try {
      return body.read(reply.body());
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    } catch (BadXml e) {
      throw new VospaceException.Malformed(
          what + ": the answer is broken (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw new VospaceException.Unavailable(what + ": " + e.getMessage(), e);
    }
  }

  /** A GET whose document is read whole; broken documents are asked for once more. */
  <T> T fetch(String what, Call call, Deadline until, Body<T> body) throws VospaceException {
    for (int tries = 1; ; tries++) {
      try (Reply reply = send(what, call, until)) {
        try {
          return read(what, reply, body);
        } catch (VospaceException.Malformed | VospaceException.Unavailable e) {
          // with a cause, it is the document that broke; without, the status says it all
          if (tries > 1 || until.isOver() || e.getCause() == null) {
            throw e;
          }
        }
      }
    }
  }

  /**
   * Waits, at most until the deadline.
   *
   * @throws VospaceException.Unavailable when interrupted
   */
  void pause(String what, Duration duration) throws VospaceException {
    try {
      surroundings.pause().sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VospaceException.Unavailable(what + ": interrupted", e);
    }
  }
}
