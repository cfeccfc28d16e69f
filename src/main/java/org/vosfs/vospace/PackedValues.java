package org.vosfs.vospace;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one node in a hundred bytes or so, since a mount keeps those of a million. What
 * most nodes of a directory have alike (which properties there are, and owner, groups and the like)
 * is held once; the rest is one array, in which numbers, dates and MD5s take half a byte a
 * character. Immutable. A base class and no field of {@link NodeProperties}, for the same reason.
 */
class PackedValues {
  /** Properties whose values are mostly the same for many nodes. */
  private static final Set<String> ALIKE =
      Set.of(
          NodeProperties.CREATOR,
          NodeProperties.TYPE,
          NodeProperties.ENCODING,
          NodeProperties.IS_PUBLIC,
          NodeProperties.PUBLIC_READ,
          NodeProperties.GROUP_READ,
          NodeProperties.GROUP_WRITE,
          NodeProperties.IS_LOCKED,
          NodeProperties.READABLE,
          NodeProperties.WRITABLE);

  private static final int LONGEST_ALIKE = 200;
  private static final int MOST_SHAPES = 2000;
  private static final int ORDINARY_NAMES = 2048;

  /** Shapes with more properties are not kept for others: they are nobody else's. */
  private static final int MOST_KEYS = 32;

  private static final Map<Shape, Shape> SHAPES = new ConcurrentHashMap<>();

  // How a value is written; two bits of its head.
  private static final int TEXT = 0;
  private static final int DATE = 1;
  private static final int HEX = 2;
  private static final int CHARS = 3;
  private static final String DATE_ALPHABET = "0123456789-T:.Z+";
  private static final String HEX_ALPHABET = "0123456789abcdef";
  private static final byte[] DATE_DIGITS = digits(DATE_ALPHABET);
  private static final byte[] HEX_DIGITS = digits(HEX_ALPHABET);

  /** Names in order, each with its value where that is held here, else null. */
  private static final class Shape {
    final String[] keys;
    final @Nullable String[] values;
    private final int hash;

    Shape(String[] keys, @Nullable String[] values) {
      this.keys = keys;
      this.values = values;
      this.hash = 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other == this
          || (other instanceof Shape that
              && hash == that.hash
              && Arrays.equals(keys, that.keys)
              && Arrays.equals(values, that.values));
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final Shape shape;
  private final byte[] rest;

  PackedValues(Map<String, String> values) {
    String[] keys = values.keySet().toArray(new String[0]);
    Arrays.sort(keys);
    @Nullable String[] alike = new String[keys.length];
    ByteArrayOutputStream own = new ByteArrayOutputStream(64);
    for (int i = 0; i < keys.length; i++) {
      String value = values.getOrDefault(keys[i], "");
      boolean shared = ALIKE.contains(keys[i]) && value.length() <= LONGEST_ALIKE;
      if (shared) {
        alike[i] = value;
      } else {
        write(value, own);
      }
    }
    this.shape = known(new Shape(keys, alike));
    this.rest = own.toByteArray();
  }

  private static Shape known(Shape shape) {
    if (shape.keys.length > MOST_KEYS) {
      return shape;
    }
    if (SHAPES.size() >= MOST_SHAPES) {
      SHAPES.clear(); // nodes keep theirs
    }
    Shape before = SHAPES.putIfAbsent(shape, shape);
    return before == null ? shape : before;
  }

  /** For each ASCII character its place in an alphabet, or -1. */
  private static byte[] digits(String alphabet) {
    byte[] places = new byte[128];
    Arrays.fill(places, (byte) -1);
    for (int i = 0; i < alphabet.length(); i++) {
      places[alphabet.charAt(i)] = (byte) i;
    }
    return places;
  }

  private static void write(String value, ByteArrayOutputStream out) {
    if (!value.isEmpty() && isOf(value, DATE_DIGITS)) {
      writeHalves(value, DATE, DATE_DIGITS, out);
    } else if (!value.isEmpty() && isOf(value, HEX_DIGITS)) {
      writeHalves(value, HEX, HEX_DIGITS, out);
    } else {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      boolean lossless = new String(utf8, StandardCharsets.UTF_8).equals(value);
      byte[] bytes = lossless ? utf8 : plain(value);
      writeHead(bytes.length, lossless ? TEXT : CHARS, out);
      out.writeBytes(bytes);
    }
  }

  /** Char by char: what is no Unicode is kept as well. */
  private static byte[] plain(String value) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * value.length());
    bytes.asCharBuffer().put(value);
    return bytes.array();
  }

