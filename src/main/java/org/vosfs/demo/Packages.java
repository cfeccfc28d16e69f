package org.vosfs.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * {@code /pkg/<id>/run}: archives made on the fly; what is missing or unreadable is skipped
 * (section 11.2).
 */
final class Packages implements Handler {
  static final String VIEW = "vos://cadc.nrc.ca~vospace/CADC/std/Pkg-1.0";

  private static final int BLOCK = 512;

  private final Core core;
  private final Map<String, TransferDocument> prepared = new ConcurrentHashMap<>();

  Packages(Core core) {
    this.core = core;
  }

  /** One archive being written. */
  private interface Archive extends AutoCloseable {
    void directory(String name) throws IOException;

    void file(String name, Path bytes) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Remembers the request; returns the URL that makes the archive. */
  String prepare(Exchange exchange, TransferDocument transfer) {
    String id = core.ids().job();
    prepared.put(id, transfer);
    return exchange.base() + core.service() + "/pkg/" + id + "/run";
  }

  @Override
  public void handle(Exchange exchange, String rest) throws IOException, Refusal {
    String id = rest.replaceAll("^/|/run$", "");
    TransferDocument transfer = prepared.get(id);
    if (transfer == null || !exchange.method().equals("GET")) {
      throw new Refusal(404, "Not found: " + id);
    }
    boolean zip = "application/zip".equals(transfer.viewFormat());
    String name = transfer.targets().size() == 1 ? NodeUris.name(transfer.target()) : id;
    exchange.set("Content-Type", zip ? "application/zip" : "application/x-tar");
    exchange.set(
        "Content-Disposition",
        "inline;filename="
            + core.profile().service()
            + "-download-"
            + name
            + (zip ? ".zip" : ".tar"));
    OutputStream out = exchange.begin(200, Exchange.UNKNOWN);
    try (Archive archive = zip ? new Zip(out) : new Tar(out)) {
      for (String target : transfer.targets()) {
        add(exchange.caller(), target, archive);
      }
    }
  }

  private void add(Caller caller, String target, Archive archive) throws IOException {
    URI uri = NodeUris.parse(target);
    if (uri == null || !core.uris().isOurs(uri)) {
      return;
    }
    try {
      DemoNode node = core.resolver().resolve(caller, NodeUris.path(uri), false).node();
      if (node != null) {
        add(caller, node, "/" + node.name(), archive);
      }
    } catch (Refusal e) {
      // Skipped like anything else the caller may not read.
      return;
    }
  }

  private void add(Caller caller, DemoNode node, String name, Archive archive) throws IOException {
    if (!core.permissions().canRead(caller, node)) {
      return;
    }
    if (node.isContainer()) {
      archive.directory(name + "/");
      for (DemoNode child : node.children().values()) {
        add(caller, child, name + "/" + child.name(), archive);
      }
      return;
    }
    Path file = node.type() == DemoNode.Type.DATA ? core.file(node) : null;
    if (file != null) {
      archive.file(name, file);
    }
  }

  private static final class Zip implements Archive {
    private final ZipOutputStream out;

    Zip(OutputStream out) {
      this.out = new ZipOutputStream(out);
    }

    @Override
    public void directory(String name) throws IOException {
      out.putNextEntry(new ZipEntry(name));
      out.closeEntry();
    }

    @Override
    public void file(String name, Path bytes) throws IOException {
      out.putNextEntry(new ZipEntry(name));
      Files.copy(bytes, out);
      out.closeEntry();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** The ustar format; names must fit its 100 bytes or split into prefix and name. */
  private static final class Tar implements Archive {
    private final OutputStream out;

    Tar(OutputStream out) {
      this.out = out;
    }

    @Override
    public void directory(String name) throws IOException {
      header(name, 0, '5');
    }

    @Override
    public void file(String name, Path bytes) throws IOException {
      long length = Files.size(bytes);
      header(name, length, '0');
      Files.copy(bytes, out);
      out.write(new byte[(int) ((BLOCK - length % BLOCK) % BLOCK)]);
    }

    private void header(String path, long length, char type) throws IOException {
      byte[] block = new byte[BLOCK];
      String name = path.substring(1);
      String prefix = "";
      if (name.getBytes(StandardCharsets.UTF_8).length > 100) {
        int cut = name.lastIndexOf('/', name.length() - 2);
        prefix = cut < 0 ? "" : name.substring(0, cut);
        name = name.substring(cut + 1);
      }
      put(block, 0, name);
      put(block, 100, type == '5' ? "0000755" : "0000644");
      put(block, 108, "0000000");
      put(block, 116, "0000000");
      put(block, 124, String.format("%011o", length));
      put(block, 136, "00000000000");
      put(block, 148, "        ");
      block[156] = (byte) type;
      put(block, 257, "ustar");
      put(block, 263, "00");
      put(block, 345, prefix);
      int sum = 0;
      for (byte b : block) {
        sum += b & 0xff;
      }
      put(block, 148, String.format("%06o", sum));
      block[154] = 0;
      out.write(block);
    }

    private static void put(byte[] block, int at, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    @Override
    public void close() throws IOException {
      byte[] end = new byte[2 * BLOCK];
      Arrays.fill(end, (byte) 0);
      out.write(end);
      out.close();
    }
  }
}
