package org.vosfs.vospace.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.http.Call;
import org.vosfs.http.Deadline;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Limits;
import org.vosfs.http.Repeat;
import org.vosfs.http.Reply;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.VospaceException;

/**
 * One read, through as many connections as it takes (protocol §9.5, §12.2). After a failure: the
 * same place again if bytes had come; after a standstill, or when none had come, a new negotiation;
 * else each other endpoint that the service offers; else a pause and all over, until nothing has
 * come for the stall limit. What has come is not asked for again.
 */
final class DownloadRun {
  private static final Logger log = LoggerFactory.getLogger(DownloadRun.class);
  private static final int MOST_REDIRECTS = 10;

  /** Bytes that earn a read new patience; a place that drips is as good as silent. */
  private static final int LEAST_PROGRESS = 1024;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  private final RemoteDownload download;
  private final ServiceCalls calls;
  private final RangeTransfer transfer;
  private final Set<Url> failed = new HashSet<>();
  private final Deque<Endpoint> others = new ArrayDeque<>();
  private @Nullable Endpoint failedPlace;
  private boolean allAsked;
  private boolean stoodStill;
  private Deadline patience;
  private Duration pause = FIRST_PAUSE;

  DownloadRun(RemoteDownload download, long offset, long length, ContentSink sink) {
    this.download = download;
    this.calls = download.means().calls();
    this.transfer =
        new RangeTransfer(
            download.what(),
            offset,
            length,
            sink,
            download.means().learned(),
            download::lengthOfNode);
    this.patience = Deadline.in(calls.stall(), calls.ticker());
  }

  void run() throws VospaceException {
    Endpoint endpoint = download.known();
    boolean fresh = endpoint == null;
    while (true) {
      Endpoint place = endpoint != null ? endpoint : download.ask();
      if (place == null) {
        takeNothing();
        return;
      }
      long before = transfer.position();
      VospaceException trouble = watchedAttempt(place);
      if (trouble == null) {
        return;
      }
      boolean progress = transfer.position() > before;
      log.debug("{}: {} at byte {}", download.what(), trouble.getMessage(), transfer.position());
      if (progress) {
        if (transfer.position() - before >= LEAST_PROGRESS) {
          patience = Deadline.in(calls.stall(), calls.ticker());
        } else if (patience.isOver()) {
          throw verdict(trouble);
        }
        pause = FIRST_PAUSE;
      }
      if (progress && !stoodStill) {
        failed.clear();
        endpoint = download.known();
        fresh = false;
      } else {
        download.leave(failedPlace == null ? place : failedPlace);
        // who has fallen silent in the middle had its chance
        endpoint = progress || fresh ? other(trouble) : null;
        fresh = true;
      }
    }
  }

  private void takeNothing() throws VospaceException {
    try {
      transfer.nothing();
    } catch (RangeTransfer.SinkFailure e) {
      throw new VospaceException.Local(e.own());
    } catch (IOException e) {
      throw new VospaceException.Malformed(download.what() + ": the answer is broken", e);
    }
  }

  private @Nullable VospaceException watchedAttempt(Endpoint place) throws VospaceException {
    long start = calls.ticker().read();
    long before = transfer.position();
    stoodStill = false;
    download.began(place);
    try {
      return attempt(place);
    } finally {
      download.ended(place, transfer.position() - before, calls.ticker().read() - start);
    }
  }

