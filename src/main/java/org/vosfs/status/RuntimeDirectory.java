package org.vosfs.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Where the control sockets of one user's mounts are, one per mount point. Immutable. */
public final class RuntimeDirectory {
  private static final String SUFFIX = ".sock";
  private static final int HASH_BYTES = 8;

  /** The kernel's limit for the path of a Unix socket, less the NUL. */
  private static final int LONGEST_SOCKET_PATH = 107;

  private final Path directory;

  public RuntimeDirectory(Path directory) {
    this.directory = directory;
  }

  /**
   * The usual place: {@code /run/vosfs} for root, else below {@code $XDG_RUNTIME_DIR}, else below
   * the state directory. Root of a user namespace may have no say in {@code /run}, and is treated
   * as the ordinary user that it is.
   *
   * @param state {@code ~/.local/state/vosfs} or what stands for it
   */
  public static RuntimeDirectory standard(
      boolean root, Map<String, String> environment, Path state) {
    return standard(root, environment, state, Path.of("/run"));
  }

  static RuntimeDirectory standard(
      boolean root, Map<String, String> environment, Path state, Path run) {
    Path ours = run.resolve("vosfs");
    if (root && Files.isWritable(Files.exists(ours) ? ours : run)) {
      return new RuntimeDirectory(ours);
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return new RuntimeDirectory(
        runtime.isEmpty() ? state.resolve("run") : Path.of(runtime, "vosfs"));
  }

  /**
   * Makes the directory, private to its owner.
   *
   * @throws IOException when it cannot be made, or exists and others may enter it
   */
  public void create() throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    String permissions =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS));
    if (!permissions.endsWith("------")) {
      throw new IOException(directory + " may be entered by others (" + permissions + ")");
    }
  }

  /**
   * The socket of the mount at that place.
   *
   * @throws IOException when its path would be too long for a Unix socket
   */
  public Path socket(Path mountPoint) throws IOException {
    Path socket = directory.resolve(hash(mountPoint.toString()) + SUFFIX);
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
      throw new IOException("too long for a socket: " + socket);
    }
    return socket;
  }

  /** All sockets there are, of live and of dead mounts. */
  public List<Path> sockets() throws IOException {
    List<Path> sockets = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
        entries.forEach(sockets::add);
      }
    }
    sockets.sort(null);
    return sockets;
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
