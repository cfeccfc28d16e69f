package org.vosfs.vospace.remote;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vosfs.http.Call;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Limits;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.RequestBody;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.JobWatch;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.wire.JobXml;

/**
 * One asynchronous job of the service (protocol §8.1): posted, started, followed to its end. The
 * phase is polled, quickly at first: waiting on the server costs a second where a job takes 17 ms
 * (§21.2).
 *
 * <p>Nothing is ambiguous here as long as the job can be asked: a document posted twice is a second
 * job that never runs, and a lost RUN shows in the phase.
 */
final class JobRun {
  private static final Duration FIRST_POLL = Duration.ofMillis(2);
  private static final Duration LONGEST_POLL = Duration.ofMillis(500);

  /** Looks at the phase, half a second apart, for each look at how many nodes are done. */
  private static final int LOOKS_BETWEEN = 4;

  private final String what;
  private final ServiceCalls calls;
  private final Url job;

  private int looks;
  private long done = JobWatch.UNKNOWN;

  /** When the whole job has to be over; null: when it is, as long as the service answers. */
  private final @Nullable Deadline end;

  private JobRun(String what, ServiceCalls calls, Url job, @Nullable Deadline end) {
    this.what = what;
    this.calls = calls;
    this.job = job;
    this.end = end;
  }

  /**
   * Posts a job and starts it.
   *
   * @param end when it has to be over; null: it may take as long as it does, each request of ours
   *     has the usual deadline
   */
  static JobRun start(
      String what,
      ServiceCalls calls,
      Url list,
      String type,
      byte[] document,
      @Nullable Deadline end)
      throws VospaceException {
    Deadline until = end == null ? calls.deadline() : end;
    Call call = Call.of("POST", list, Repeat.IDEMPOTENT).body(type, RequestBody.of(document));
    try (Reply reply = calls.send(what, call, until)) {
      String location = reply.header("Location").orElse("");
      if (reply.status() != 303 || location.isEmpty()) {
        throw fault(what, reply);
      }
      JobRun run = new JobRun(what, calls, Transport.redirectTarget(list, location).bare(), end);
      run.command("RUN");
      return run;
    } catch (HttpFailure e) {
      throw FaultMapper.of(what, e);
    }
  }

  private Deadline until() {
    return end == null ? calls.deadline() : end;
  }

  /** A lost answer is no failure: the phase, asked next, tells whether the command arrived. */
  private void command(String phase) throws VospaceException {
    byte[] form = ("PHASE=" + phase).getBytes(StandardCharsets.US_ASCII);
    Call call =
        Call.of("POST", job.plus("/phase"), Repeat.ONCE)
            .body("application/x-www-form-urlencoded", RequestBody.of(form));
    try (Reply reply = calls.sendRaw(call, Limits.until(until()))) {
      if (reply.status() >= 400) {
        throw fault(what, reply);
      }
    } catch (HttpFailure e) {
      if (e.kind() != HttpFailure.Kind.LOST && e.kind() != HttpFailure.Kind.TIMED_OUT) {
        throw FaultMapper.of(what, e);
      }
    }
  }

  /**
   * Waits for the end.
   *
   * @param watch told at every look, twice a second; when it says no, the job is aborted, once
   * @return the phase it ended in, in capitals
   * @throws VospaceException.Unavailable when it is not over in time, or cannot be asked: its
   *     outcome is not known then
   */
  String toEnd(JobWatch watch) throws VospaceException {
    Duration wait = FIRST_POLL;
    int pending = 0;
    boolean aborted = false;
    while (true) {
      String phase = phase();
      switch (phase) {
        case "COMPLETED", "ERROR", "ABORTED", "ARCHIVED" -> {
          return phase;
        }
        case "PENDING", "HELD" -> {
          // RUN did not arrive, or is not yet visible
          if (++pending % 8 == 4 && !aborted) {
            command("RUN");
          }
        }
        default -> {
          // QUEUED, EXECUTING and whatever else is on its way
        }
      }
      if (!aborted && !watch.goesOn(shown(phase), done(wait))) {
        command("ABORT");
        aborted = true;
      }
      if (end != null && wait.compareTo(end.remaining()) >= 0) {
        throw new VospaceException.Unavailable(
            what + ": the job is still " + shown(phase) + "; its outcome is not known", null);
      }
      calls.pause(what, wait);
      Duration longer = wait.multipliedBy(2);
      wait = longer.compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : longer;
    }
  }

  /**
   * Nodes done, from the job's document, where a service counts while it works. One that has no
   * count in the first looks is not asked for it again.
   */
  private long done(Duration wait) throws VospaceException {
    boolean isLong = end == null && wait.compareTo(LONGEST_POLL) >= 0;
    boolean due = isLong && ++looks % LOOKS_BETWEEN == 0;
    if (due && (done != JobWatch.UNKNOWN || looks <= 2 * LOOKS_BETWEEN)) {
      done = document().counted("successcount").orElse(done);
    }
    return done;
  }

  private String phase() throws VospaceException {
    try (Reply reply = calls.send(what, Call.get(job.plus("/phase")), until())) {
      if (!reply.isSuccess()) {
        throw fault(what, reply);
      }
      return reply.text().strip().toUpperCase(Locale.ROOT);
    }
  }

  /** A job that is not found says nothing of the nodes. */
  private static VospaceException fault(String what, Reply reply) {
    return reply.status() == 404
        ? new VospaceException.Unavailable(
            what + ": the service does not know the job; its outcome is not known", null)
        : FaultMapper.of(what, reply);
  }

  private static String shown(String phase) {
    return phase.matches("[A-Z]{1,20}") ? phase : "in an odd phase";
  }

  /** The job's document. */
  JobXml document() throws VospaceException {
    return calls.fetch(what, Call.get(job), until(), JobXml::read);
  }

  /** The error text; from the job's document when the error itself cannot be had; null: none. */
  @Nullable String error() throws VospaceException {
    try (Reply reply = calls.send(what, Call.get(job.plus("/error")), until())) {
      if (reply.isSuccess() && !reply.text().isBlank()) {
        return reply.text().strip();
      }
    }
    String summary = document().error();
    return summary.isEmpty() ? null : summary;
  }

  /** Why it ended in another phase than COMPLETED. */
  VospaceException failure(String phase, @Nullable String error) {
    return error == null
        ? new VospaceException.Malformed(
            what + ": the job ended in " + phase + " without saying why", null)
        : FaultMapper.ofJob(what, error);
  }
}
