package org.vosfs.cache.meta;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.Ticker;
import org.vosfs.vospace.Node;

/**
 * Nodes, listings and absent names by entry number. Entries are never dropped for age, only for
 * room: while the service is unreachable, old knowledge is still better than none, and the caller
 * says which age it accepts.
 *
 * <p>Thread-safe. Nothing here survives the process.
 */
public final class MetaCache {
  private record CachedNode(Node node, long at, boolean withAccess) {}

  private record CachedListing(Set<String> names, long at) {}

  private record AbsentName(long directory, String name) {
    /** By hand: that of a record is slow until it has been compiled. */
    @Override
    public int hashCode() {
      return 31 * Long.hashCode(directory) + name.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof AbsentName that
          && directory == that.directory
          && name.equals(that.name);
    }
  }

  private static final int NODE_WEIGHT = 10;

  /** For maintenance: a thread of its own would be woken for every node of a listing. */
  private static final Executor IN_PLACE = Runnable::run;

  /** Bytes of all values that an ordinary node stays below. */
  private static final int ORDINARY_TEXT = 1024;

  private final Cache<Long, CachedNode> nodes;
  private final Cache<Long, CachedListing> listings;
  private final Cache<AbsentName, Long> absent;
  private final MetaSettings settings;
  private final Ticker ticker;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private volatile LongConsumer changed = number -> {};

  /**
   * @param evicted told the number of every node dropped for room
   */
  public MetaCache(MetaSettings settings, Ticker ticker, LongConsumer evicted) {
    this.settings = settings;
    this.ticker = ticker;
    long weight = settings.maximumNodes() * NODE_WEIGHT;
    nodes =
        Caffeine.newBuilder()
            .executor(IN_PLACE)
            .maximumWeight(weight)
            .weigher((Long number, CachedNode node) -> weight(node.node))
            .evictionListener(
                (number, node, cause) -> {
                  if (number != null) {
                    evicted.accept(number);
                  }
                })
            .build();
    listings =
        Caffeine.newBuilder()
            .executor(IN_PLACE)
            .maximumWeight(weight)
            .weigher((Long number, CachedListing listing) -> 1 + listing.names.size())
            .build();
    absent = Caffeine.newBuilder().executor(IN_PLACE).maximumSize(settings.maximumNodes()).build();
  }

  /** A node with texts beyond the ordinary counts as several. */
  private static int weight(Node node) {
    long text = node.properties().memory();
    return NODE_WEIGHT * (int) Math.min(1 + text / ORDINARY_TEXT, 100_000);
  }

  /** The node, if it was told within the TTL. */
  public Optional<Node> fresh(long number) {
    CachedNode cached = nodes.getIfPresent(number);
    if (cached != null && isYoung(cached.at, settings.ttl())) {
      hits.increment();
      return Optional.of(cached.node);
    }
    misses.increment();
    return Optional.empty();
  }

  /**
   * The node, if it was told within twice the TTL: good enough to be shown while it is asked for
   * again.
   */
  public Optional<Node> usable(long number) {
    CachedNode cached = nodes.getIfPresent(number);
    return cached != null && isYoung(cached.at, settings.ttl().multipliedBy(2))
        ? Optional.of(cached.node)
        : Optional.empty();
  }

  /** The node as last told, of any age. */
  public Optional<Node> known(long number) {
    return Optional.ofNullable(nodes.getIfPresent(number)).map(CachedNode::node);
  }

  /** True when the node is fresh and was asked with the caller's access rights. */
  public boolean isAccessFresh(long number) {
    CachedNode cached = nodes.getIfPresent(number);
    return cached != null && cached.withAccess && isYoung(cached.at, settings.ttl());
  }

  /** Nanoseconds that a fresh node may still be believed; 0 when it is not fresh. */
  public long remainingLife(long number) {
    CachedNode cached = nodes.getIfPresent(number);
    return cached == null ? 0 : Math.max(0, settings.ttl().toNanos() - (ticker.read() - cached.at));
  }

  /** Nanoseconds that anything is believed. */
  public long longestLife() {
    return settings.ttl().toNanos();
  }

  /** How much is known, and how often it was asked for. */
  public MetaUsage usage() {
    return new MetaUsage(nodes.estimatedSize(), hits.sum(), misses.sum());
  }

  /**
   * Records what the service just said.
   *
   * @param withAccess whether {@code readable} and {@code writable} were asked for; a listing does
   *     not ask, and then what an earlier request learned of them is kept
   */
  public void put(long number, Node node, boolean withAccess) {
    // What is said again is kept as it is: new objects in place of old ones cost a collector most.
    CachedNode known = nodes.getIfPresent(number);
    Node kept = known != null && known.node.equals(node) ? known.node : node;
    CachedNode old = nodes.asMap().put(number, new CachedNode(kept, ticker.read(), withAccess));
    if (old != null && !isSame(old.node, kept)) {
      changed.accept(number);
    }
  }

