package org.vosfs.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vosfs.demo.Space;

/**
 * What a directory holds, as text by path: {@code directory}, {@code link}, or {@code file LENGTH
 * MD5}. Two of them can be compared, whether read through a mount or from a server's disk.
 */
public final class Tree {
  private static final String EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e";
  private static final String HEX = "0123456789ABCDEF";

  private Tree() {}

  /** Reads everything below a directory. */
  public static SortedMap<String, String> below(Path directory) throws IOException {
    SortedMap<String, String> tree = new TreeMap<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes facts) {
            if (!path.equals(directory)) {
              tree.put(directory.relativize(path).toString(), "directory");
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes facts)
              throws IOException {
            tree.put(directory.relativize(path).toString(), described(path, facts));
            return FileVisitResult.CONTINUE;
          }
        });
    return tree;
  }

  private static String described(Path path, BasicFileAttributes facts) throws IOException {
    return facts.isSymbolicLink() ? "link" : file(facts.size(), md5(path));
  }

  /** What the server holds below a container, with the names programs see. */
  public static SortedMap<String, String> onServer(Space space, String container) {
    SortedMap<String, String> tree = new TreeMap<>();
    for (Map.Entry<String, Space.Item> entry : space.snapshot().entrySet()) {
      if (entry.getKey().startsWith(container + "/")) {
        String path = plain(entry.getKey().substring(container.length() + 1));
        tree.put(path, described(entry.getValue()));
      }
    }
    return tree;
  }

  private static String described(Space.Item item) {
    return switch (item.type().toLowerCase(Locale.ROOT).replaceFirst("^.*:", "")) {
      case "containernode" -> "directory";
      case "linknode" -> "link";
      default -> file(item.length(), item.md5() == null ? EMPTY_MD5 : item.md5());
    };
  }

  private static String file(long length, String md5) {
    return "file " + length + " " + md5;
  }

  /** Undoes the escapes of names: {@code =HH} for a byte the service would not keep. */
  private static String plain(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] plain = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '=' && i + 2 < bytes.length && digit(bytes[i + 1]) >= 0) {
        plain[length++] = (byte) (digit(bytes[i + 1]) * 16 + digit(bytes[i + 2]));
        i += 2;
      } else {
        plain[length++] = bytes[i];
      }
    }
    return new String(plain, 0, length, StandardCharsets.UTF_8);
  }

  private static int digit(byte digit) {
    return HEX.indexOf(digit);
  }

  /** The hex MD5 of a file's bytes. */
  public static String md5(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      byte[] buffer = new byte[1 << 17];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
