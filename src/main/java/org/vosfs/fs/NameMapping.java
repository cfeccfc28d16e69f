package org.vosfs.fs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.vosfs.vospace.ServiceNames;

/**
 * Between names as POSIX programs use them and names as the service keeps them (protocol §2.2).
 *
 * <p>{@link #ESCAPE} writes every character the services mangle as {@code =HH}, one pair of
 * upper-case hex digits per UTF-8 byte ({@code "a b"} is kept as {@code a=20b}), and reads it back;
 * a name that only looks escaped is escaped once more, so that the mapping can be undone. {@link
 * #REFUSE} maps nothing and refuses such names. Stateless, thread-safe.
 */
public enum NameMapping {
  ESCAPE {
    @Override
    public String toService(String name) throws FsException {
      checkLength(name);
      String escaped = escape(name);
      if (escaped.getBytes(StandardCharsets.UTF_8).length > ServiceNames.MAX_BYTES) {
        throw new FsException(
            Reason.NAME_TOO_LONG,
            "over 255 bytes once its special characters are escaped: " + name);
      }
      return checkLegal(escaped, name);
    }

    @Override
    public String toPosix(String name) {
      String plain = unescape(name);
      return escape(plain).equals(name) ? plain : name;
    }
  },
  REFUSE {
    @Override
    public String toService(String name) throws FsException {
      checkLength(name);
      return checkLegal(name, name);
    }

    @Override
    public String toPosix(String name) {
      return name;
    }
  };

  private static final char MARK = '=';
  private static final String HEX = "0123456789ABCDEF";

  /**
   * The name to send for what a program calls {@code name}.
   *
   * @throws FsException {@link Reason#NAME_TOO_LONG} or {@link Reason#INVALID}
   */
  public abstract String toService(String name) throws FsException;

  /**
   * The name to put into the target of a link, which may lead nowhere: of any length.
   *
   * @throws FsException {@link Reason#INVALID}
   */
  String toTarget(String name) throws FsException {
    try {
      return toService(name);
    } catch (FsException e) {
      if (e.reason() == Reason.NAME_TOO_LONG) {
        return escape(name);
      }
      throw e;
    }
  }

  /** What programs see for a service's name; names that cannot be sent are shown as they are. */
  public abstract String toPosix(String name);

  private static void checkLength(String name) throws FsException {
    if (name.getBytes(StandardCharsets.UTF_8).length > ServiceNames.MAX_BYTES) {
      throw new FsException(Reason.NAME_TOO_LONG, "name over 255 bytes");
    }
  }

  private static String checkLegal(String sent, String asked) throws FsException {
    if (!ServiceNames.isLegal(sent)) {
      throw new FsException(
          Reason.INVALID, "the service cannot keep this name: '" + printable(asked) + "'");
    }
    return sent;
  }

  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  private static String escape(String name) {
    boolean composed = Normalizer.isNormalized(name, Normalizer.Form.NFC);
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      boolean looksEscaped = c == MARK && isEscape(name, i);
      // A name in another normal form would be echoed recomposed and then not be found.
      if (looksEscaped || isEscapable(c) || (!composed && c > 0x7F)) {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          out.append(MARK).append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
        }
      } else {
        out.appendCodePoint(c);
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static boolean isEscapable(int c) {
    return c != '/' && c != 0 && c != 0xFFFD && ServiceNames.isMangled(c);
  }

  private static String unescape(String name) {
    if (name.indexOf(MARK) < 0) {
      return name;
    }
    ByteBuffer bytes = ByteBuffer.allocate(name.length() * 4);
    for (int i = 0; i < name.length(); ) {
      if (name.charAt(i) == MARK && isEscape(name, i)) {
        bytes.put((byte) byteAt(name, i + 1));
        i += 3;
      } else {
        int c = name.codePointAt(i);
        bytes.put(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      return name; // never made by escape(): somebody's own name
    }
  }

  /**
   * Whether the mark at {@code at} begins what {@link #escape} could have written. A mark escaped
   * for looking like an escape counts only if what follows it would look like one again.
   */
  private static boolean isEscape(String name, int at) {
    int value = byteAt(name, at + 1);
    if (value < 0) {
      return false;
    }
    if (value == MARK) {
      return isEscape(name.substring(0, at) + MARK + name.substring(at + 3), at);
    }
    return value >= 0x80 || isEscapable(value);
  }

  private static int byteAt(String name, int at) {
    if (at + 2 > name.length()) {
      return -1;
    }
    int high = HEX.indexOf(name.charAt(at));
    int low = HEX.indexOf(name.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
