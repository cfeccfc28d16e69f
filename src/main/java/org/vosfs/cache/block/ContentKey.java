package org.vosfs.cache.block;

/**
 * Names one content for the life of the cache directory: equal keys, equal bytes.
 *
 * @param id lower-case hex digits and nothing else, at least 32: it becomes a file name
 * @param length bytes of the whole content
 */
public record ContentKey(String id, long length) {
  public ContentKey {
    if (!id.matches("[0-9a-f]{32,128}") || length < 0) {
      throw new IllegalArgumentException("not a content key: " + id + " " + length);
    }
  }
}
