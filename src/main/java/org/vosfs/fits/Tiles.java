package org.vosfs.fits;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
  private static final String[] KEPT = {
    "ZCMPTYPE", "ZQUANTIZ", "ZBLANK", "ZMASKCMP", "ZBITPIX", "ZSCALE", "ZZERO", "BLANK"
  };

  private static final int DITHERS = 10_000;

  private final TileTable table;
  private final Cards cards;
  private final int bitpix;

  Tiles(FitsSource source, Hdu hdu) throws CutoutException {
    this.table = new TileTable(source, hdu);
    this.cards = hdu.cards();
    this.bitpix = hdu.bitpix();
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
    byte[] file = file(part, first, count, width, height);
    try (Fits fits = new Fits(new ByteArrayInputStream(file))) {
      BasicHDU<?> hdu = fits.getHDU(1);
      if (!(hdu instanceof CompressedImageHDU image)) {
        throw new FitsException("no compressed image");
      }
      return bytes(image.asImageHDU().getData().getData());
    } catch (RuntimeException e) {
      throw new CutoutException(
          Kind.NOT_FITS,
          "tile " + first + " of a compressed image cannot be decompressed: " + e.getMessage());
    }
  }

  private byte[] file(TileTable.Part part, long first, int count, int width, int height) {
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
    if (cards.has("ZDITHER0")) {
      // The seed of a tile is made from its number.
      number(small, "ZDITHER0", (cards.number("ZDITHER0", 1) - 1 + first) % DITHERS + 1);
    }
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

  private List<String> kept() {
    List<String> kept = new ArrayList<>();
    for (String card : cards.all()) {
      String key = Cards.key(card);
      boolean named = java.util.Arrays.asList(KEPT).contains(key);
      if (named || key.matches("(ZNAME|ZVAL|TTYPE|TFORM|TNULL|TSCAL|TZERO)[0-9]+")) {
        kept.add(card);
      }
    }
    return kept;
  }

  private static void number(Cards cards, String key, long value) {
    cards.set(key, BigDecimal.valueOf(value), "");
  }

  private ByteBuffer bytes(Object array) throws CutoutException {
    List<Object> rows = new ArrayList<>();
    if (array instanceof Object[] many) {
      rows.addAll(List.of(many));
    } else {
      rows.add(array);
    }
    int size = 0;
    for (Object row : rows) {
      size += java.lang.reflect.Array.getLength(row) * (Math.abs(bitpix) / 8);
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (Object row : rows) {
      put(out, row);
    }
    Buffer done = out.flip();
    return (ByteBuffer) done;
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
