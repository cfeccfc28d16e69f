package org.vosfs.vospace.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Reply;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

/**
 * Carries the bytes of one read from replies to the sink, and knows how far it got (protocol §10.3,
 * §10.4). A reply that continues an earlier one has to be of the same content. Used by one thread.
 */
final class RangeTransfer {
  private static final int BUFFER = 128 * 1024;

  /** Whoever asks for this much wants all there is. */
  private static final long ANY_LENGTH = 1L << 50;

  /** The sink threw: our own side's failure, as opposed to the network's. */
  static final class SinkFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient IOException own;

    SinkFailure(IOException own) {
      super(own.getMessage(), own);
      this.own = own;
    }

    IOException own() {
      return own;
    }
  }

  /** Asks for the length of the whole when a reply does not tell it. */
  interface LengthLookup {
    long get() throws VospaceException;
  }

  private final String what;
  private final long offset;
  private long wantedEnd;
  private final ContentSink sink;
  private final Learned learned;
  private final LengthLookup lengthLookup;
  private @Nullable Version version;
  private long position;

  RangeTransfer(
      String what,
      long offset,
      long length,
      ContentSink sink,
      Learned learned,
      LengthLookup lengthLookup) {
    this.what = what;
    this.offset = offset;
    this.wantedEnd = offset + length;
    this.sink = sink;
    this.learned = learned;
    this.lengthLookup = lengthLookup;
    this.position = offset;
  }

  /** The next byte the sink wants. */
  long position() {
    return position;
  }

  /** The header to ask with. Never a suffix range: minoc gets those wrong (protocol §10.3). */
  String range() {
    return "bytes=" + from() + "-" + (wantedEnd < ANY_LENGTH ? wantedEnd - 1 : "");
  }

  /** Before the first reply the offset, also when that is behind a whole file sent from 0. */
  private long from() {
    return Math.min(position, wantedEnd - 1);
  }

  /** True for a reply that {@link #take} can use; anything else is a fault. */
  boolean understands(Reply reply) {
    int status = reply.status();
    return status == 204
        || (status == 200 && !isErrorPage(reply))
        || (status == 206 && ContentHeaders.range(reply).isPresent())
        || (status == 416 && ContentHeaders.unsatisfiedTotal(reply).isPresent());
  }

  /** Stored HTML files exist; what a proxy sends has none of a file's headers. */
  private static boolean isErrorPage(Reply reply) {
    return reply.isHtml()
        && reply.header("Digest").isEmpty()
        && reply.header("Last-Modified").isEmpty();
  }

  /**
   * Takes what a reply holds.
   *
   * @return true when the read is through, or the sink has enough
   * @throws HttpFailure when the connection broke; what came before is delivered
   * @throws VospaceException.Corrupt when the content is another than before
   * @throws SinkFailure what the sink threw
   */
  boolean take(Reply reply) throws VospaceException, IOException {
    return switch (reply.status()) {
      case 204 -> nothing(ContentHeaders.version(reply, 0), 0);
      case 416 -> behindTheEnd(reply);
      case 206 -> part(reply);
      default -> whole(reply);
    };
  }

  /** The file is empty, as the service says in another way than by a reply to a read. */
  void nothing() throws VospaceException, IOException {
    nothing(Version.ofLength(0), 0);
  }

  private boolean nothing(Version found, long at) throws VospaceException, IOException {
    begin(found, at);
    return true;
  }

  private boolean behindTheEnd(Reply reply) throws VospaceException, IOException {
    long total = ContentHeaders.unsatisfiedTotal(reply).orElse(0L);
    if (from() < total) {
      throw new VospaceException.Malformed(what + ": the service refuses a range it has", null);
    }
    return nothing(ContentHeaders.version(reply, total), offset);
  }

  private boolean part(Reply reply) throws VospaceException, IOException {
    learned.ranges(true);
    Optional<ContentHeaders.Range> range = ContentHeaders.range(reply);
    long start = range.map(ContentHeaders.Range::start).orElse(-1L);
    if (start != position) {
      throw new VospaceException.Malformed(
          what + ": the service sent bytes from " + start + " instead of " + position, null);
    }
    long total = range.map(ContentHeaders.Range::total).orElse(0L);
    long end = Math.min(range.map(ContentHeaders.Range::end).orElse(0L), wantedEnd);
    if (!begin(ContentHeaders.version(reply, total), position)) {
      return true;
    }
    return deliver(reply.body(), end) || position >= Math.min(wantedEnd, total);
  }

  private boolean whole(Reply reply) throws VospaceException, IOException {
    learned.ranges(false);
    long announced = reply.contentLength();
    long total = announced >= 0 ? announced : lengthLookup.get();
    boolean isFirst = version == null;
    if (!begin(ContentHeaders.version(reply, total), 0)) {
      return true;
    }
    wantedEnd = Math.max(total, 1);
    if (isFirst) {
      position = 0;
    } else {
      reply.body().skipNBytes(position);
    }
    return deliver(reply.body(), total) || position >= total;
  }

  /** Tells the sink once, and later only makes sure that it is still the same content. */
  private boolean begin(Version found, long at) throws VospaceException, IOException {
    Version before = version;
    if (before == null) {
      version = found;
      try {
        return sink.begin(found, at);
      } catch (IOException e) {
        throw new SinkFailure(e);
      }
    }
    if (!before.sameContentAs(found)) {
      throw new VospaceException.Corrupt(what + ": the content changed while it was read");
    }
    version = before.mergedWith(found);
    return true;
  }

  /** True when the sink has enough. */
  private boolean deliver(InputStream in, long end) throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, end - position))];
    while (position < end) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, end - position));
      if (count < 0) {
        return false;
      }
      position += count;
      if (!offer(ByteBuffer.wrap(buffer, 0, count))) {
        return true;
      }
    }
    return false;
  }

  private boolean offer(ByteBuffer bytes) throws SinkFailure {
    try {
      return sink.bytes(bytes);
    } catch (IOException e) {
      throw new SinkFailure(e);
    }
  }
}
