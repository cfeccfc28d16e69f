package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.DiskFullException;

/**
 * A complete file about to become cached content: its checksums are known and there is room for it,
 * but nobody sees it yet. To be closed; what was not {@link #finish finished} by then is given up.
 * For one thread.
 */
public final class Adoption implements AutoCloseable {
  private final Store store;
  private final Account account;
  private final CrcTable crcs;
  private final Path file;
  private final @Nullable Object owner;
  private boolean over;

  Adoption(Store store, Account account, CrcTable crcs, Path file, @Nullable Object owner) {
    this.store = store;
    this.account = account;
    this.crcs = crcs;
    this.file = file;
    this.owner = owner;
  }

  /**
   * Shows it to all who want that content. A rename and a small write: short enough for a lock.
   *
   * @throws IOException when it cannot be moved or recorded
   */
  public void finish() throws IOException {
    try {
      account.file.loadWhole(crcs);
      store.install(account, file, owner);
      over = true;
    } catch (IOException e) {
      throw DiskFullException.explain(e);
    }
    try {
      account.file.save();
    } finally {
      store.unpin(account);
    }
  }

  @Override
  public void close() throws IOException {
    if (!over) {
      over = true;
      store.giveBackAll(account);
      Files.deleteIfExists(file);
    }
  }
}
