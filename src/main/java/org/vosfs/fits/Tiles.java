package org.vosfs.fits;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.vosfs.fits.CutoutException.Kind;

/**
 * Decompresses runs of tiles of equal size. The FITS library gets each run as a small compressed
 * image of its own: its own way of cutting reads whole columns, and mixes up tiles of cubes.
 */
final class Tiles {
  private static final String COMPRESSED = "COMPRESSED_DATA";

  private final TileTable table;
  private final Cards cards;
  private final int bitpix;

  /** Floating-point pixels that were made whole numbers; empty when they were kept as they are. */
  private final Optional<Quanta> quanta;

  Tiles(FitsSource source, Hdu hdu) throws CutoutException {
    this.table = new TileTable(source, hdu);
    this.cards = hdu.cards();
    this.bitpix = hdu.bitpix();
    boolean scaled = cards.has("ZSCALE") || table.hasNumber("ZSCALE");
    this.quanta = bitpix < 0 && scaled ? Optional.of(new Quanta(cards, bitpix)) : Optional.empty();
  }

  /**
   * The pixels of {@code count} tiles with consecutive numbers, as a file has them.
   *
   * @param width pixels of each tile along the first axis
   * @param height its pixels along all others
   */
  ByteBuffer decompress(long first, int count, int width, int height) throws IOException {
    long pixels = (long) width * height * count;
    long most = 2 * pixels * (Math.abs(bitpix) / 8) + 65_536L * count;
    TileTable.Part part = table.part(first, count, most);
    if (quanta.isEmpty()) {
      return decompress(part, count, width, height, bitpix);
    }
    int lossy = 0;
    for (int row = 0; row < count; row++) {
      lossy += table.values(part, row, COMPRESSED) > 0 ? 1 : 0;
    }
    if (lossy == 0) {
      return decompress(part, count, width, height, bitpix);
    }
    if (lossy == count) {
      return unquantized(part, first, count, width, height);
    }
    ByteBuffer all = ByteBuffer.allocate((int) pixels * (Math.abs(bitpix) / 8));
    for (int row = 0; row < count; row++) {
      all.put(decompress(first + row, 1, width, height));
    }
    return all.flip();
  }

  private ByteBuffer unquantized(TileTable.Part part, long first, int count, int width, int height)
      throws IOException {
    IntBuffer whole = decompress(part, count, width, height, 32).asIntBuffer();
    int pixels = width * height;
    ByteBuffer out = ByteBuffer.allocate(pixels * count * (Math.abs(bitpix) / 8));
    for (int row = 0; row < count; row++) {
      double scale = table.number(part, row, "ZSCALE").orElse(cards.real("ZSCALE", 1));
      double zero = table.number(part, row, "ZZERO").orElse(cards.real("ZZERO", 0));
      Optional<Double> blank = table.number(part, row, "ZBLANK");
      quanta
          .orElseThrow()
          .restore(
              whole.slice(row * pixels, pixels),
              new Quanta.Scale(scale, zero, blank),
              first + row,
              out);
    }
    return out.flip();
  }

  private ByteBuffer decompress(TileTable.Part part, int count, int width, int height, int bits)
      throws IOException {
    try (Fits fits = new Fits(new ByteArrayInputStream(file(part, count, width, height, bits)))) {
      BasicHDU<?> hdu = fits.getHDU(1);
      if (!(hdu instanceof CompressedImageHDU image)) {
        throw new FitsException("no compressed image");
      }
      return bytes(image.asImageHDU().getData().getData(), Math.abs(bits) / 8);
    } catch (RuntimeException e) {
      throw new CutoutException(
          Kind.NOT_FITS, "a tile of a compressed image cannot be decompressed: " + e.getMessage());
    }
  }

  private byte[] file(TileTable.Part part, int count, int width, int height, int bits) {
    Cards small = new Cards(List.of());
    small.insert("", String.format("%-80s", "XTENSION= 'BINTABLE'"));
    number(small, "BITPIX", 8);
    number(small, "NAXIS", 2);
    number(small, "NAXIS1", table.width());
    number(small, "NAXIS2", count);
    number(small, "PCOUNT", part.heap().length);
    number(small, "GCOUNT", 1);
    number(small, "TFIELDS", cards.number("TFIELDS", 0));
    small.insert("", String.format("%-80s", "ZIMAGE  =                    T"));
    number(small, "ZNAXIS", 2);
    number(small, "ZNAXIS1", width);
    number(small, "ZNAXIS2", (long) height * count);
    number(small, "ZTILE1", width);
    number(small, "ZTILE2", height);
    number(small, "ZBITPIX", bits);
    for (String card : kept()) {
      small.insert("", card);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Cards primary = new Cards(List.of());
    primary.insert("", String.format("%-80s", "SIMPLE  =                    T"));
    number(primary, "BITPIX", 8);
    number(primary, "NAXIS", 0);
    out.writeBytes(primary.bytes());
    out.writeBytes(small.bytes());
    out.writeBytes(part.rows());
    out.writeBytes(part.heap());
    int length = part.rows().length + part.heap().length;
    out.writeBytes(new byte[(int) (Hdu.padded(length) - length)]);
    return out.toByteArray();
  }

  /** What says how the tiles are compressed; not the scaling, which is not left to the library. */
  private List<String> kept() {
    List<String> kept = new ArrayList<>();
    for (String card : cards.all()) {
      String key = Cards.key(card);
      boolean data = key.startsWith("TTYPE") && cards.text(key).endsWith("_DATA");
      if (data || key.matches("ZCMPTYPE|(ZNAME|ZVAL|TFORM)[0-9]+")) {
        kept.add(card);
      }
    }
    return kept;
  }

  private static void number(Cards cards, String key, long value) {
    cards.set(key, BigDecimal.valueOf(value), "");
  }

  private static ByteBuffer bytes(Object array, int width) throws CutoutException {
    List<Object> rows = new ArrayList<>();
    if (array instanceof Object[] many) {
      rows.addAll(List.of(many));
    } else {
      rows.add(array);
    }
    int size = 0;
    for (Object row : rows) {
      size += java.lang.reflect.Array.getLength(row) * width;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (Object row : rows) {
      put(out, row);
    }
    return out.flip();
  }

  private static void put(ByteBuffer out, Object row) throws CutoutException {
    if (row instanceof byte[] values) {
      out.put(values);
    } else if (row instanceof short[] values) {
      out.asShortBuffer().put(values);
      out.position(out.position() + values.length * 2);
    } else if (row instanceof int[] values) {
      out.asIntBuffer().put(values);
      out.position(out.position() + values.length * 4);
    } else if (row instanceof long[] values) {
      out.asLongBuffer().put(values);
      out.position(out.position() + values.length * 8);
    } else if (row instanceof float[] values) {
      out.asFloatBuffer().put(values);
      out.position(out.position() + values.length * 4);
    } else if (row instanceof double[] values) {
      out.asDoubleBuffer().put(values);
      out.position(out.position() + values.length * 8);
    } else {
      throw new CutoutException(Kind.NOT_FITS, "a compressed image of unknown pixels");
    }
  }
}