  private static boolean isOf(String value, byte[] digits) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= digits.length || digits[c] < 0) {
        return false;
      }
    }
    return true;
  }

  private static void writeHalves(
      String value, int kind, byte[] digits, ByteArrayOutputStream out) {
    writeHead(value.length(), kind, out);
    byte[] pairs = new byte[(value.length() + 1) / 2];
    for (int i = 0; i < value.length(); i++) {
      byte digit = digits[value.charAt(i)];
      pairs[i / 2] |= (byte) (i % 2 == 0 ? digit << 4 : digit);
    }
    out.write(pairs, 0, pairs.length);
  }

  /** Seven bits a byte, the last one without the eighth. */
  private static void writeHead(int length, int kind, ByteArrayOutputStream out) {
    long head = (long) length << 2 | kind;
    while (head >= 0x80) {
      out.write((int) head | 0x80);
      head >>>= 7;
    }
    out.write((int) head);
  }

  /** Walks over {@link #rest}, value by value. */
  private final class Reader {
    private int at;

    String next(boolean wanted) {
      long head = 0;
      for (int shift = 0; ; shift += 7) {
        int one = rest[at++];
        head |= (long) (one & 0x7f) << shift;
        if (one >= 0) {
          break;
        }
      }
      int kind = (int) (head & 3);
      int length = (int) (head >>> 2);
      int bytes = kind == DATE || kind == HEX ? (length + 1) / 2 : length;
      at += bytes;
      return wanted ? text(at - bytes, bytes, kind, length) : "";
    }

    private String text(int from, int bytes, int kind, int length) {
      if (kind == TEXT) {
        return new String(rest, from, bytes, StandardCharsets.UTF_8);
      }
      if (kind == CHARS) {
        return ByteBuffer.wrap(rest, from, bytes).asCharBuffer().toString();
      }
      String alphabet = kind == DATE ? DATE_ALPHABET : HEX_ALPHABET;
      char[] text = new char[length];
      for (int i = 0; i < length; i++) {
        int pair = rest[from + i / 2];
        text[i] = alphabet.charAt((i % 2 == 0 ? pair >> 4 : pair) & 15);
      }
      return new String(text);
    }
  }

  final @Nullable String find(String key) {
    int wanted = Arrays.binarySearch(shape.keys, key);
    if (wanted < 0) {
      return null;
    }
    String alike = shape.values[wanted];
    if (alike != null) {
      return alike;
    }
    Reader reader = new Reader();
    for (int i = 0; i < wanted; i++) {
      if (shape.values[i] == null) {
        String unused = reader.next(false);
      }
    }
    return reader.next(true);
  }

  /** All of them, unpacked. */
  final Map<String, String> unpacked() {
    Map<String, String> all = new TreeMap<>();
    Reader reader = new Reader();
    for (int i = 0; i < shape.keys.length; i++) {
      String alike = shape.values[i];
      all.put(shape.keys[i], alike == null ? reader.next(true) : alike);
    }
    return all;
  }

  /** Bytes that no other node shares; names beyond those of an ordinary node are taken as such. */
  final int ownBytes() {
    int names = 0;
    for (String key : shape.keys) {
      names += key.length();
    }
    return rest.length + Math.max(0, names - ORDINARY_NAMES);
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof PackedValues that
        && shape.equals(that.shape)
        && Arrays.equals(rest, that.rest);
  }

  @Override
  public final int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(rest);
  }
}
