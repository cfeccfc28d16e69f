package org.vosfs.fs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.cache.block.ContentKey;
import org.vosfs.vospace.Version;

/** Connects file contents with the block cache: under which key, and where missing bytes are. */
final class Contents {
  /** Largest content that is read: what no storage holds would take memory for nothing. */
  private static final long MOST_BYTES = 1L << 44;

  private final Shared shared;

  Contents(Shared shared) {
    this.shared = shared;
  }

  /** A lease on the cached bytes of one version of a file, to be closed. */
  CachedContent acquire(Entry entry, RemoteBlocks source) throws IOException {
    long length = source.expected().length();
    if (length > MOST_BYTES) {
      throw new FsException(
          Reason.TOO_BIG,
          shared.tree().path(entry) + ": the service claims a length of " + length + " bytes");
    }
    return shared.blocks().acquire(keyOf(entry, source.expected()), source);
  }

  RemoteBlocks source(Entry entry, Version version) {
    return new RemoteBlocks(shared, entry, version);
  }

  /**
   * The key of a content. Storage that names its objects makes MD5 and length together an identity;
   * elsewhere an MD5 may be old (protocol §20), so place and date belong to it.
   */
  ContentKey keyOf(Entry entry, Version version) throws FsException {
    Entry.KeyedContent keyed = entry.keyed;
    if (keyed == null || !keyed.version().sameContentAs(version)) {
      keyed = new Entry.KeyedContent(version, newKey(entry, version));
      entry.keyed = keyed;
    }
    return keyed.key();
  }

  private ContentKey newKey(Entry entry, Version version) throws FsException {
    String space = shared.client().uriOf(org.vosfs.base.NodePath.ROOT);
    String what;
    if (version.md5() != null && shared.client().traits().atomicReplace().orElse(false)) {
      what = "content " + version.length() + " " + version.md5();
    } else {
      Version lasting = new Version(version.length(), null, version.date(), version.md5());
      what = "file " + shared.tree().path(entry) + " " + lasting.toText();
    }
    return new ContentKey(sha256(space + "\n" + what), version.length());
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
