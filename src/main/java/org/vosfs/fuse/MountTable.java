package org.vosfs.fuse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is mounted, as this process sees it. A snapshot; immutable. */
public final class MountTable {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  /** The type that our mounts have. */
  static final String OUR_TYPE = "fuse." + MountArguments.SUBTYPE;

  private final List<Entry> entries;

  private MountTable(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * One mount.
   *
   * @param place where, as the kernel says it
   * @param source what, such as {@code vos:}
   * @param device the kernel's number for it, such as {@code 0:42}
   */
  public record Entry(Path place, String type, String source, String device) {
    /** Whether it is a mount of this program. */
    public boolean isOurs() {
      return type.equals(OUR_TYPE);
    }
  }

  /** The table now. Touches no mount, so it cannot hang on a dead one. */
  public static MountTable read() throws IOException {
    return parse(Files.readString(MOUNTINFO, StandardCharsets.UTF_8));
  }

  /** From the text of a mountinfo file; see proc(5). */
  static MountTable parse(String mountinfo) {
    List<Entry> entries = new ArrayList<>();
    for (String line : mountinfo.lines().toList()) {
      int dash = line.indexOf(" - ");
      if (dash >= 0) {
        String[] fields = line.substring(0, dash).split(" ", -1);
        String[] rest = line.substring(dash + 3).split(" ", -1);
        if (fields.length > 4 && rest.length > 1) {
          entries.add(
              new Entry(Path.of(unescaped(fields[4])), rest[0], unescaped(rest[1]), fields[2]));
        }
      }
    }
    return new MountTable(entries);
  }

  /** The mount seen at that place: the last one when several are stacked. */
  public Optional<Entry> at(Path place) {
    return entries.stream().filter(e -> e.place().equals(place)).reduce((first, last) -> last);
  }

  /** All mounts of this program. */
  public List<Entry> ours() {
    return entries.stream().filter(Entry::isOurs).toList();
  }

  /** Space, tab, newline and backslash are written as a backslash and three octal digits. */
  private static String unescaped(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < field.length()) {
      char c = field.charAt(i);
      if (c == '\\' && i + 4 <= field.length()) {
        text.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
        i += 4;
      } else {
        text.append(c);
        i++;
      }
    }
    return text.toString();
  }
}
