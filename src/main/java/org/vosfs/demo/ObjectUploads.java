package org.vosfs.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Simple uploads to one site (section 10.6): atomic, never empty, checked against Digest. */
final class ObjectUploads {
  private final Core core;
  private final ObjectStore objects;
  private final String site;

  ObjectUploads(Core core, ObjectStore objects, String site) {
    this.core = core;
    this.objects = objects;
    this.site = site;
  }

  void simple(Exchange exchange, String slot) throws IOException, Refusal {
    String expected = SentDigest.md5(exchange.header("Digest"), true);
    String type = type(exchange);
    long announced = exchange.announcedLength();
    boolean emptyAllowed = core.profile() == Profile.SPEC;
    if (announced == 0 && !emptyAllowed) {
      throw Refusal.badRequest("invalid StorageMetadata.contentLength: 0");
    }
    Path file = incoming();
    try {
      MessageDigest digest = Hex.md5();
      long length = FileBody.receive(exchange.body(), file, 0, digest);
      if (announced >= 0 && length != announced) {
        throw new Exchange.Dropped("upload ended after " + length + " of " + announced);
      }
      if (length == 0 && !emptyAllowed) {
        throw Refusal.badRequest("invalid StorageMetadata.contentLength: 0");
      }
      String md5 = Hex.of(digest.digest());
      exchange.entry().bodyMd5(md5);
      if (expected != null && !expected.equals(md5)) {
        throw new Refusal(412, "md5:" + expected + " != md5:" + md5);
      }
      commit(exchange, slot, file, new Finished(length, md5, type));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** An upload whose bytes are complete. */
  record Finished(long length, String md5, @Nullable String type) {}

  /** Makes a complete file the current version and answers 201. */
  void commit(Exchange exchange, String slot, Path file, Finished upload) throws IOException {
    StoredObject version =
        new StoredObject(
            core.ids().uuid(),
            site,
            upload.length(),
            upload.md5(),
            core.now(),
            upload.type(),
            exchange.header("Content-Encoding"));
    objects.commit(slot, version, file);
    if (core.contents() instanceof StorageContents storage) {
      storage.committed(slot);
    }
    exchange.set("Digest", Hex.digest(upload.md5()));
    exchange.empty(201);
  }

  Path incoming() {
    return objects.incoming(site, core.ids().uuid());
  }

  /** The content type to store, refused when it is none or one that servlets consume. */
  static @Nullable String type(Exchange exchange) throws Refusal {
    String type = exchange.header("Content-Type");
    if (type == null) {
      return null;
    }
    String lower = type.toLowerCase(java.util.Locale.ROOT);
    if (lower.startsWith("application/x-www-form-urlencoded") || lower.startsWith("multipart/")) {
      throw Refusal.badRequest("invalid input: no content");
    }
    if (!type.matches("[^/\\s]+/[^/\\s;]+\\s*(;.*)?")) {
      throw Refusal.badRequest(
          "invalid content-type: '" + type + "' reason: not of form {type}/{subtype}[;{params}]");
    }
    return type.replaceAll(";\\s+", ";");
  }
}
