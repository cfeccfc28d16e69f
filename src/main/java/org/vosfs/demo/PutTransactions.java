package org.vosfs.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * PUT transactions of one site, with the dangers of the real ones (sections 10.7 and 21.1): a
 * refused segment stays, revert goes back one boundary whatever lies behind it, commit checks
 * nothing.
 */
final class PutTransactions {
  private static final String ID = "x-put-txn-id";
  private static final String OP = "x-put-txn-op";

  private final Core core;
  private final ObjectUploads uploads;
  private final String site;
  private final Map<String, Transaction> transactions = new ConcurrentHashMap<>();

  PutTransactions(Core core, ObjectUploads uploads, String site) {
    this.core = core;
    this.uploads = uploads;
    this.site = site;
  }

  /** One transaction; its monitor serialises the requests for it. */
  private static final class Transaction {
    private final String id;
    private final String slot;
    private final Path file;
    private final long total;
    private final long min;
    private final long max;
    private long boundary = -1;
    private long accepted;
    private @Nullable MessageDigest acceptedDigest;
    private @Nullable MessageDigest boundaryDigest;
    private int segments;

    Transaction(String id, String slot, Path file, long total, Behaviour.Segments limits) {
      this.id = id;
      this.slot = slot;
      this.file = file;
      this.total = total;
      this.max = limits.max();
      this.min =
          limits.objectStore() && total > 0 ? ceil(total, ceil(total, limits.max())) : limits.min();
    }

    private static long ceil(long a, long b) {
      return (a + b - 1) / b;
    }
  }

  /** Serves a PUT that belongs to a transaction; false for a plain one. */
  boolean put(Exchange exchange, String slot) throws IOException, Refusal {
    String op = exchange.header(OP);
    String id = exchange.header(ID);
    if (id == null && !"start".equals(op) && !"commit".equals(op)) {
      return false;
    }
    if ("start".equals(op)) {
      if (id != null) {
        throw Refusal.badRequest("x-put-txn-op=start cannot include x-put-txn-id=" + id);
      }
      start(exchange, slot);
    } else if ("commit".equals(op)) {
      if (id == null) {
        throw Refusal.badRequest("x-put-txn-op=commit: requires x-put-txn-id={transaction ID}");
      }
      commit(exchange, slot, id);
    } else {
      append(exchange, find(slot, String.valueOf(id)));
    }
    return true;
  }

  /** Serves a POST that belongs to a transaction; false for a plain one. */
  boolean post(Exchange exchange, String slot) throws IOException, Refusal {
    String op = exchange.header(OP);
    String id = exchange.header(ID);
    if ((op == null && id == null) || "start".equals(op)) {
      // A start by POST is an update that changes nothing: 202 without an id.
      return false;
    }
    if ("commit".equals(op)) {
      throw Refusal.badRequest("invalid x-put-txn-op=commit must be done with PUT");
    }
    if ("abort".equals(op)) {
      abort(exchange, slot, String.valueOf(id));
      return true;
    }
    Transaction transaction = find(slot, String.valueOf(id));
    synchronized (transaction) {
      if ("revert".equals(op)) {
        revert(transaction);
      }
      headers(exchange, transaction);
      exchange.empty("revert".equals(op) ? 202 : 204);
    }
    return true;
  }

  private Transaction find(String slot, String id) throws Refusal {
    Transaction transaction = transactions.get(id);
    if (transaction == null) {
      throw Refusal.badRequest("unknown transaction: " + id);
    }
    if (!transaction.slot.equals(slot)) {
      throw Refusal.badRequest(
          "incorrect Artifact.uri in transaction: " + id + " expected: cadc:vault/" + slot);
    }
    return transaction;
  }

  private void start(Exchange exchange, String slot) throws IOException, Refusal {
    ObjectUploads.type(exchange);
    long announced = exchange.announcedLength();
    String total = exchange.header("x-total-length");
    long length = total == null ? (announced > 0 ? announced : -1) : totalLength(total);
    Path file = uploads.incoming();
    Files.createFile(file);
    Transaction transaction =
        new Transaction(
            core.ids().uuid(), slot, file, length, core.settings().behaviour().segments());
    transactions.put(transaction.id, transaction);
    if (announced == 0) {
      headers(exchange, transaction);
      exchange.empty(202);
      return;
    }
    append(exchange, transaction);
  }

