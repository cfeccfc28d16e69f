package org.vosfs.contract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

/** Bytes for the contract: made, sent and received in memory. */
public final class Content {
  private Content() {}

  public static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An upload of these bytes; the subclass hooks make it odd. */
  public static class Body implements UploadBody {
    private final byte[] bytes;
    private final @Nullable String md5;
    private long sent;

    public Body(byte[] bytes) {
      this(bytes, null);
    }

    public Body(byte[] bytes, @Nullable String md5) {
      this.bytes = bytes.clone();
      this.md5 = md5;
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public Optional<String> md5() {
      return Optional.ofNullable(md5);
    }

    @Override
    public Optional<String> contentType() {
      return Optional.of("application/octet-stream");
    }

    @Override
    public Optional<String> contentEncoding() {
      return Optional.empty();
    }

    @Override
    public int read(long offset, ByteBuffer into) throws IOException {
      if (offset >= bytes.length) {
        return -1;
      }
      int count = (int) Math.min(into.remaining(), bytes.length - offset);
      into.put(bytes, (int) offset, count);
      return count;
    }

    @Override
    public void sent(long total) {
      sent = total;
    }

    /** The last progress told. */
    public long sent() {
      return sent;
    }
  }

  /** Collects what arrives, up to a number of bytes. */
  public static final class Sink implements ContentSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long most;
    private @Nullable Version version;
    private long offset = -1;
    private int begins;

    public Sink() {
      this(Long.MAX_VALUE);
    }

    public Sink(long most) {
      this.most = most;
    }

    @Override
    public boolean begin(Version found, long at) {
      version = found;
      offset = at;
      begins++;
      return most > 0;
    }

    @Override
    public boolean bytes(ByteBuffer buffer) {
      byte[] some = new byte[buffer.remaining()];
      buffer.get(some);
      bytes.writeBytes(some);
      return bytes.size() < most;
    }

    public byte[] all() {
      return bytes.toByteArray();
    }

    /** The bytes from {@code from} to {@code to} of the file, wherever the service began. */
    public byte[] range(long from, long to) {
      return java.util.Arrays.copyOfRange(all(), (int) (from - offset), (int) (to - offset));
    }

    public Version version() {
      if (version == null) {
        throw new AssertionError("begin was never called");
      }
      return version;
    }

    public long offset() {
      return offset;
    }

    public int begins() {
      return begins;
    }
  }

  /** The whole file. */
  public static byte[] read(Download download) throws VospaceException {
    Sink sink = new Sink();
    download.read(0, Long.MAX_VALUE / 2, sink);
    return sink.all();
  }
}
