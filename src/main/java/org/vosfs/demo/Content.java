package org.vosfs.demo;

import org.jspecify.annotations.Nullable;

/**
 * What a reply says about a node's bytes and dates.
 *
 * @param length bytes; -1 = not said
 * @param md5 as shown, hex or {@code md5:hex}; null = not said
 * @param contentDate milliseconds since 1970; 0 = not said
 * @param date of the node, milliseconds since 1970; 0 = not said
 */
record Content(
    long length,
    @Nullable String md5,
    long contentDate,
    long date,
    @Nullable String type,
    @Nullable String encoding) {

  static Content none(long date) {
    return new Content(-1, null, 0, date, null, null);
  }

  /** As the reply of a change shows it: without what the service drops meanwhile. */
  Content withoutDigest() {
    return new Content(length, null, 0, date, type, encoding);
  }

  /** MD5 without the prefix that cavern writes after an overwrite. */
  @Nullable String plainMd5() {
    String text = md5;
    return text != null && text.startsWith("md5:") ? text.substring(4) : text;
  }
}
