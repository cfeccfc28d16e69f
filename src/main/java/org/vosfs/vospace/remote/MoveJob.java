package org.vosfs.vospace.remote;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.http.Call;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Limits;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.RequestBody;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.Documents;
import org.vosfs.vospace.wire.JobXml;

/**
 * Renames by an asynchronous job (protocol §8.1, §9.6). The phase is polled, quickly at first:
 * waiting on the server costs a second where the job takes 17 ms (§21.2).
 *
 * <p>Nothing is ambiguous here as long as the job can be asked: a document posted twice is a second
 * job that never runs, and a lost RUN shows in the phase.
 */
final class MoveJob {
  private static final Duration FIRST_POLL = Duration.ofMillis(2);
  private static final Duration LONGEST_POLL = Duration.ofMillis(500);

  private final ServiceCalls calls;
  private final Space space;

  MoveJob(ServiceCalls calls, Space space) {
    this.calls = calls;
    this.space = space;
  }

  void move(NodePath from, NodePath to) throws VospaceException {
    Space.check(from);
    Space.check(to);
    String what = "move " + from + " to " + to;
    if (from.isRoot() || to.isRoot() || to.startsWith(from)) {
      throw new VospaceException.Invalid(what + ": a node cannot move there");
    }
    Url list = space.urls().transfers();
    if (list == null) {
      throw new VospaceException.Unsupported(what + ": the service offers no transfer jobs");
    }
    Deadline until = calls.deadline();
    Url job = post(what, list, Documents.move(space.uri(from), space.uri(to)), until);
    run(what, job, until);
    String phase = finalPhase(what, job, until);
    if (!phase.equals("COMPLETED")) {
      throw fault(what, job, phase, until, from, to);
    }
  }

  private Url post(String what, Url list, byte[] document, Deadline until) throws VospaceException {
    Call call = Call.of("POST", list, Repeat.IDEMPOTENT).body("text/xml", RequestBody.of(document));
    try (Reply reply = calls.send(what, call, until)) {
      String location = reply.header("Location").orElse("");
      if (reply.status() != 303 || location.isEmpty()) {
        throw jobFault(what, reply);
      }
      return Transport.redirectTarget(list, location).bare();
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    }
  }

  /** A lost answer to RUN is no failure: the phase, asked next, tells whether it arrived. */
  private void run(String what, Url job, Deadline until) throws VospaceException {
    byte[] form = "PHASE=RUN".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Call call =
        Call.of("POST", job.plus("/phase"), Repeat.ONCE)
            .body("application/x-www-form-urlencoded", RequestBody.of(form));
    try (Reply reply = calls.sendRaw(call, Limits.until(until))) {
      if (reply.status() >= 400) {
        throw jobFault(what, reply);
      }
    } catch (HttpFailure e) {
      if (e.kind() != HttpFailure.Kind.LOST && e.kind() != HttpFailure.Kind.TIMED_OUT) {
        throw FaultMapper.of(what, e);
      }
    }
  }

  private String finalPhase(String what, Url job, Deadline until) throws VospaceException {
    Duration wait = FIRST_POLL;
    int pending = 0;
    while (true) {
      String phase = phase(what, job, until);
      switch (phase) {
        case "COMPLETED", "ERROR", "ABORTED", "ARCHIVED" -> {
          return phase;
        }
        case "PENDING", "HELD" -> {
          // RUN did not arrive, or is not yet visible
          if (++pending % 8 == 4) {
            run(what, job, until);
          }
        }
        default -> {
          // QUEUED, EXECUTING and whatever else is on its way
        }
      }
      if (wait.compareTo(until.remaining()) >= 0) {
        throw new VospaceException.Unavailable(
            what + ": the job is still " + shown(phase) + "; its outcome is not known", null);
      }
      calls.pause(what, wait);
      Duration longer = wait.multipliedBy(2);
      wait = longer.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : longer;
    }
  }

  private String phase(String what, Url job, Deadline until) throws VospaceException {
    try (Reply reply = calls.send(what, Call.get(job.plus("/phase")), until)) {
      if (!reply.isSuccess()) {
        throw jobFault(what, reply);
      }
      return reply.text().strip().toUpperCase(Locale.ROOT);
    }
  }

  /** A job that is not found says nothing of the nodes. */
  private static VospaceException jobFault(String what, Reply reply) {
    return reply.status() == 404
        ? new VospaceException.Unavailable(
            what + ": the service does not know the job; its outcome is not known", null)
        : FaultMapper.of(what, reply);
  }

  private static String shown(String phase) {
    return phase.length() > 20 ? "in an odd phase" : phase;
  }

  private VospaceException fault(
      String what, Url job, String phase, Deadline until, NodePath from, NodePath to)
      throws VospaceException {
    String text = errorText(what, job, until);
    if (text == null) {
      return new VospaceException.Malformed(
          what + ": the job ended in " + phase + " without saying why", null);
    }
    if (text.contains("into its descendants")) {
      // a plain substring test in the service: also hits where nothing is inside (§9.6)
      return new VospaceException.Unsupported(
          what + ": the service takes " + to + " for a descendant of " + from);
    }
    return FaultMapper.ofJob(what, text);
  }

  /** The error text; from the job document when the error itself cannot be had. */
  private @Nullable String errorText(String what, Url job, Deadline until) throws VospaceException {
    try (Reply reply = calls.send(what, Call.get(job.plus("/error")), until)) {
      if (reply.isSuccess() && !reply.text().isBlank()) {
        return reply.text().strip();
      }
    }
    String summary = calls.fetch(what, Call.get(job), until, JobXml::read).error();
    return summary.isEmpty() ? null : summary;
  }
}
