package org.vosfs.cache.block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All contents of the cache directory in order of use, and the room they may take. Thread-safe.
 *
 * <p>The monitor guards the index, the pins and the accounts of all contents; inside it files are
 * renamed, never deleted, read or written. Whoever holds a content's lock may take it, not the
 * other way round.
 */
final class Store {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);

  private final Path directory;
  private final int blockBytes;
  private final Budget budget;
  private final Map<String, Account> index = new LinkedHashMap<>(64, 0.75f, true);
  private long trashed;

  Store(BlockCacheSettings settings, Path directory, Budget.FreeSpace freeSpace) {
    this.directory = directory;
    this.blockBytes = settings.blockBytes();
    this.budget = new Budget(settings.limitBytes(), settings.freeSpaceFloorBytes(), freeSpace);
  }

  /** Makes a content's account, not listed yet. */
  Account account(ContentKey key) {
    Geometry geometry = new Geometry(key.length(), blockBytes);
    Path folder = directory.resolve(key.id().substring(0, 2));
    BlockFile file =
        new BlockFile(
            key,
            geometry,
            folder.resolve(key.id() + Scan.DATA),
            folder.resolve(key.id() + Scan.MAP));
    return new Account(key, geometry, file);
  }

  /** Lists a content found at start, least recently used first. */
  synchronized void found(ContentKey key, long presentBytes) {
    Account account = account(key);
    account.listed = true;
    budget.charge(account, presentBytes + account.geometry.overhead());
    index.put(key.id(), account);
  }

  /** Gives the account of a content, listed and pinned. */
  Account pin(ContentKey key) throws IOException {
    Path trash = null;
    try {
      synchronized (this) {
        Account account = index.get(key.id());
        if (account != null && !account.key.equals(key)) {
          trash = remove(account); // another length: not the content that is meant
          account = null;
        }
        if (account == null) {
          account = account(key);
          account.listed = true;
          index.put(key.id(), account);
        }
        account.pins++;
        return account;
      }
    } finally {
      if (trash != null) {
        Files.deleteIfExists(trash);
      }
    }
  }

  /** Whether room is taken for every byte of a content: as good as there, and never waited for. */
  synchronized boolean isWhole(ContentKey key) {
    Account account = index.get(key.id());
    return account != null
        && account.charged >= key.length() + account.geometry.overhead()
        && account.key.equals(key);
  }

  /** Pins a content that is listed; null when there is none. */
  synchronized @Nullable Account pinListed(String id) {
    Account account = index.get(id);
    if (account != null) {
      account.pins++;
    }
    return account;
  }

  synchronized void pin(Account account) {
    account.pins++;
  }

  /** The one object that serves an account while it is pinned. */
  synchronized Content content(Account account, Content fresh) {
    Content content = account.content;
    if (content == null) {
      content = fresh;
      account.content = fresh;
    }
    return content;
  }

  synchronized void unpin(Account account) {
    account.pins--;
    if (account.pins == 0) {
      account.content = null;
    }
    if (account.pins == 0 && !account.listed) {
      budget.charge(account, 0);
    } else if (account.pins == 0 && account.charged == 0) {
      account.listed = false;
      index.remove(account.key.id(), account);
    }
  }

  /** Makes the account agree with what turned out to be there. */
  synchronized void recount(Account account, long presentBytes) {
    budget.charge(account, presentBytes == 0 ? 0 : presentBytes + account.geometry.overhead());
  }

  /**
   * Takes room for {@code bytes} more of a content, by evicting others that nobody uses.
   *
   * @return false when there is no room to be had
   */
  boolean reserve(Account account, long bytes) throws IOException {
    boolean looked = false;
    while (true) {
      List<Account> victims = new ArrayList<>();
      List<Path> trash = new ArrayList<>();
      synchronized (this) {
        long more = account.charged == 0 ? bytes + account.geometry.overhead() : bytes;
        long lack = budget.lack(more, looked);
        if (lack <= 0) {
          budget.take(account, more);
          return true;
        }
        choose(lack, victims, trash);
      }
      if (victims.isEmpty()) {
        return false;
      }
      delete(victims, trash);
      looked = true;
    }
  }

  /** Takes that room in any case: the bytes are on the disk, whoever counts them. */
  synchronized void reserveAnyway(Account account, long bytes) {
    budget.take(account, bytes + account.geometry.overhead());
  }

  private void choose(long lack, List<Account> victims, List<Path> trash) throws IOException {
    long freed = 0;
    Iterator<Account> eldest = index.values().iterator();
    while (freed < lack && eldest.hasNext()) {
      Account account = eldest.next();
      if (account.pins == 0) {
        eldest.remove();
        account.listed = false;
        trash.add(detach(account, false));
        victims.add(account);
        freed += account.charged;
      }
    }
  }

  private Path detach(Account account, boolean inUse) throws IOException {
    Path to = directory.resolve(Scan.TRASH).resolve(Long.toString(trashed++));
    account.file.detach(to, inUse);
    return to;
  }

  private void delete(List<Account> victims, List<Path> trash) {
    for (Path path : trash) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        LOG.warn("cannot remove {}: {}", path, e.getMessage());
      }
    }
    synchronized (this) {
      for (Account victim : victims) {
        budget.evicted(victim);
      }
    }
  }

  /**
   * Evicts about {@code bytes} of what nobody uses, because the disk is needed for something else.
   *
   * @return false when there was nothing to evict
   */
  boolean giveWay(long bytes) throws IOException {
    List<Account> victims = new ArrayList<>();
    List<Path> trash = new ArrayList<>();
    synchronized (this) {
      choose(bytes, victims, trash);
      budget.lookAgain(); // what was spare is somebody else's from here on
    }
    delete(victims, trash);
    return !victims.isEmpty();
  }

  /** Gives room back that was reserved and not used. */
  synchronized void giveBack(Account account, long bytes) {
    budget.charge(account, account.charged - bytes);
  }

  /** Gives all room of a content back that was never listed. */
  synchronized void giveBackAll(Account account) {
    budget.charge(account, 0);
  }

  /**
   * Makes a content's file the property of one user.
   *
   * @return false when it is somebody else's, or has left the cache
   */
  synchronized boolean own(Account account, Object owner) {
    if (account.listed && account.owner == null) {
      account.owner = owner;
    }
    return account.listed && owner.equals(account.owner);
  }

  /** Its file was taken away by its owner; what is there from now on is another. */
  synchronized void surrendered(Account account, long presentBytes) {
    account.owner = null;
    recount(account, presentBytes);
  }

  /**
   * Takes a content out of the index; what is in use goes on without names, unless the kernel uses
   * it: then it stays, since its owner must find it again.
   */
  void drop(String id) throws IOException {
    Path trash;
    synchronized (this) {
      Account account = index.get(id);
      if (account == null || (account.owner != null && account.pins > 0)) {
        return;
      }
      trash = remove(account);
    }
    Files.deleteIfExists(trash);
  }

  private Path remove(Account account) throws IOException {
    index.remove(account.key.id());
    account.listed = false;
    Path trash = detach(account, account.pins > 0);
    if (account.pins == 0) {
      budget.charge(account, 0);
    }
    return trash;
  }

  void clear() throws IOException {
    for (String id : ids()) {
      drop(id);
    }
  }

  synchronized List<String> ids() {
    return List.copyOf(index.keySet());
  }

  /**
   * Lists a whole, checked content for which room was reserved, replacing what was there.
   *
   * @param file on the same filesystem; moved
   * @param owner see {@link Account#owner}
   */
  void install(Account account, Path file, @Nullable Object owner) throws IOException {
    Path trash = null;
    synchronized (this) {
      Account former = index.get(account.key.id());
      if (former != null) {
        trash = remove(former);
      }
      move(file, account.file.data());
      account.listed = true;
      account.owner = owner;
      account.pins++;
      index.put(account.key.id(), account);
    }
    if (trash != null) {
      Files.deleteIfExists(trash);
    }
  }

  private static void move(Path file, Path to) throws IOException {
    try {
      Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      Path folder = to.getParent();
      if (folder == null || Files.exists(folder)) {
        throw e;
      }
      Files.createDirectories(folder);
      Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Contents that somebody is using. */
  synchronized List<Content> inUse() {
    List<Content> contents = new ArrayList<>();
    for (Account account : index.values()) {
      if (account.content != null) {
        contents.add(account.content);
      }
    }
    return contents;
  }

  /** True when there is neither a lease nor a running fetch. */
  synchronized boolean isIdle() {
    return index.values().stream().allMatch(account -> account.pins == 0);
  }

  synchronized long used() {
    return budget.used();
  }

  synchronized long files() {
    return index.size();
  }

  synchronized long evicted() {
    return budget.evicted();
  }
}
