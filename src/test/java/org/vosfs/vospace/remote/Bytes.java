package org.vosfs.vospace.remote;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.Version;

/** Content in memory, to send and to receive. */
final class Bytes {
  private Bytes() {}

  static UploadBody body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8), null);
  }

  static UploadBody body(byte[] content, @Nullable String md5) {
    return new UploadBody() {
      @Override
      public long length() {
        return content.length;
      }

      @Override
      public Optional<String> md5() {
        return Optional.ofNullable(md5);
      }

      @Override
      public Optional<String> contentType() {
        return Optional.of("text/plain");
      }

      @Override
      public Optional<String> contentEncoding() {
        return Optional.empty();
      }

      @Override
      public int read(long offset, ByteBuffer into) {
        if (offset >= content.length) {
          return -1;
        }
        int count = (int) Math.min(into.remaining(), content.length - offset);
        into.put(content, (int) offset, count);
        return count;
      }
    };
  }

  /** Collects, until it has enough. */
  static final class Sink implements ContentSink {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long most;
    @Nullable Version version;
    long offset = -1;

    Sink() {
      this(Long.MAX_VALUE);
    }

    Sink(long most) {
      this.most = most;
    }

    @Override
    public boolean begin(Version found, long at) {
      version = found;
      offset = at;
      return most > 0;
    }

    @Override
    public boolean bytes(ByteBuffer buffer) {
      while (buffer.hasRemaining() && bytes.size() < most) {
        bytes.write(buffer.get());
      }
      return bytes.size() < most;
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
