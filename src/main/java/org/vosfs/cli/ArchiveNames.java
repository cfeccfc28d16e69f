package org.vosfs.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.vosfs.vospace.ArchiveFormat;

/**
 * Reads the names in an archive while it passes by, and whether it is whole: a tar by the system's
 * tar, a zip as the JDK reads it. For one thread.
 */
final class ArchiveNames implements AutoCloseable {
  private static final int PIPE = 1 << 18;

  private final OutputStream to;
  private final CompletableFuture<List<String>> names = new CompletableFuture<>();
  private final @Nullable Process tar;
  private boolean ended;

  private ArchiveNames(OutputStream to, InputStream from, @Nullable Process tar) {
    this.to = to;
    this.tar = tar;
    Thread reading = new Thread(() -> read(from), "vosfs-get-names");
    reading.setDaemon(true);
    reading.start();
  }

  static ArchiveNames of(ArchiveFormat format) throws IOException {
    if (format == ArchiveFormat.ZIP) {
      PipedInputStream from = new PipedInputStream(PIPE);
      return new ArchiveNames(new PipedOutputStream(from), from, null);
    }
    Process tar =
        new ProcessBuilder("tar", "--list", "--file=-", "--quoting-style=literal")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new ArchiveNames(tar.getOutputStream(), tar.getInputStream(), tar);
  }

  private void read(InputStream from) {
    try (from) {
      List<String> found = tar == null ? zipped(from) : lines(from);
      from.transferTo(OutputStream.nullOutputStream());
      names.complete(found);
    } catch (IOException e) {
      names.completeExceptionally(e);
    }
  }

  private static List<String> zipped(InputStream from) throws IOException {
    List<String> found = new ArrayList<>();
    ZipInputStream zip = new ZipInputStream(from, StandardCharsets.UTF_8);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      found.add(plain(entry.getName()));
    }
    return found;
  }

  private static List<String> lines(InputStream from) throws IOException {
    List<String> found = new ArrayList<>();
    BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      found.add(plain(line));
    }
    return found;
  }

  private static String plain(String name) {
    return name.replaceAll("^/+|/+$", "");
  }

  void take(byte[] chunk, int count) {
    try {
      if (!ended) {
        to.write(chunk, 0, count);
      }
    } catch (IOException e) {
      ended = true; // read to its end, or damaged: names() tells
    }
  }

  private void end() {
    try {
      to.close();
    } catch (IOException e) {
      ended = true;
    }
  }

  /**
   * All names; nothing may be taken afterwards.
   *
   * @throws IOException when it was no whole archive
   */
  List<String> names() throws IOException {
    end();
    try {
      List<String> found = names.get();
      if (tar != null && tar.waitFor() != 0) {
        throw new IOException("the archive that came is damaged");
      }
      return found;
    } catch (ExecutionException e) {
      throw new IOException("the archive that came is damaged: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    end();
    if (tar != null) {
      tar.destroy();
    }
  }
}
