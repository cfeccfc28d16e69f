package org.vosfs.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A cutout that is not made yet: only headers have been read, and its length is known. One thread.
 */
public final class CutPlan {
  /** A header, and the data that follow it. */
  static final class Part {
    private final byte[] header;
    private final Pixels pixels;
    private final Optional<FitsOutline.Part> outline;

    Part(byte[] header, Pixels pixels, Optional<FitsOutline.Part> outline) {
      this.header = header;
      this.pixels = pixels;
      this.outline = outline;
    }

    byte[] header() {
      return header;
    }

    Pixels pixels() {
      return pixels;
    }

    Optional<FitsOutline.Part> outline() {
      return outline;
    }

    long length() {
      return header.length + Hdu.padded(pixels.length());
    }
  }

  private final List<Part> parts;
  private final long length;

  private CutPlan(List<Part> parts, long length) {
    this.parts = parts;
    this.length = length;
  }

  /**
   * Reads the headers it takes.
   *
   * @param limit bytes that the result may have
   * @throws CutoutException when there is no such part
   * @throws IOException as the source throws it
   */
  public static CutPlan of(FitsSource source, CutoutSpec spec, long limit) throws IOException {
    if (spec instanceof CutoutSpec.Headers) {
      byte[] text = HeaderText.of(source, limit).getBytes(StandardCharsets.ISO_8859_1);
      return new CutPlan(List.of(new Part(text, new NoPixels(), Optional.empty())), text.length);
    }
    List<Part> parts = new Planner(source).parts(spec);
    long length = 0;
    for (Part part : parts) {
      length += part.length();
      if (length > limit || length < 0) {
        throw new CutoutException(
            CutoutException.Kind.TOO_LARGE,
            "the cutout has more than the " + limit + " bytes that are allowed");
      }
    }
    return new CutPlan(parts, length);
  }

  /** Bytes of the result. */
  public long length() {
    return length;
  }

  /** What the result will consist of. */
  public FitsOutline outline() {
    return new FitsOutline(parts.stream().flatMap(part -> part.outline().stream()).toList(), true);
  }

  /** Makes the cutout. What is left of it after a failure is no cutout. */
  public void writeTo(FitsTarget target) throws IOException {
    long at = 0;
    for (Part part : parts) {
      target.write(at, ByteBuffer.wrap(part.header()));
      long data = at + part.header().length;
      part.pixels().writeTo(target, data);
      at += part.length();
      long end = data + part.pixels().length();
      if (end < at) {
        target.write(end, ByteBuffer.allocate((int) (at - end)));
      }
    }
  }

  /** The data of a header without any. */
  record NoPixels() implements Pixels {
    @Override
    public long length() {
      return 0;
    }

    @Override
    public void writeTo(FitsTarget target, long at) {}
  }
}
