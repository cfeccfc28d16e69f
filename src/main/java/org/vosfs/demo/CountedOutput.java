package org.vosfs.demo;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Reply body: counts, cuts, stalls or corrupts where a fault says so. */
final class CountedOutput extends FilterOutputStream {
  private final RequestLog.Entry entry;
  private final @Nullable FaultRule rule;
  private long count;

  CountedOutput(OutputStream out, RequestLog.Entry entry, @Nullable FaultRule rule) {
    super(out);
    this.entry = entry;
    this.rule = rule;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    if (rule == null) {
      plain(b, off, len);
      return;
    }
    long at = rule.fault().bytes();
    switch (rule.fault().kind()) {
      case TRUNCATE -> {
        plain(b, off, (int) Math.min(len, Math.max(0, at - count)));
        if (count >= at) {
          out.flush();
          throw new Exchange.Dropped("reply cut after " + count + " bytes");
        }
      }
      case STALL_BODY -> {
        int before = (int) Math.min(len, Math.max(0, at - count));
        plain(b, off, before);
        if (before < len) {
          out.flush();
          rule.awaitRelease();
          plain(b, off + before, len - before);
        }
      }
      case CORRUPT_BODY -> {
        byte[] copy = java.util.Arrays.copyOfRange(b, off, off + len);
        if (at >= count && at < count + len) {
          copy[(int) (at - count)] ^= 1;
        }
        plain(copy, 0, len);
      }
      default -> plain(b, off, len);
    }
  }

  private void plain(byte[] b, int off, int len) throws IOException {
    if (len > 0) {
      out.write(b, off, len);
      count += len;
      entry.bytesOut(count);
    }
  }

  @Override
  public void close() throws IOException {
    // Not super.close(): it would flush once more, which costs a system call per reply.
    out.close();
  }
}
