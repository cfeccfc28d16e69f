package org.vosfs.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** The fixed files of the page, in memory. Immutable. */
final class PageFiles {
  /**
   * One of them.
   *
   * @param type its Content-Type
   */
  @SuppressWarnings("ArrayRecordComponent") // never handed on
  record PageFile(String type, byte[] bytes) {}

  private static final Map<String, String[]> NAMES =
      Map.of(
          "/", new String[] {"page.html", "text/html; charset=utf-8"},
          "/page.css", new String[] {"page.css", "text/css; charset=utf-8"},
          "/page.js", new String[] {"page.js", "text/javascript; charset=utf-8"});

  private final Map<String, PageFile> files;

  private PageFiles(Map<String, PageFile> files) {
    this.files = files;
  }

  static PageFiles load() throws IOException {
    Map<String, PageFile> files = new TreeMap<>();
    for (Map.Entry<String, String[]> entry : NAMES.entrySet()) {
      String name = entry.getValue()[0];
      try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IOException(name + " is missing in this installation");
        }
        files.put(entry.getKey(), new PageFile(entry.getValue()[1], in.readAllBytes()));
      }
    }
    return new PageFiles(files);
  }

  PageFile get(String path) throws Refused {
    PageFile file = files.get(path);
    if (file == null) {
      throw new Refused(404, "there is no such page");
    }
    return file;
  }
}
