package org.vosfs.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A UWS job list: {@code /transfers}, {@code /async-delete}, {@code /async-setprops}. */
final class JobList implements Handler {
  private static final int MAX_WAIT = 60;

  /** Makes a job from the request that creates it. */
  interface Factory {
    Job create(Exchange exchange) throws IOException, Refusal;
  }

  private final Core core;
  private final String path;
  private final Factory factory;
  private final Executor executor;
  private final ConcurrentMap<String, Job> jobs = new ConcurrentHashMap<>();

  JobList(Core core, String path, Factory factory, Executor executor) {
    this.core = core;
    this.path = path;
    this.factory = factory;
    this.executor = executor;
  }

  void add(Job job) {
    jobs.put(job.id(), job);
  }

  /** The job, if this caller may see it. */
  Job job(Caller caller, String id) throws Refusal {
    Job job = jobs.get(id);
    if (job == null) {
      throw new Refusal(404, "not found: " + id);
    }
    if (!job.owner().equals(caller.name())) {
      throw new Refusal(403, "permission denied");
    }
    return job;
  }

  @Nullable Job find(String id) {
    return jobs.get(id);
  }

  String url(Exchange exchange, String rest) {
    return exchange.base() + core.service() + path + rest;
  }

  @Override
  public void handle(Exchange exchange, String rest) throws IOException, Refusal {
    String[] parts =
        rest.isEmpty() || rest.equals("/") ? new String[0] : rest.substring(1).split("/");
    if (parts.length == 0) {
      list(exchange);
      return;
    }
    Job job = job(exchange.caller(), parts[0]);
    String part = parts.length > 1 ? parts[1] : "";
    switch (exchange.method() + " " + part) {
      case "GET " -> show(exchange, job);
      case "DELETE " -> {
        jobs.remove(job.id());
        exchange.redirect(url(exchange, ""));
      }
      case "POST phase" -> phase(exchange, job);
      case "GET phase" -> exchange.text(200, job.phase());
      case "GET owner" -> exchange.text(200, job.owner());
      case "GET error" -> {
        String error = job.error();
        if (error == null) {
          throw new Refusal(404, job.id() + "/error");
        }
        exchange.text(200, error);
      }
      case "GET results" -> result(exchange, job, parts.length > 2 ? parts[2] : null);
      default -> throw Refusal.methodNotAllowed(exchange.method(), "GET, POST, DELETE");
    }
  }

  private void list(Exchange exchange) throws IOException, Refusal {
    if (exchange.method().equals("POST")) {
      Job job = factory.create(exchange);
      add(job);
      exchange.redirect(url(exchange, "/" + job.id()));
      return;
    }
    if (!exchange.method().equals("GET")) {
      throw Refusal.methodNotAllowed(exchange.method(), "GET, POST");
    }
    exchange.set("Content-Type", "text/xml");
    Map<String, Job> sorted = new TreeMap<>(jobs);
    try (XmlOut out = new XmlOut(exchange.buffered(200))) {
      out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
      out.raw("<uws:jobs xmlns:uws=\"http://www.ivoa.net/xml/UWS/v1.0\"");
      out.raw(" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\">\n");
      for (Job job : sorted.values()) {
        if (job.owner().equals(exchange.caller().name())) {
          job.writeReference(out);
        }
      }
      out.raw("</uws:jobs>\n");
    }
  }

  private void show(Exchange exchange, Job job) throws IOException {
    String wait = exchange.query().get("wait");
    if (wait != null) {
      await(job, wait);
    }
    exchange.set("Content-Type", "text/xml");
    try (XmlOut out = new XmlOut(exchange.buffered(200))) {
      job.write(out);
    }
  }

  /** As the real service: looks again after 1, 2, 4, 8 s, however soon the job has ended. */
  private void await(Job job, String text) {
    long left;
    try {
      left = Math.min(MAX_WAIT, Long.parseLong(text.trim())) * 1000;
    } catch (NumberFormatException e) {
      return;
    }
    long step = core.settings().behaviour().waitStep().toMillis();
    java.util.concurrent.CountDownLatch never = new java.util.concurrent.CountDownLatch(1);
    String before = job.phase();
    while (left > 0 && job.active() && job.phase().equals(before)) {
      long now = Math.min(left, Math.max(step, 1));
      Pauses.await(never, Duration.ofMillis(now));
      left -= now;
      step = Math.min(step * 2, 8000);
    }
  }

  private void phase(Exchange exchange, Job job) throws IOException, Refusal {
    byte[] form = exchange.document(XmlIn.LIMIT);
    Query parameters =
        Query.parse(form == null ? "" : new String(form, java.nio.charset.StandardCharsets.UTF_8));
    String phase = parameters.get("phase");
    if (phase == null) {
      phase = exchange.query().get("phase");
    }
    if ("RUN".equals(phase)) {
      run(job);
    } else if ("ABORT".equals(phase)) {
      job.abort(core.now());
    } else {
      throw Refusal.badRequest("invalid PHASE: " + phase);
    }
    exchange.redirect(url(exchange, "/" + job.id()));
  }

  private void run(Job job) {
    if (!job.start(core.now())) {
      return;
    }
    executor.execute(
        () -> {
          Duration delay = core.settings().behaviour().jobDelay();
          Pauses.await(new java.util.concurrent.CountDownLatch(1), delay);
          job.execute(core.settings().clock());
        });
  }

  private void result(Exchange exchange, Job job, @Nullable String name)
      throws Refusal, IOException {
    String href = name == null ? null : job.result(name);
    if (href == null) {
      throw new Refusal(404, "result not found: " + name);
    }
    exchange.redirect(href);
  }
}
