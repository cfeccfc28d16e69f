package org.vosfs.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vosfs.fits.CutoutException.Kind;

/**
 * The binary table of a tile-compressed image (FITS 4.0, section 10.1): a few of its rows become a
 * small table of their own, so that only their bytes are read.
 */
final class TileTable {
  private static final Pattern FORM =
      Pattern.compile("\\s*([0-9]*)([LXBIJKAEDCMPQ])([LXBIJKAEDCM]?).*");

  /** A column of variable length: where its descriptor is in the row. */
  private record Varying(String name, int place, boolean wide, int element) {}

  private final FitsSource source;
  private final Hdu hdu;
  private final long rows;
  private final int width;
  private final List<Varying> columns = new ArrayList<>();
  private final Map<String, Single> numbers = new HashMap<>();

  /** A column of one number. */
  private record Single(int place, char letter) {}

  TileTable(FitsSource source, Hdu hdu) throws CutoutException {
    this.source = source;
    this.hdu = hdu;
    this.rows = hdu.cards().number("NAXIS2", 0);
    long told = hdu.cards().number("NAXIS1", 0);
    long fields = hdu.cards().number("TFIELDS", 0);
    if (told < 1 || told > 1 << 20 || fields < 1 || fields > 999) {
      throw damaged("its table has no usable columns");
    }
    this.width = (int) told;
    int place = 0;
    for (int i = 1; i <= fields; i++) {
      place += column(hdu.cards().text("TTYPE" + i), hdu.cards().text("TFORM" + i), place);
    }
    if (place > width) {
      throw damaged("its columns are wider than its rows");
    }
  }

  private int column(String name, String form, int place) throws CutoutException {
    Matcher matcher = FORM.matcher(form);
    if (!matcher.matches() || matcher.group(1).length() > 6) {
      throw damaged("a column has the form '" + form + "'");
    }
    int repeat = matcher.group(1).isEmpty() ? 1 : Integer.parseInt(matcher.group(1));
    char letter = matcher.group(2).charAt(0);
    if (letter == 'P' || letter == 'Q') {
      String element = matcher.group(3);
      if (repeat == 1) {
        columns.add(
            new Varying(
                name, place, letter == 'Q', size(element.isEmpty() ? 'B' : element.charAt(0))));
      }
      return repeat * (letter == 'Q' ? 16 : 8);
    }
    if (letter == 'D' || letter == 'E' || letter == 'J') {
      numbers.put(name, new Single(place, letter));
    }
    return letter == 'X' ? (repeat + 7) / 8 : repeat * size(letter);
  }

  private static int size(char letter) {
    return switch (letter) {
      case 'I' -> 2;
      case 'J', 'E' -> 4;
      case 'K', 'D', 'C' -> 8;
      case 'M' -> 16;
      default -> 1;
    };
  }

  private CutoutException damaged(String why) {
    return new CutoutException(
        Kind.NOT_FITS, "the compressed image in extension " + hdu.index() + " is damaged: " + why);
  }

  int width() {
    return width;
  }

  /** Rows and the heap that belongs to them. */
  static final class Part {
    private final byte[] rows;
    private final byte[] heap;

    Part(byte[] rows, byte[] heap) {
      this.rows = rows;
      this.heap = heap;
    }

    byte[] rows() {
      return rows;
    }

    byte[] heap() {
      return heap;
    }
  }

  boolean hasNumber(String column) {
    return numbers.containsKey(column);
  }

  /** The number that a row of a part has in a column; empty when there is no such column. */
  Optional<Double> number(Part part, int row, String column) {
    Single number = numbers.get(column);
    if (number == null) {
      return Optional.empty();
    }
    ByteBuffer rows = ByteBuffer.wrap(part.rows());
    int at = row * width + number.place();
    return Optional.of(
        switch (number.letter()) {
          case 'D' -> rows.getDouble(at);
          case 'E' -> (double) rows.getFloat(at);
          default -> (double) rows.getInt(at);
        });
  }

  /** How many values a row of a part has in a column of variable length. */
  long values(Part part, int row, String column) {
    ByteBuffer rows = ByteBuffer.wrap(part.rows());
    for (Varying varying : columns) {
      if (varying.name().equals(column)) {
        int at = row * width + varying.place();
        return varying.wide() ? rows.getLong(at) : rows.getInt(at) & 0xFFFFFFFFL;
      }
    }
    return 0;
  }

  /**
   * Some rows.
   *
   * @param most bytes that the compressed tiles may have together
   */
  Part part(long first, int count, long most) throws IOException {
    if (first < 0 || first + count > rows) {
      throw damaged("tile " + (first + count) + " of " + rows);
    }
    byte[] bytes = source.bytes(hdu.data() + first * width, count * width);
    ByteBuffer table = ByteBuffer.wrap(bytes);
    long heap = hdu.data() + hdu.cards().number("THEAP", rows * width);
    List<byte[]> pieces = new ArrayList<>();
    long length = 0;
    for (int row = 0; row < count; row++) {
      for (Varying column : columns) {
        int at = row * width + column.place();
        long elements = column.wide() ? table.getLong(at) : table.getInt(at) & 0xFFFFFFFFL;
        long offset = column.wide() ? table.getLong(at + 8) : table.getInt(at + 4) & 0xFFFFFFFFL;
        if (elements < 0 || offset < 0 || elements > most) {
          throw damaged("tile " + (first + row) + " of " + elements + " values");
        }
        long size = elements * column.element();
        if (length + size > most) {
          throw damaged("tile " + (first + row) + " of " + size + " bytes");
        }
        if (column.wide()) {
          table.putLong(at + 8, length);
        } else {
          table.putInt(at + 4, (int) length);
        }
        pieces.add(size == 0 ? new byte[0] : source.bytes(heap + offset, (int) size));
        length += size;
      }
    }
    ByteBuffer joined = ByteBuffer.allocate((int) length);
    pieces.forEach(joined::put);
    return new Part(bytes, joined.array());
  }
}
