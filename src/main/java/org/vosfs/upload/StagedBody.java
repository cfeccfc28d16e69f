package org.vosfs.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.UploadBody;

/**
 * One unchanging generation of a staged file as an upload body: reading fails as soon as the file
 * changed, so that a mixture of two generations is never completed.
 */
final class StagedBody implements UploadBody {
  private final StagedFile file;
  private final long generation;
  private final long length;
  private final Optional<String> md5;
  private final BooleanSupplier wanted;
  private final LongConsumer progress;

  StagedBody(
      StagedFile file,
      long generation,
      Optional<String> md5,
      BooleanSupplier wanted,
      LongConsumer progress) {
    this.file = file;
    this.generation = generation;
    this.length = file.size();
    this.md5 = md5;
    this.wanted = wanted;
    this.progress = progress;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public Optional<String> md5() {
    return md5;
  }

  @Override
  public Optional<String> contentType() {
    return Optional.empty();
  }

  @Override
  public Optional<String> contentEncoding() {
    return Optional.empty();
  }

  @Override
  public int read(long offset, ByteBuffer into) throws IOException {
    if (offset >= length) {
      return -1;
    }
    int limit = into.limit();
    if (into.remaining() > length - offset) {
      into.limit(into.position() + (int) (length - offset));
    }
    int n = file.read(offset, into);
    into.limit(limit);
    // After the read: bytes of a later generation must not slip out with those just read.
    if (!wanted.getAsBoolean()) {
      throw new UploadEnded("no longer wanted");
    }
    if (file.generation() != generation) {
      throw new UploadEnded("changed while it was sent");
    }
    if (n <= 0) {
      throw new UploadEnded("staged file is shorter than it was");
    }
    return n;
  }

  @Override
  public void sent(long bytes) {
    progress.accept(bytes);
  }
}
