package org.vosfs.vospace.remote;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.http.Url;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceException;

/**
 * Remembers, between the reads of one file, where its bytes were found: {@code /files} itself
 * (cavern), or the storage site that it or a negotiation pointed to (vault); once much was read,
 * all the sites that have it. Thread-safe; reads that find nothing remembered at the same time each
 * look for themselves.
 */
final class RemoteDownload implements Download {
  /** What reading needs, the same for all files. */
  record Means(
      ServiceCalls calls,
      Space space,
      Negotiation negotiation,
      NodeRequests nodes,
      Learned learned,
      SiteCache siteCache) {}

  private static final Logger log = LoggerFactory.getLogger(RemoteDownload.class);

  /** Bytes read after which it pays to ask for all sites, which takes four requests. */
  static final long SPREAD_AFTER = 32 << 20;

  private final Means means;
  private final NodePath path;
  private final AtomicLong moved = new AtomicLong();
  private volatile @Nullable Endpoint known;
  private volatile @Nullable Sites sites;

  RemoteDownload(Means means, NodePath path) {
    this.means = means;
    this.path = path;
  }

  @Override
  public void read(long offset, long length, ContentSink sink) throws VospaceException {
    Space.check(path);
    if (offset < 0 || length < 1 || offset + length < 0) {
      throw new IllegalArgumentException("not a range: " + offset + "+" + length);
    }
    if (moved.get() >= SPREAD_AFTER) {
      spread();
    }
    new DownloadRun(this, offset, length, sink).run();
  }

  /** Asks for all sites, on one of the threads that read; the others go on with what is known. */
  private void spread() {
    Endpoint one = known;
    if (one == null || isEntry(one) || moved.getAndSet(0) < SPREAD_AFTER || sites != null) {
      return;
    }
    try {
      List<Endpoint> all = alternatives();
      if (all.size() > 1) {
        sites = new Sites(all);
      }
    } catch (VospaceException e) {
      log.debug("{}: no other endpoints: {}", what(), e.getMessage());
    }
  }

  /** A read begins there. */
  void began(Endpoint endpoint) {
    Sites all = sites;
    if (all != null) {
      all.began(endpoint);
    }
  }

  /** A read there has ended, well or not. */
  void ended(Endpoint endpoint, long bytes, long nanos) {
    moved.addAndGet(bytes);
    Sites all = sites;
    if (all != null) {
      all.ended(endpoint, bytes, nanos);
    }
  }

  /** Nothing (more) comes from there: it is not asked again, once all have failed all over. */
  void leave(Endpoint endpoint) {
    known = null;
    Sites all = sites;
    if (all != null) {
      all.leave(endpoint);
      if (all.choose() == null) {
        sites = null;
      }
    }
  }

  Means means() {
    return means;
  }

  String what() {
    return "read " + path;
  }

  /** Where to read next; null when nothing is remembered. */
  @Nullable Endpoint known() {
    Sites all = sites;
    Endpoint chosen = all == null ? null : all.choose();
    return chosen == null ? known : chosen;
  }

  void remember(Endpoint endpoint) {
    known = endpoint;
  }

  /**
   * Where to begin: {@code /files}, which serves the bytes or points to them, in one request on
   * both services; else a negotiation. Null when the file is empty, and no place offered for it.
   */
  @Nullable Endpoint ask() throws VospaceException {
    Optional<Url> file = means.space().file(path);
    if (file.isPresent()) {
      return new Endpoint(file.get(), true);
    }
    try {
      return means.negotiation().first(what(), path, Negotiation.Direction.PULL);
    } catch (VospaceException.Invalid | VospaceException.Unsupported e) {
      // says neither whether the node is missing nor whether it is just empty (protocol §21.2)
      if (!(node() instanceof Node.Data data)) {
        throw new VospaceException.Invalid(what() + ": not a file");
      }
      if (data.length() > 0) {
        throw e;
      }
      return null;
    }
  }

  private Node node() throws VospaceException {
    return means.nodes().get(path, Detail.PROPERTIES);
  }

  /** True for the service's own entry, whose word on the node counts. */
  boolean isEntry(Endpoint endpoint) {
    return means.space().file(path).filter(endpoint.url()::equals).isPresent();
  }

  /** Every place the service offers, for when the first one failed. */
  List<Endpoint> alternatives() throws VospaceException {
    return means.negotiation().all(what(), path, Negotiation.Direction.PULL);
  }

  /** The length of a file whose reply does not tell it. */
  long lengthOfNode() throws VospaceException {
    return node() instanceof Node.Data data ? data.length() : 0;
  }

  @Override
  public void close() {
    known = null;
    sites = null;
  }
}