  @SuppressWarnings("ReferenceEquality") // mostly the same object, and quicker seen to be
  private static boolean isSame(Node one, Node other) {
    return one == other || one.equals(other);
  }

  /** From now on {@code listener} is told the numbers of nodes that changed or are in doubt. */
  public void onChange(LongConsumer listener) {
    changed = listener;
  }

  /** Makes the next question about this node go to the service; it stays known. */
  public void expire(long number) {
    nodes
        .asMap()
        .computeIfPresent(
            number,
            (key, cached) ->
                new CachedNode(
                    cached.node,
                    ticker.read() - 2 * settings.ttl().toNanos() - 1,
                    cached.withAccess));
    changed.accept(number);
  }

  public void forget(long number) {
    nodes.invalidate(number);
    changed.accept(number);
    listings.invalidate(number);
  }

  /** Records a complete listing of a directory. */
  public void putListing(long directory, Collection<String> names) {
    Set<String> kept = ConcurrentHashMap.newKeySet(Math.max(16, names.size()));
    kept.addAll(names);
    listings.put(directory, new CachedListing(kept, ticker.read()));
  }

  /** The names of a directory, if it was listed completely within the TTL; own changes included. */
  public Optional<Set<String>> freshListing(long directory) {
    CachedListing listing = listings.getIfPresent(directory);
    return listing != null && isYoung(listing.at, settings.ttl())
        ? Optional.of(Set.copyOf(listing.names))
        : Optional.empty();
  }

  public boolean isListingFresh(long directory) {
    CachedListing listing = listings.getIfPresent(directory);
    return listing != null && isYoung(listing.at, settings.ttl());
  }

  /** The names, if they were listed within twice the TTL; as {@link #usable}. */
  public Optional<Set<String>> usableListing(long directory) {
    CachedListing listing = listings.getIfPresent(directory);
    return listing != null && isYoung(listing.at, settings.ttl().multipliedBy(2))
        ? Optional.of(Set.copyOf(listing.names))
        : Optional.empty();
  }

  /** True when {@link #knownListing} would tell one. */
  public boolean isListingKnown(long directory) {
    return listings.getIfPresent(directory) != null;
  }

  /** How many names a directory had when it was last listed; -1 when it was not. */
  public int listedNames(long directory) {
    CachedListing listing = listings.getIfPresent(directory);
    return listing == null ? -1 : listing.names.size();
  }

  /** The names as last listed, of any age. */
  public Optional<Set<String>> knownListing(long directory) {
    return Optional.ofNullable(listings.getIfPresent(directory))
        .map(listing -> Set.copyOf(listing.names));
  }

  public void forgetListing(long directory) {
    listings.invalidate(directory);
  }

  /**
   * True when a fresh complete listing lacks the name, or the service lately said there is none.
   */
  public boolean isAbsent(long directory, String name) {
    CachedListing listing = listings.getIfPresent(directory);
    if (listing != null && isYoung(listing.at, settings.ttl())) {
      return !listing.names.contains(name);
    }
    Long at = absent.getIfPresent(new AbsentName(directory, name));
    return at != null && isYoung(at, settings.negativeTtl());
  }

  /** Nanoseconds that {@link #isAbsent} will still say so; 0 when it does not. */
  public long absentLife(long directory, String name) {
    CachedListing listing = listings.getIfPresent(directory);
    if (listing != null && isYoung(listing.at, settings.ttl())) {
      return listing.names.contains(name) ? 0 : life(listing.at, settings.ttl());
    }
    Long at = absent.getIfPresent(new AbsentName(directory, name));
    return at == null ? 0 : life(at, settings.negativeTtl());
  }

  private long life(long at, Duration longest) {
    return Math.max(0, longest.toNanos() - (ticker.read() - at));
  }

  /** The service said there is no such name. */
  public void putAbsent(long directory, String name) {
    absent.put(new AbsentName(directory, name), ticker.read());
    removeFromListing(directory, name);
  }

  /** Nothing is known of that name any more. */
  public void forgetAbsence(long directory, String name) {
    absent.invalidate(new AbsentName(directory, name));
  }

  /** This mount made the name. */
  public void childAdded(long directory, String name) {
    AbsentName key = new AbsentName(directory, name);
    if (absent.getIfPresent(key) != null) { // removing what is not there costs more than to look
      absent.invalidate(key);
    }
    CachedListing listing = listings.getIfPresent(directory);
    if (listing != null) {
      listing.names.add(name);
    }
  }

  /** This mount removed the name. */
  public void childRemoved(long directory, String name) {
    putAbsent(directory, name);
  }

  private void removeFromListing(long directory, String name) {
    CachedListing listing = listings.getIfPresent(directory);
    if (listing != null) {
      listing.names.remove(name);
    }
  }

  private boolean isYoung(long at, Duration life) {
    return ticker.read() - at < life.toNanos();
  }
}
