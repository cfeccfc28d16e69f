package org.vosfs.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** {@code /transfers}, {@code /synctrans} and {@code /xfer} (section 9). */
final class Transfers {
  private final Core core;
  private final Negotiation negotiation;
  private final MoveOperation moves;
  private final JobList jobs;
  private final Packages packages;

  Transfers(Core core, Executor executor) {
    this.core = core;
    this.negotiation = new Negotiation(core);
    this.moves = new MoveOperation(core);
    this.jobs = new JobList(core, "/transfers", this::create, executor);
    this.packages = new Packages(core);
  }

  JobList jobs() {
    return jobs;
  }

  Packages packages() {
    return packages;
  }

  private Job create(Exchange exchange) throws IOException, Refusal {
    String type = exchange.header("Content-Type");
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      return formJob(exchange);
    }
    if (type == null || !type.startsWith("text/xml")) {
      throw Refusal.badRequest("could not create Transfer from request");
    }
    return job(exchange, TransferDocument.read(exchange.document(XmlIn.LIMIT)));
  }

  /** Parameters instead of a document: the job shows them, and fails when it is run. */
  private Job formJob(Exchange exchange) throws IOException {
    byte[] body = exchange.document(XmlIn.LIMIT);
    Query form = Query.parse(body == null ? "" : new String(body, StandardCharsets.UTF_8));
    Job.Action fail =
        job -> {
          throw Refusal.badRequest("could not create Transfer from request");
        };
    Job job = new Job(core.ids().job(), exchange.caller().name(), core.now(), null, fail);
    for (String name : List.of("TARGET", "DIRECTION", "KEEPBYTES")) {
      String value = form.get(name.toLowerCase(java.util.Locale.ROOT));
      if (value != null) {
        job.with(name, value);
      }
    }
    return job;
  }

  private Job job(Exchange exchange, TransferDocument transfer) {
    Caller caller = exchange.caller();
    String base = exchange.base();
    return new Job(
        core.ids().job(),
        caller.name(),
        core.now(),
        transfer,
        job -> run(job, caller, transfer, base));
  }

  private void run(Job job, Caller caller, TransferDocument transfer, String base) throws Refusal {
    switch (transfer.direction()) {
      case TransferDocument.PULL, TransferDocument.PUSH -> negotiate(job, caller, transfer, base);
      case "pullToVoSpace", "pushFromVoSpace" ->
          throw Refusal.badRequest(transfer.direction() + " not implemented");
      default -> moves.run(job, caller, transfer);
    }
  }

  private void negotiate(Job job, Caller caller, TransferDocument transfer, String base) {
    Outcome outcome = negotiation.run(caller, transfer, base);
    job.result("transferDetails", base + core.service() + "/xfer/" + job.id());
    String node = outcome.node();
    if (node != null) {
      job.result("dataNode", node);
    }
    job.negotiated(outcome, core.now());
  }

  /** {@code /synctrans}: a document, or parameters (section 9.3). */
  void sync(Exchange exchange, String rest) throws IOException, Refusal {
    String type = exchange.header("Content-Type");
    boolean post = exchange.method().equals("POST");
    if (!post && !exchange.method().equals("GET")) {
      throw Refusal.methodNotAllowed(exchange.method(), "GET, POST");
    }
    if (post && type != null && type.startsWith("text/xml")) {
      document(exchange);
      return;
    }
    if (post && type != null && type.startsWith("application/xml")) {
      // Taken for neither a document nor parameters: a job that can only fail.
      Job job = new Job(core.ids().job(), exchange.caller().name(), core.now(), null, broken -> {});
      jobs.add(job);
      exchange.redirect(jobs.url(exchange, "/" + job.id() + "/results/transferDetails"));
      return;
    }
    Query parameters = exchange.query();
    if (post && parameters.get("target") == null) {
      byte[] form = exchange.document(XmlIn.LIMIT);
      parameters = Query.parse(form == null ? "" : new String(form, StandardCharsets.UTF_8));
    }
    parameters(exchange, parameters);
  }

  private void document(Exchange exchange) throws IOException, Refusal {
    TransferDocument transfer = TransferDocument.read(exchange.document(XmlIn.LIMIT));
    if (Packages.VIEW.equals(transfer.view())) {
      exchange.redirect(packages.prepare(exchange, transfer));
      return;
    }
    answerWithJob(exchange, transfer);
  }

  /** Negotiates in a job that has ended when the redirect to its result is sent. */
  private void answerWithJob(Exchange exchange, TransferDocument transfer) throws IOException {
    Job job = job(exchange, transfer);
    jobs.add(job);
    job.start(core.now());
    job.execute(core.settings().clock());
    exchange.redirect(jobs.url(exchange, "/" + job.id() + "/results/transferDetails"));
  }

  private void parameters(Exchange exchange, Query parameters) throws IOException, Refusal {
    String target = parameters.get("target");
    String direction = parameters.get("direction");
    String protocol = parameters.get("protocol");
    if (target == null || direction == null || protocol == null) {
      throw Refusal.badRequest(
          "Invalid input: missing parameters: TARGET="
              + target
              + " DIRECTION="
              + direction
              + " PROTOCOL="
              + protocol);
    }
    if (!direction.equals(TransferDocument.PULL) && !direction.equals(TransferDocument.PUSH)) {
      throw Refusal.badRequest("InternalFault (invalid direction: Direction[" + direction + "])");
    }
    TransferDocument asked =
        new TransferDocument(
            List.of(target),
            direction,
            null,
            null,
            List.of(new TransferDocument.Protocol(protocol, null, null)),
            true,
            List.of());
    if (core.profile() == Profile.SPEC && !"redirect".equals(parameters.get("request"))) {
      answerWithJob(exchange, asked);
      return;
    }
    Outcome outcome = negotiation.run(exchange.caller(), asked, exchange.base());
    String error = outcome.error();
    if (error != null) {
      throw new Refusal(outcome.status(), error);
    }
    List<TransferDocument.Protocol> given = offered(exchange, outcome.details());
    if (given.isEmpty()) {
      throw Refusal.badRequest(Negotiation.notSupported());
    }
    exchange.redirect(String.valueOf(given.get(0).endpoint()));
  }

  /** The endpoints, as far as injected faults leave them. */
  private static List<TransferDocument.Protocol> offered(
      Exchange exchange, TransferDocument details) {
    List<TransferDocument.Protocol> given = new ArrayList<>();
    for (TransferDocument.Protocol protocol : details.protocols()) {
      if (protocol.endpoint() != null) {
        given.add(protocol);
      }
    }
    if (exchange.hit(Fault.Kind.NO_ENDPOINTS)) {
      given.clear();
    }
    if (exchange.hit(Fault.Kind.DEAD_ENDPOINT) && !given.isEmpty()) {
      // Port 9 (discard) refuses connections on any ordinary machine.
      given.set(0, given.get(0).at("http://127.0.0.1:9/dead/endpoint"));
    }
    return given;
  }

  /** {@code /xfer/<job>}: the transfer with its endpoints. */
  void details(Exchange exchange, String rest) throws IOException, Refusal {
    String id = rest.startsWith("/") ? rest.substring(1) : rest;
    @Nullable Job job = jobs.find(id);
    Outcome outcome = job == null ? null : job.outcome();
    if (job == null || outcome == null) {
      throw new Refusal(404, "Not found: " + id);
    }
    if (!job.owner().equals(exchange.caller().name())) {
      throw new Refusal(401, "Unauthorized: permission denied");
    }
    if (outcome.xferStatus() != 200) {
      throw new Refusal(outcome.xferStatus(), outcome.xferText());
    }
    TransferDocument details =
        outcome.error() == null
            ? outcome.details().withProtocols(offered(exchange, outcome.details()))
            : outcome.details();
    exchange.set("Content-Type", "text/xml;charset=ISO-8859-1");
    try (XmlOut out = new XmlOut(exchange.buffered(200))) {
      out.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
      details.write(out, "", false);
    }
  }
}
