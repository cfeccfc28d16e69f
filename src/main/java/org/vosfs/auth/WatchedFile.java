package org.vosfs.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Tells when a file was replaced or rewritten. Not thread-safe. */
final class WatchedFile {
  /** What changes with the content, whoever writes it and however. */
  private record Stamp(FileTime modified, long size, @Nullable Object key) {}

  private final Path path;
  private @Nullable Stamp seen;
  private boolean looked;

  WatchedFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** True at the first look, and whenever the file is another one than at the last. */
  boolean changed() {
    Stamp now = stamp();
    boolean same = looked && (now == null ? seen == null : now.equals(seen));
    looked = true;
    seen = now;
    return !same;
  }

  private @Nullable Stamp stamp() {
    try {
      BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(facts.lastModifiedTime(), facts.size(), facts.fileKey());
    } catch (IOException e) {
      return null;
    }
  }
}
