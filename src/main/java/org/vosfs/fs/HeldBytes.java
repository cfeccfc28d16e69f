package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Ticker;
import org.vosfs.cache.block.BlockSource;
import org.vosfs.vospace.Version;

/**
 * The bytes of one reply that may change its content on the way: a service without ranges (cavern)
 * sends from the very file that others overwrite (protocol §10.5), so that a reply may begin with
 * the old bytes and end with the new ones. They are held back until they are known to be of one
 * content, and go on to the cache only then.
 *
 * <p>What proves it: for a file that is held as a whole, its MD5, when that is the one the version
 * has (another MD5 proves nothing, it may be old). Else a look at the node that begins after the
 * bytes came and finds the version as it was. So a small file costs no request more. A long one
 * costs one for each {@link #MOST} bytes, or each second where bytes come slower than that, and
 * some more at its beginning: who only wants its header is not to wait for more. Used by the thread
 * that fetches.
 */
final class HeldBytes {
  /** As long as a program may be kept waiting for the first bytes, of a file that is slow. */
  private static final long FIRST_WAIT = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long WAIT = TimeUnit.SECONDS.toNanos(1);

  /** Most bytes held: of each stream, and there are at most as many of those as fetchers. */
  static final int MOST = 8 << 20;

  /** Bytes held of a long file before the first look; twice as many before each of the next. */
  private static final int FIRST = 1 << 20;

  /** Looks whether the service still has the version. */
  @FunctionalInterface
  interface Look {
    /**
     * Asks the service now.
     *
     * @return false when the name is gone just now, so that nothing is known of the content
     * @throws StaleContentException when it has another one
     */
    boolean isUnchanged() throws IOException;
  }

  private final Version version;
  private final Look look;
  private final BlockSource.Sink sink;
  private final Ticker ticker;
  private final List<byte[]> held = new ArrayList<>();
  private final @Nullable MessageDigest digest;
  private long count;
  private long holding;
  private long since;
  private long wait = FIRST_WAIT;
  private int limit;

  HeldBytes(Version version, Look look, BlockSource.Sink sink, Ticker ticker) {
    this.version = version;
    this.look = look;
    this.sink = sink;
    this.ticker = ticker;
    this.digest = version.md5() != null && version.length() <= MOST ? md5() : null;
    this.limit = digest == null ? FIRST : MOST;
  }

  /** Takes the next bytes; false when no more are wanted. */
  boolean bytes(ByteBuffer buffer) throws IOException {
    hold(buffer);
    boolean last = count >= version.length();
    boolean due = holding >= limit || ticker.read() - since >= wait;
    if (!last && !due) {
      return true;
    }
    limit = Math.min(2 * limit, MOST);
    if ((last && isProvenByMd5()) || look.isUnchanged()) {
      return passOn();
    }
    if (last || holding >= MOST) {
      throw new FsException(Reason.STALE, "the file went away while it was read");
    }
    since = ticker.read(); // being renamed, perhaps: looked at again, there is room for more
    return true;
  }

  private void hold(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    if (digest != null) {
      digest.update(bytes);
    }
    if (held.isEmpty()) {
      since = ticker.read();
    }
    held.add(bytes);
    holding += bytes.length;
    count += bytes.length;
  }

  private boolean isProvenByMd5() {
    return digest != null
        && holding == count // nothing of it went on before
        && HexFormat.of().formatHex(digest.digest()).equals(version.md5());
  }

  private boolean passOn() throws IOException {
    wait = WAIT;
    holding = 0;
    boolean wanted = true;
    for (byte[] bytes : held) {
      wanted = wanted && sink.bytes(ByteBuffer.wrap(bytes));
    }
    held.clear();
    return wanted;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
