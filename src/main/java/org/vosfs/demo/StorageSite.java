package org.vosfs.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One storage site ({@code /minoc1/files/...}): bytes by pre-authorised URL (section 10). */
final class StorageSite implements Handler {
  private static final String PREFIX = "cadc:vault/";

  private final Core core;
  private final Documents documents;
  private final ObjectStore objects;
  private final String site;
  private final ObjectUploads uploads;
  private final PutTransactions transactions;

  StorageSite(Core core, ObjectStore objects, String site) {
    this.core = core;
    this.documents = new Documents(core);
    this.objects = objects;
    this.site = site;
    this.uploads = new ObjectUploads(core, objects, site);
    this.transactions = new PutTransactions(core, uploads, site);
  }

  /** Parts of a URL: what is addressed, and on whose behalf. */
  private record Address(String slot, @Nullable String fileName, Tokens.Grant grant) {}

  @Override
  public void handle(Exchange exchange, String rest) throws IOException, Refusal {
    if (rest.equals("/capabilities")) {
      documents.site(exchange, site);
      return;
    }
    if (rest.equals("/availability")) {
      documents.availability(exchange, rest);
      return;
    }
    if (!rest.startsWith("/files/")) {
      throw Refusal.container(404, "Not Found");
    }
    if (exchange.method().equals("OPTIONS")) {
      exchange.set("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
      exchange.empty(200);
      return;
    }
    Address address = address(rest.substring(7));
    if (exchange.method().equals("PUT") && address.fileName() != null) {
      throw new Refusal(
          500,
          "unexpected exception: java.lang.IllegalArgumentException: detected misuse of :fo/"
              + " filename override");
    }
    boolean reading = exchange.method().equals("GET");
    boolean allowed = exchange.method().equals("HEAD") || address.grant().write() != reading;
    if (!allowed) {
      throw invalidToken();
    }
    if (!address.grant().user().isEmpty() && !core.settings().users().isEmpty()) {
      exchange.set("x-vo-authenticated", address.grant().user());
    }
    switch (exchange.method()) {
      case "GET", "HEAD" -> read(exchange, address);
      case "PUT" -> put(exchange, address);
      case "POST" -> post(exchange, address);
      case "DELETE" -> {
        if (!objects.delete(address.slot())) {
          throw notFound(address.slot());
        }
        exchange.empty(204);
      }
      default -> throw Refusal.methodNotAllowed(exchange.method(), "GET, HEAD, PUT, POST, DELETE");
    }
  }

  private static Refusal invalidToken() {
    return new Refusal(403, "invalid auth token");
  }

  private static Refusal notFound(String slot) {
    return new Refusal(404, "not found: " + PREFIX + slot);
  }

  private Address address(String rest) throws Refusal {
    int slash = rest.indexOf('/');
    String token = slash < 0 ? rest : rest.substring(0, slash);
    String uri = slash < 0 ? "" : Query.percentDecode(rest.substring(slash + 1));
    if (token.startsWith("cadc:")) {
      throw new Refusal(403, "permission denied: no read grants for " + rest);
    }
    int override = uri.indexOf(":fo/");
    String object = override < 0 ? uri : uri.substring(0, override);
    Tokens.Grant grant = core.tokens().verify(token);
    if (grant == null || !grant.uri().equals(object) || !object.startsWith(PREFIX)) {
      throw invalidToken();
    }
    String name = override < 0 ? null : uri.substring(override + 4);
    return new Address(object.substring(PREFIX.length()), name, grant);
  }

  private void read(Exchange exchange, Address address) throws IOException, Refusal {
    String transaction = exchange.header("x-put-txn-id");
    if (exchange.method().equals("HEAD") && transaction != null) {
      transactions.status(exchange, address.slot(), transaction);
      return;
    }
    for (int attempt = 0; ; attempt++) {
      StoredObject object = objects.at(site, address.slot(), core.now());
      if (object == null) {
        throw notFound(address.slot());
      }
      try {
        send(exchange, address, object);
        return;
      } catch (NoSuchFileException e) {
        // Replaced between the look-up and the open; the next look-up finds the new version.
        if (attempt == 10) {
          throw e;
        }
      }
    }
  }

  private void send(Exchange exchange, Address address, StoredObject object)
      throws IOException, Refusal {
    try (FileChannel file =
        FileChannel.open(objects.file(address.slot(), object), StandardOpenOption.READ)) {
      boolean head = exchange.method().equals("HEAD");
      if (!head && core.profile() == Profile.VAULT && Soda.isAsked(exchange.query())) {
        String name = address.fileName() == null ? address.slot() : address.fileName();
        new Soda(PREFIX + address.slot(), name, object.type()).answer(exchange, file);
        return;
      }
      SentRange range = head ? null : SentRange.read(exchange.header("Range"), object.length());
      if (range != null && range.first() >= object.length()) {
        throw new Refusal(416, "Offset greater than size of file")
            .header("Content-Range", "bytes */" + object.length());
      }
      headers(exchange, object, address.fileName() == null ? address.slot() : address.fileName());
      if (!head && unmodified(exchange, object)) {
        exchange.begin(304, 0).close();
        return;
      }
      if (range != null) {
        exchange.set(
            "Content-Range", "bytes " + range.first() + "-" + range.last() + "/" + object.length());
      }
      long first = range == null ? 0 : range.first();
      long count = range == null ? object.length() : range.count();
      OutputStream out = exchange.begin(range == null ? 200 : 206, count);
      if (!head) {
        FileBody.send(file, first, count, out);
      }
      out.close();
    }
  }

  private static boolean unmodified(Exchange exchange, StoredObject object) {
    String since = exchange.header("If-Modified-Since");
    return since != null && Dates.parseHttp(since) >= object.date() / 1000 * 1000;
  }

  /** The headers that describe a stored version. */
  static void headers(Exchange exchange, StoredObject object, String fileName) {
    exchange.set("x-artifact-id", object.artifact());
    exchange.set("Digest", Hex.digest(object.md5()));
    exchange.set("Last-Modified", Dates.http(object.date()));
    exchange.fileName(fileName);
    exchange.set("Accept-Ranges", "bytes");
    String encoding = object.encoding();
    if (encoding != null) {
      exchange.set("Content-Encoding", encoding);
    }
    String type = object.type();
    if (type != null) {
      exchange.set("Content-Type", type);
    }
  }

  private void put(Exchange exchange, Address address) throws IOException, Refusal {
    if (core.profile() == Profile.SPEC || !transactions.put(exchange, address.slot())) {
      uploads.simple(exchange, address.slot());
    }
  }

  private void post(Exchange exchange, Address address) throws IOException, Refusal {
    if (transactions.post(exchange, address.slot())) {
      return;
    }
    byte[] body = exchange.document(XmlIn.LIMIT);
    Query form = Query.parse(body == null ? "" : new String(body, StandardCharsets.UTF_8));
    if (objects.current(address.slot()) == null) {
      throw notFound(address.slot());
    }
    String type = form.get("contenttype");
    String encoding = form.get("contentencoding");
    objects.describe(
        address.slot(),
        o ->
            o.withType(type == null ? o.type() : type, encoding == null ? o.encoding() : encoding));
    StoredObject object = objects.current(address.slot());
    if (object != null) {
      headers(exchange, object, address.slot());
    }
    exchange.empty(202);
  }
}
