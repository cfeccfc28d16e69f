package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.CachedContent;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Version;

/** What users ask of the caches: to fetch before it is needed, and to forget. */
final class CacheCalls implements FilesAhead.Fetcher {
  private static final int STEP = 1 << 20;

  private final Shared shared;
  private final Lookup lookup;
  private final Contents contents;

  CacheCalls(Shared shared, Lookup lookup, Contents contents) {
    this.shared = shared;
    this.lookup = lookup;
    this.contents = contents;
  }

  /** Brings a file wholly into the cache, not by way of a handle, which the kernel would see. */
  long warm(Location at, LongConsumer moved) throws FsException {
    return warm(lookup.entry(at), moved);
  }

  long warm(Entry entry, LongConsumer moved) throws FsException {
    return warm(entry, Long.MAX_VALUE, moved);
  }

  /** By what was told last; of a file that changed meanwhile, the next open says so. */
  @Override
  public boolean isCached(Entry entry) {
    Optional<Node> known = shared.meta().known(entry.number);
    try {
      return known.isPresent()
          && known.get() instanceof Node.Data data
          && shared.blocks().isWhole(contents.keyOf(entry, versionOf(entry, data)));
    } catch (FsException e) {
      return false; // its name is gone
    }
  }

  private Version versionOf(Entry entry, Node.Data data) {
    OwnResult own = entry.own;
    return own != null ? own.version() : shared.versions().of(data);
  }

  /** Brings the first bytes of a file into the cache, all of them when it has no more. */
  @Override
  public void fetch(Entry entry, long bytes) throws FsException {
    long unused = warm(entry, bytes, moved -> {});
  }

  private long warm(Entry entry, long most, LongConsumer moved) throws FsException {
    if (shared.openFiles().isStaged(entry) || !(lookup.node(entry) instanceof Node.Data data)) {
      return 0; // every byte is here, or there are none
    }
    Version version = versionOf(entry, data);
    if (version.length() == 0) {
      return 0;
    }
    try (RemoteBlocks source = contents.source(entry, version);
        CachedContent lease = contents.acquire(entry, source)) {
      long wanted = Math.min(most, version.length());
      long present = read(lease, wanted, moved);
      if (!lease.isPresent(0, wanted)) {
        throw new FsException(Reason.NO_SPACE, "the cache has no room for it");
      }
      return present;
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    }
  }

  private static long read(CachedContent lease, long wanted, LongConsumer moved)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(STEP, wanted));
    long at = 0;
    while (at < wanted && !lease.isPresent(0, wanted)) {
      bytes.clear().limit((int) Math.min(bytes.capacity(), wanted - at));
      int count = lease.read(at, bytes);
      if (count <= 0) {
        throw new IOException("the file ended early at byte " + at);
      }
      at += count;
      moved.accept(count);
    }
    moved.accept(wanted - at);
    return wanted;
  }

  /** Where the service has a file; empty when it may have another content than is shown here. */
  Optional<NodePath> onService(Location at) throws FsException {
    Entry entry = lookup.entry(at);
    boolean same =
        entry.remote
            && entry.type == FileType.FILE
            && entry.own == null
            && !entry.isDetached()
            && !shared.openFiles().isStaged(entry);
    return same ? Optional.of(shared.tree().path(entry)) : Optional.empty();
  }

  /** Drops what is cached of a file, or of a directory and all that is known below it. */
  int forget(Location at) throws FsException {
    Optional<Entry> entry = lookup.known(at);
    return entry.isPresent() ? forget(entry.get()) : 0;
  }

  private int forget(Entry entry) throws FsException {
    int files = 0;
    for (Entry child : shared.tree().children(entry)) {
      files += forget(child);
    }
    if (!entry.remote || shared.openFiles().isStaged(entry)) {
      return files; // precious: nobody else has it
    }
    Optional<Node> known = shared.meta().known(entry.number);
    if (entry.isDirectory()) {
      shared.meta().forgetListing(entry.number);
    } else if (known.isPresent() && known.get() instanceof Node.Data data) {
      files += drop(entry, data) ? 1 : 0;
    }
    shared.meta().expire(entry.number);
    return files;
  }

  private boolean drop(Entry entry, Node.Data data) throws FsException {
    Version version = versionOf(entry, data);
    try {
      shared.blocks().drop(contents.keyOf(entry, version));
      entry.opened = null; // nor may the kernel keep its pages at the next open
      return true;
    } catch (FsException e) {
      throw e;
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    }
  }
}
