package org.vosfs.demo;

import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The durable form of the space: a text file of tab-separated records, appended to with one write
 * each, rewritten as a snapshot at every start. A half-written last line (the process died) is
 * ignored. Example:
 *
 * <pre>
 * N  17  3  a.txt  DATA  demo  1767225600000  -  0b9a...  -  ivo://...#ispublic=false
 * O  0b9a...  5d11...  minoc1  1048576  0123...  1767225600000  text/plain  -
 * D  17
 * X  0b9a...
 * </pre>
 *
 * N = node (id, parent, name, type, owner, date, target, storage, seen, properties), O = object, D
 * and X = their removal. Thread-safe.
 */
final class Journal implements AutoCloseable {
  private final Path file;
  private final OutputStream out;

  private Journal(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /** Feeds every complete record of an existing journal to the reader. */
  static void replay(Path file, Consumer<List<String>> reader) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    String text = Files.readString(file);
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      reader.accept(split(text.substring(start, end)));
      start = end + 1;
    }
  }

  /** Writes a snapshot in place of the journal and goes on from there. */
  static Journal begin(Path file, Consumer<Consumer<String>> snapshot) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (BufferedWriter writer = Files.newBufferedWriter(fresh)) {
      snapshot.accept(
          line -> {
            try {
              writer.write(line);
              writer.write('\n');
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    return new Journal(file, new FileOutputStream(file.toFile(), true));
  }

  /** Appends a record; when this returns, the record survives the death of the process. */
  synchronized void append(String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }

  /** Joins fields to a record. */
  static String join(List<String> fields) {
    StringBuilder line = new StringBuilder();
    for (String field : fields) {
      if (line.length() > 0) {
        line.append('\t');
      }
      escape(line, field);
    }
    return line.toString();
  }

  private static void escape(StringBuilder line, String field) {
    if (field.isEmpty()) {
      line.append("\\e");
      return;
    }
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      switch (c) {
        case '\\' -> line.append("\\\\");
        case '\t' -> line.append("\\t");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        default -> line.append(c);
      }
    }
  }

  private static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\\' && i + 1 < line.length()) {
        char e = line.charAt(++i);
        switch (e) {
          case 't' -> field.append('\t');
          case 'n' -> field.append('\n');
          case 'r' -> field.append('\r');
          case 'e' -> {}
          default -> field.append(e);
        }
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