  private static long totalLength(String text) throws Refusal {
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw Refusal.badRequest("Illegal x-total-length header: " + text);
    }
  }

  private void append(Exchange exchange, Transaction t) throws IOException, Refusal {
    synchronized (t) {
      checkSize(exchange, t);
      String expected = SentDigest.md5(exchange.header("Digest"), true);
      long before = Files.size(t.file);
      MessageDigest digest = copy(t.acceptedDigest);
      long announced = exchange.announcedLength();
      try {
        long n = FileBody.receive(exchange.body(), t.file, before, digest);
        if (announced >= 0 && n != announced) {
          throw new Exchange.Dropped("segment ended after " + n + " of " + announced);
        }
      } catch (IOException e) {
        // The connection broke: the real server goes back to the end of the last segment.
        truncate(t.file, before);
        throw e;
      }
      long length = Files.size(t.file);
      String md5 = Hex.of(copy(digest).digest());
      if (expected != null && t.total >= 0 && length >= t.total && !expected.equals(md5)) {
        throw new Refusal(412, "md5:" + expected + " != md5:" + md5);
      }
      if (t.total >= 0 && length > t.total) {
        throw new Refusal(412, t.total + " != " + length);
      }
      t.boundary = t.accepted;
      t.boundaryDigest = t.acceptedDigest;
      t.accepted = length;
      t.acceptedDigest = digest;
      t.segments++;
      exchange.entry().bodyMd5(md5);
      headers(exchange, t);
      exchange.empty(202);
    }
  }

  private void checkSize(Exchange exchange, Transaction t) throws Refusal {
    long announced = exchange.announcedLength();
    boolean single = core.settings().behaviour().segments().objectStore() && t.total < 0;
    if (single && t.segments > 0) {
      throw Refusal.badRequest("invalid operation: only one segment allowed");
    }
    boolean last = t.total >= 0 && t.accepted + announced >= t.total;
    if (t.max > 0 && announced > t.max) {
      throw new Refusal(413, "segment too large, limit: " + t.max);
    }
    if (announced >= 0 && announced < t.min && !last && t.total >= 0) {
      throw Refusal.badRequest("invalid segment length: " + announced + " minimum: " + t.min);
    }
  }

  private static MessageDigest copy(@Nullable MessageDigest digest) {
    if (digest == null) {
      return Hex.md5();
    }
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("MD5 cannot be copied", e);
    }
  }

  private static void truncate(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private static void revert(Transaction t) throws IOException, Refusal {
    if (t.boundary < 0) {
      throw Refusal.badRequest("transaction not revertable: " + t.id);
    }
    truncate(t.file, t.boundary);
    t.accepted = t.boundary;
    t.acceptedDigest = t.boundaryDigest;
    t.boundary = -1;
  }

  private void abort(Exchange exchange, String slot, String id) throws IOException, Refusal {
    Transaction transaction = transactions.get(id);
    if (transaction == null || !transaction.slot.equals(slot)) {
      throw new Refusal(
          500,
          "unexpected exception: org.opencadc.inventory.storage.StorageEngageException: failed to"
              + " create transaction");
    }
    synchronized (transaction) {
      transactions.remove(id);
      Files.deleteIfExists(transaction.file);
    }
    exchange.empty(204);
  }

  private void commit(Exchange exchange, String slot, String id) throws IOException, Refusal {
    if (exchange.announcedLength() != 0) {
      throw Refusal.badRequest("x-put-txn-op=commit: requires content-length=0");
    }
    String type = ObjectUploads.type(exchange);
    Transaction t = find(slot, id);
    synchronized (t) {
      MessageDigest digest = t.acceptedDigest;
      if (digest == null) {
        throw new Refusal(
            500,
            "unexpected exception: java.lang.NullPointerException: Cannot invoke"
                + " \"org.opencadc.inventory.storage.StorageMetadata.getStorageLocation()\" because"
                + " \"<parameter1>\" is null");
      }
      transactions.remove(id);
      // Length of the file but MD5 of what was accepted: a refused segment is in the object.
      String md5 = Hex.of(copy(digest).digest());
      uploads.commit(
          exchange, slot, t.file, new ObjectUploads.Finished(Files.size(t.file), md5, type));
    }
  }

  /** HEAD with a transaction id. */
  void status(Exchange exchange, String slot, String id) throws IOException, Refusal {
    Transaction t = find(slot, id);
    synchronized (t) {
      long length = Files.size(t.file);
      if (t.acceptedDigest != null) {
        String md5 = Hex.of(copy(t.acceptedDigest).digest());
        StoredObject shown =
            new StoredObject(core.ids().uuid(), site, length, md5, core.now(), null, null);
        StorageSite.headers(exchange, shown, slot);
      }
      headers(exchange, t);
      exchange.begin(200, length).close();
    }
  }

  private static void headers(Exchange exchange, Transaction t) {
    exchange.set(ID, t.id);
    exchange.set("x-put-segment-minbytes", Long.toString(Math.max(1, t.min)));
    if (t.max > 0) {
      exchange.set("x-put-segment-maxbytes", Long.toString(t.max));
    }
    if (t.acceptedDigest != null) {
      exchange.set("Digest", Hex.digest(Hex.of(copy(t.acceptedDigest).digest())));
    }
  }
}