  /** Null when the read is through; what went wrong when another place may do better. */
  private @Nullable VospaceException attempt(Endpoint first) throws VospaceException {
    Endpoint place = first;
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      try (Reply reply = ask(place)) {
        if (reply.status() / 100 != 3) {
          return took(place, reply);
        }
        Url target = Transport.redirectTarget(place.url(), reply.header("Location").orElse(""));
        place = new Endpoint(target, download.means().space().isOwnFile(target));
      } catch (HttpFailure e) {
        failed(place);
        stoodStill = e.kind() == HttpFailure.Kind.TIMED_OUT;
        return giveUpUnlessElsewhere(place, FaultMapper.of(download.what(), e));
      }
    }
    throw new VospaceException.Malformed(download.what() + ": redirects without end", null);
  }

  private void failed(Endpoint place) {
    failedPlace = place;
    failed.add(place.url());
  }

  private @Nullable VospaceException took(Endpoint place, Reply reply)
      throws VospaceException, HttpFailure {
    if (!transfer.understands(reply)) {
      VospaceException fault = FaultMapper.of(download.what(), reply);
      failed(place);
      return giveUpUnlessElsewhere(place, fault);
    }
    download.remember(place);
    try {
      return transfer.take(reply)
          ? null
          : new VospaceException.Unavailable(
              download.what() + ": fewer bytes than asked for", null);
    } catch (HttpFailure e) {
      reply.abort();
      throw e;
    } catch (RangeTransfer.SinkFailure e) {
      reply.abort();
      throw new VospaceException.Local(e.own());
    } catch (IOException e) {
      reply.abort();
      return new VospaceException.Malformed(download.what() + ": the answer is broken", e);
    }
  }

  /** The service's own clear word on the node is final; a storage site's is not. */
  private VospaceException giveUpUnlessElsewhere(Endpoint place, VospaceException fault)
      throws VospaceException {
    if (download.isEntry(place) && !fault.isTransient()) {
      throw fault;
    }
    return fault;
  }

  /** Through the site's cache, if there is one and it answers. */
  private Reply ask(Endpoint place) throws HttpFailure {
    Optional<Url> cached =
        place.credentials() ? Optional.empty() : download.means().siteCache().of(place.url());
    if (cached.isPresent()) {
      try {
        return ask(new Endpoint(cached.get(), false), false);
      } catch (HttpFailure e) {
        log.debug("{}: the site cache is passed by: {}", download.what(), e.getMessage());
      }
    }
    return ask(place, download.isEntry(place));
  }

  private Reply ask(Endpoint place, boolean entry) throws HttpFailure {
    Call call =
        Call.get(place.url())
            .withoutRedirects()
            .withCredentials(place.credentials())
            .repeat(entry ? Repeat.SAFE : Repeat.NEVER)
            .header("Range", transfer.range());
    // half of the patience, so that a site that says nothing leaves time for another one
    Duration limit = entry ? calls.stall() : patience.remaining().dividedBy(2);
    return calls.sendRaw(call, Limits.moving(retryUntil(), limit));
  }

  private Deadline retryUntil() {
    Deadline metadata = calls.deadline();
    return metadata.remaining().compareTo(patience.remaining()) < 0 ? metadata : patience;
  }

  /** The next place to try, null for a new negotiation. */
  private @Nullable Endpoint other(VospaceException trouble) throws VospaceException {
    Endpoint place = failedPlace;
    if (!allAsked && place != null && !download.isEntry(place)) {
      allAsked = true;
      others.addAll(alternatives());
    }
    while (!others.isEmpty()) {
      Endpoint other = others.removeFirst();
      if (!failed.contains(other.url())) {
        return other;
      }
    }
    if (pause.compareTo(patience.remaining()) >= 0) {
      throw verdict(trouble);
    }
    calls.pause(download.what(), pause);
    pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    failed.clear();
    allAsked = false;
    return null;
  }

  /** Sites that do not have the bytes of a node that exists: they may be on their way (§10.8). */
  private VospaceException verdict(VospaceException trouble) {
    return trouble.isTransient()
        ? trouble
        : new VospaceException.Unavailable(
            download.what() + ": no storage site delivers it: " + trouble.getMessage(), trouble);
  }

  private java.util.List<Endpoint> alternatives() {
    try {
      return download.alternatives();
    } catch (VospaceException e) {
      log.debug("{}: no other endpoints: {}", download.what(), e.getMessage());
      return java.util.List.of();
    }
  }
}
