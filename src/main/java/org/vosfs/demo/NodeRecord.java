package org.vosfs.demo;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a node besides its name and content. Immutable.
 *
 * @param owner user name
 * @param date last change, milliseconds since 1970
 * @param properties settable properties by full key, in document order
 * @param target of a link
 * @param storage id of the storage slot of a data node (not on cavern)
 * @param seen cavern: the MD5 attribute as stored; otherwise: id of the object version that the
 *     metadata service has seen
 */
record NodeRecord(
    String owner,
    long date,
    SortedMap<String, String> properties,
    @Nullable String target,
    @Nullable String storage,
    @Nullable String seen) {

  NodeRecord {
    properties = Collections.unmodifiableSortedMap(properties);
  }

  static NodeRecord of(String owner, long date, SortedMap<String, String> properties) {
    return new NodeRecord(owner, date, properties, null, null, null);
  }

  boolean isPublic() {
    return "true".equals(properties.get(Keys.PUBLIC))
        || "true".equals(properties.get(Keys.PUBLIC_READ));
  }

  boolean locked() {
    return "true".equals(properties.get(Keys.LOCKED));
  }

  boolean inherits() {
    return "true".equals(properties.get(Keys.INHERIT));
  }

  NodeRecord withOwner(String value) {
    return new NodeRecord(value, date, properties, target, storage, seen);
  }

  NodeRecord withDate(long value) {
    return new NodeRecord(owner, value, properties, target, storage, seen);
  }

  NodeRecord withTarget(String value) {
    return new NodeRecord(owner, date, properties, value, storage, seen);
  }

  NodeRecord withStorage(String value) {
    return new NodeRecord(owner, date, properties, target, value, seen);
  }

  NodeRecord withSeen(@Nullable String value) {
    return new NodeRecord(owner, date, properties, target, storage, value);
  }

  NodeRecord withProperties(SortedMap<String, String> values) {
    return new NodeRecord(owner, date, values, target, storage, seen);
  }

  /** The same with one property set, or removed when the value is null. */
  NodeRecord with(String key, @Nullable String value) {
    SortedMap<String, String> copy = copyOfProperties();
    if (value == null) {
      copy.remove(key);
    } else {
      copy.put(key, value);
    }
    return withProperties(copy);
  }

  SortedMap<String, String> copyOfProperties() {
    SortedMap<String, String> copy = Keys.map();
    for (Map.Entry<String, String> entry : properties.entrySet()) {
      copy.put(entry.getKey(), entry.getValue());
    }
    return copy;
  }
}
