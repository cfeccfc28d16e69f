package org.vosfs.fuse;

import java.nio.charset.StandardCharsets;
import org.vosfs.base.NodePath;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.Reason;

/**
 * The one translation of a path, as the native library passes it, into a {@link Location}. libfuse
 * 2 passes absolute paths; the native layer passes {@code /@NUMBER/NAME} or {@code /@NUMBER}, where
 * the number is that of an entry. Immutable and thread-safe.
 */
final class PathReader {
  private static final int LONGEST_NAME = 255;
  private static final char REPLACEMENT = 0xFFFD;

  private final boolean anchored;
  private final HiddenNames hidden;

  /**
   * @param hidden names that stand for open files without one
   * @param anchored true when paths begin with an entry number; a plain path may begin with an
   *     at-sign of its own, so the form cannot be told from the text
   */
  PathReader(HiddenNames hidden, boolean anchored) {
    this.hidden = hidden;
    this.anchored = anchored;
  }

  /** Where the path leads; a name that libfuse made up leads to what it stands for. */
  Location location(String path) throws FsException {
    Location at = plain(path);
    return hidden.find(at).orElse(at);
  }

  /**
   * Where the path points.
   *
   * @throws FsException INVALID when it is not UTF-8 or no path at all; NAME_TOO_LONG when a name
   *     has more than 255 bytes
   */
  Location plain(String path) throws FsException {
    String text = text(path);
    checkNames(text.getBytes(StandardCharsets.UTF_8));
    try {
      return anchored ? anchored(text) : Location.of(text);
    } catch (IllegalArgumentException e) {
      throw new FsException(Reason.INVALID, "not a path: " + text, e);
    }
  }

  /**
   * Text from the kernel. Bytes that are no UTF-8 have become the replacement character on the way.
   *
   * @throws FsException INVALID when it was not UTF-8
   */
  static String text(String decoded) throws FsException {
    if (decoded.indexOf(REPLACEMENT) >= 0) {
      throw new FsException(Reason.INVALID, "not UTF-8: " + oneLine(decoded));
    }
    return decoded;
  }

  /** Without control characters: a name from elsewhere must not forge a second log line. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return line.toString();
  }

  private static Location anchored(String text) {
    if (!text.startsWith("/@")) {
      throw new IllegalArgumentException("no entry number");
    }
    int slash = text.indexOf('/', 1);
    String number = text.substring(2, slash < 0 ? text.length() : slash);
    NodePath rest = slash < 0 ? NodePath.ROOT : NodePath.of(text.substring(slash));
    return new Location(Long.parseLong(number), rest);
  }

  private static void checkNames(byte[] path) throws FsException {
    int length = 0;
    for (byte b : path) {
      length = b == '/' ? 0 : length + 1;
      if (length > LONGEST_NAME) {
        throw new FsException(
            Reason.NAME_TOO_LONG, "a name has more than " + LONGEST_NAME + " bytes");
      }
    }
  }
}
