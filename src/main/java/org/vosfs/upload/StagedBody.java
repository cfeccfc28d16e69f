package org.vosfs.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.UploadBody;

/**
 * One unchanging generation of a staged file as an upload body: reading fails as soon as the file
 * changed, so that a mixture of two generations is never completed.
 */
final class StagedBody implements UploadBody {
  /** A look before the content becomes visible. */
  @FunctionalInterface
  interface LastLook {
    void look() throws IOException;
  }

  private static final long SMALL = 1L << 20;

  private final StagedFile file;
  private final long generation;
  private final long length;
  private final BooleanSupplier wanted;
  private LongConsumer progress = bytes -> {};
  private LastLook lastLook = () -> {};
  private Optional<String> md5 = Optional.empty();
  private Optional<String> contentType = Optional.empty();
  private Optional<String> contentEncoding = Optional.empty();
  private byte @Nullable [] small;

  StagedBody(StagedFile file, long generation, BooleanSupplier wanted) {
    this.file = file;
    this.generation = generation;
    this.length = file.size();
    this.wanted = wanted;
  }

  /** What was computed while the bytes were written. */
  Optional<String> knownMd5() {
    return file.md5(generation);
  }

  StagedBody withMd5(Optional<String> known) {
    md5 = known;
    return this;
  }

  /** What the service keeps of the content's kind; a PUT without it erases it (protocol §10.6). */
  StagedBody withKind(Optional<String> type, Optional<String> encoding) {
    contentType = type;
    contentEncoding = encoding;
    return this;
  }

  StagedBody watched(LongConsumer sent, LastLook before) {
    progress = sent;
    lastLook = before;
    return this;
  }

  /**
   * Takes a small body into memory: such a try runs to its end whatever happens to the file. A
   * request that is cut off may be carried out by the service later, after the removal or the newer
   * content that the cut made way for.
   */
  void loadSmall() throws IOException {
    if (length <= SMALL) {
      ByteBuffer all = ByteBuffer.allocate((int) length);
      while (all.hasRemaining()) {
        read(all.position(), all);
      }
      small = all.array();
    }
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
    return contentType;
  }

  @Override
  public Optional<String> contentEncoding() {
    return contentEncoding;
  }

  @Override
  public Optional<String> left() {
    return Optional.ofNullable(file.facts().unfinished());
  }

  @Override
  public void leave(@Nullable String state) throws IOException {
    if (!Objects.equals(state, file.facts().unfinished())) {
      file.update(facts -> facts.withUnfinished(state));
    }
  }

  @Override
  public boolean isCurrent() {
    return file.generation() == generation;
  }

  /** Journalled before the answer can be lost: what the service then shows is our own. */
  @Override
  public void allSent(String known) throws IOException {
    Attempts.begin(file, length, Optional.of(known));
  }

  @Override
  public void beforeVisible() throws IOException {
    lastLook.look();
  }

  @Override
  public int read(long offset, ByteBuffer into) throws IOException {
    if (offset >= length) {
      return -1;
    }
    byte[] loaded = small;
    if (loaded != null) {
      int count = (int) Math.min(into.remaining(), length - offset);
      into.put(loaded, (int) offset, count);
      return count;
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
