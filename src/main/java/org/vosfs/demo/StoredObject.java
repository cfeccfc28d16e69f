package org.vosfs.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of the bytes in a storage slot. Immutable.
 *
 * @param artifact id of this version, new after every replace
 * @param site where the bytes are
 * @param length bytes
 * @param md5 hex; after a badly committed transaction not that of the bytes, as on the real service
 * @param date milliseconds since 1970 of the commit
 * @param type content type or null
 * @param encoding content encoding or null
 */
record StoredObject(
    String artifact,
    String site,
    long length,
    String md5,
    long date,
    @Nullable String type,
    @Nullable String encoding) {

  StoredObject withType(@Nullable String newType, @Nullable String newEncoding) {
    return new StoredObject(artifact, site, length, md5, date, newType, newEncoding);
  }

  /** The same bytes as another version of that moment. */
  StoredObject as(String newArtifact, long now) {
    return new StoredObject(newArtifact, site, length, md5, now, type, encoding);
  }

  String line(String slot) {
    return Journal.join(
        List.of(
            "O",
            slot,
            artifact,
            site,
            Long.toString(length),
            md5,
            Long.toString(date),
            NodeLines.orNone(type),
            NodeLines.orNone(encoding)));
  }

  static StoredObject read(List<String> f) {
    return new StoredObject(
        f.get(2),
        f.get(3),
        Long.parseLong(f.get(4)),
        f.get(5),
        Long.parseLong(f.get(6)),
        NodeLines.orNull(f.get(7)),
        NodeLines.orNull(f.get(8)));
  }
}
