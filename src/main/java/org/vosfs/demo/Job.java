package org.vosfs.demo;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One UWS job (section 8.1). Thread-safe. */
final class Job {
  /** What the job does when it is run; may set results, an error or a phase of its own. */
  interface Action {
    void run(Job job) throws Refusal;
  }

  private static final long LIFETIME = 7L * 24 * 3600 * 1000;

  private final String id;
  private final String owner;
  private final long created;
  private final @Nullable TransferDocument transfer;
  private final Action action;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<String, String> results = new LinkedHashMap<>();
  private final Map<String, String> parameters = new TreeMap<>();
  private @Nullable NodeDocument document;
  private String phase = "PENDING";
  private @Nullable String error;
  private long startedAt;
  private long endedAt;
  private @Nullable Outcome outcome;

  Job(String id, String owner, long created, @Nullable TransferDocument transfer, Action action) {
    this.id = id;
    this.owner = owner;
    this.created = created;
    this.transfer = transfer;
    this.action = action;
  }

  /** Shows a parameter of the request that made the job. */
  synchronized Job with(String parameter, String value) {
    parameters.put(parameter, value);
    return this;
  }

  /** Shows the node document of the request that made the job. */
  synchronized Job with(NodeDocument sent) {
    document = sent;
    return this;
  }

  String id() {
    return id;
  }

  String owner() {
    return owner;
  }

  synchronized String phase() {
    return phase;
  }

  synchronized @Nullable String error() {
    return error;
  }

  synchronized @Nullable String result(String name) {
    return results.get(name);
  }

  synchronized @Nullable Outcome outcome() {
    return outcome;
  }

  synchronized void result(String name, String href) {
    results.put(name, href);
  }

  /** Marks the job as executing; false when it was not pending. */
  synchronized boolean start(long now) {
    if (!phase.equals("PENDING")) {
      return false;
    }
    phase = "EXECUTING";
    startedAt = now;
    return true;
  }

  /** Runs the action of a started job to its end. */
  void execute(java.time.InstantSource clock) {
    try {
      action.run(this);
      end("COMPLETED", null, clock.millis());
    } catch (Refusal e) {
      end("ERROR", e.text(), clock.millis());
    } catch (RuntimeException e) {
      end("ERROR", "unexpected exception: " + e, clock.millis());
    }
  }

  /** The action is over: that phase, unless it went on executing or ended otherwise itself. */
  synchronized void end(String newPhase, @Nullable String text, long now) {
    if (phase.equals("EXECUTING") && (outcome == null || !newPhase.equals("COMPLETED"))) {
      phase = newPhase;
      error = text;
      endedAt = now;
    }
    ended.countDown();
  }

  /** Ends the job in a phase of the action's choice, with or without a text. */
  synchronized void finish(String newPhase, @Nullable String text, long now) {
    phase = newPhase;
    error = text;
    endedAt = now;
  }

  /** A negotiation has ended: on success the job stays executing for ever, as the real ones. */
  synchronized void negotiated(Outcome value, long now) {
    outcome = value;
    if (value.error() != null) {
      phase = "ERROR";
      error = value.error();
      endedAt = now;
    }
  }

  synchronized void abort(long now) {
    if (phase.equals("PENDING") || phase.equals("EXECUTING")) {
      phase = "ABORTED";
      endedAt = now;
    }
    ended.countDown();
  }

  synchronized boolean active() {
    return phase.equals("PENDING") || phase.equals("EXECUTING");
  }

  CountDownLatch ended() {
    return ended;
  }

  synchronized void writeReference(XmlOut out) throws IOException {
    out.raw("  <uws:jobref id=\"").raw(id).raw("\">\n    <uws:phase>").raw(phase);
    out.raw("</uws:phase>\n    <uws:ownerId>").text(owner).raw("</uws:ownerId>\n");
    out.raw("    <uws:creationTime>").raw(date(created));
    out.raw("</uws:creationTime>\n  </uws:jobref>\n");
  }

  synchronized void write(XmlOut out) throws IOException {
    out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.raw("<uws:job xmlns:uws=\"http://www.ivoa.net/xml/UWS/v1.0\"");
    out.raw(" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\">\n");
    out.raw("  <uws:jobId>").raw(id).raw("</uws:jobId>\n  <uws:runId />\n");
    out.raw("  <uws:ownerId>").text(owner).raw("</uws:ownerId>\n");
    out.raw("  <uws:phase>").raw(phase).raw("</uws:phase>\n");
    time(out, "quote", created + 60_000_000);
    time(out, "creationTime", created);
    time(out, "startTime", startedAt);
    time(out, "endTime", endedAt);
    out.raw("  <uws:executionDuration>60000</uws:executionDuration>\n");
    time(out, "destruction", created + LIFETIME);
    writeParameters(out);
    if (results.isEmpty()) {
      out.raw("  <uws:results />\n");
    } else {
      out.raw("  <uws:results>\n");
      for (Map.Entry<String, String> result : results.entrySet()) {
        out.raw("    <uws:result id=\"").raw(result.getKey()).raw("\" xlink:href=\"");
        out.text(result.getValue()).raw("\" />\n");
      }
      out.raw("  </uws:results>\n");
    }
    String text = error;
    if (text != null) {
      out.raw("  <uws:errorSummary type=\"fatal\" hasDetail=\"false\">\n    <uws:message>");
      out.text(text).raw("</uws:message>\n  </uws:errorSummary>\n");
    }
    TransferDocument move = transfer;
    if (move != null) {
      out.raw("  <uws:jobInfo>\n");
      move.write(out, "    ", true);
      out.raw("  </uws:jobInfo>\n");
    }
    NodeDocument node = document;
    if (node != null) {
      out.raw("  <uws:jobInfo>\n");
      node.write(out, "    ");
      out.raw("  </uws:jobInfo>\n");
    }
    out.raw("</uws:job>\n");
  }

  private void writeParameters(XmlOut out) throws IOException {
    if (parameters.isEmpty()) {
      out.raw("  <uws:parameters />\n");
      return;
    }
    out.raw("  <uws:parameters>\n");
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      out.raw("    <uws:parameter id=\"").text(parameter.getKey()).raw("\">");
      out.text(parameter.getValue()).raw("</uws:parameter>\n");
    }
    out.raw("  </uws:parameters>\n");
  }

  private static void time(XmlOut out, String name, long millis) throws IOException {
    if (millis == 0) {
      out.raw("  <uws:" + name + " xmlns:xsi=\"" + XmlIn.XSI + "\" xsi:nil=\"true\" />\n");
    } else {
      out.raw("  <uws:" + name + ">").raw(date(millis)).raw("</uws:" + name + ">\n");
    }
  }

  private static String date(long millis) {
    return Dates.ivoa(Instant.ofEpochMilli(millis).toEpochMilli()) + "Z";
  }
}
