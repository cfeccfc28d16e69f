package org.vosfs.vospace.remote;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.http.Call;
import org.vosfs.http.HttpFailure;
import org.vosfs.http.Reply;
import org.vosfs.http.SourceFailure;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.VospaceException;

/**
 * One try of a {@link SegmentedUpload}: a transaction, begun or gone on with, and what the site has
 * of the body by its own word. One thread at a time.
 */
final class SegmentedTry {
  private static final Logger log = LoggerFactory.getLogger(SegmentedTry.class);

  /** Breaks in a row without one byte kept, after which the caller's patience is asked. */
  private static final int MOST_BREAKS = 8;

  /** How often a site gets to put a broken segment in order before it is given up. */
  private static final int MOST_LOOKS = 3;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private final ServiceCalls calls;
  private final SiteFacts sites;
  private final String what;
  private final Endpoint place;
  private final UploadBody body;
  private final Prefix prefix;
  private final Segmenting.Size size;
  private @Nullable PutTransaction transaction;
  private @Nullable Instant date;
  private PutTransaction.Progress progress = new PutTransaction.Progress(0, Optional.empty(), 1, 0);

  SegmentedTry(ServiceCalls calls, SiteFacts sites, String what, Endpoint place, UploadBody body) {
    this.calls = calls;
    this.sites = sites;
    this.what = what;
    this.place = place;
    this.body = body;
    this.prefix = new Prefix(body);
    this.size = sites.segmentSize(place);
  }

  private PutTransaction transaction() {
    PutTransaction now = transaction;
    if (now == null) {
      throw new IllegalStateException("no transaction");
    }
    return now;
  }

  /** Goes on with what an earlier try left, if the site still has it and it is ours. */
  boolean resume() throws VospaceException {
    Left left = body.left().flatMap(Left::parse).orElse(null);
    if (left == null) {
      return false;
    }
    if (!left.isAt(place) || left.total() != body.length()) {
      SegmentedUpload.clear(calls, what, place, body);
      return false;
    }
    transaction = new PutTransaction(calls, what, place, left.id());
    if (!settled(left)) {
      return isStored() || forget();
    }
    log.info("{}: goes on at byte {} of {}", what, prefix.length(), body.length());
    return true;
  }

  private boolean settled(Left left) throws VospaceException {
    try {
      boolean known = settle();
      sites.answered(left);
      return known;
    } catch (VospaceException.Unavailable e) {
      if (sites.isSilentForLong(left)) {
        SegmentedUpload.leave(body, null);
      }
      throw e;
    }
  }

  private boolean forget() throws VospaceException {
    transaction = null;
    SegmentedUpload.leave(body, null);
    return false;
  }

  boolean begin() throws VospaceException {
    Optional<PutTransaction.Begun> begun = PutTransaction.start(calls, what, place, body.length());
    if (begun.isEmpty()) {
      sites.takesWhole(place, Long.MAX_VALUE);
      return false;
    }
    transaction = begun.get().transaction();
    progress = begun.get().progress();
    if (progress.least() >= body.length()) {
      sites.takesWhole(place, Math.max(progress.most(), body.length()));
      transaction().abort();
      transaction = null;
      return false;
    }
    SegmentedUpload.leave(body, Left.at(place, transaction().id(), body.length()).toText());
    return true;
  }

  Stored finish() throws VospaceException {
    int breaks = 0;
    while (transaction != null && prefix.length() < body.length()) {
      long before = prefix.length();
      VospaceException broken = append();
      breaks = prefix.length() > before ? 0 : breaks + 1;
      if (broken != null && breaks >= MOST_BREAKS) {
        throw broken;
      }
    }
    if (transaction != null) {
      commit();
    }
    SegmentedUpload.leave(body, null);
    return new Stored(body.length(), prefix.md5(), date, true);
  }

  /** One segment; gives what broke it, if the site knows where to go on. */
  private @Nullable VospaceException append() throws VospaceException {
    long left = body.length() - prefix.length();
    UploadStream segment = prefix.segment(size.next(progress, left));
    try {
      Optional<String> md5 = transaction().append(segment);
      if (md5.isPresent() && !md5.get().equals(segment.md5())) {
        throw spoiled(what, "the site has MD5 " + md5.get() + " instead of " + segment.md5());
      }
      prefix.take(segment);
      look();
      size.arrived();
      return null;
    } catch (VospaceException.Invalid e) {
      if (transaction().status().isEmpty()) {
        throw spoiled(what, "the site has forgotten what it had");
      }
      throw e;
    } catch (HttpFailure e) {
      VospaceException broken = broken(e);
      size.broke();
      if (!settle()) {
        throw spoiled(what, "the site has lost what it had");
      }
      return broken;
    }
  }

  private VospaceException broken(HttpFailure e) throws VospaceException.Local {
    if (e.getCause() instanceof SourceFailure source
        && source.getCause() instanceof IOException own) {
      throw new VospaceException.Local(own);
    }
    return FaultMapper.of(what, e);
  }

  /** The site has exactly what we sent, by its own word. */
  private void look() throws VospaceException {
    progress = transaction().status().orElseThrow(() -> spoiled(what, "the site lost it"));
    if (progress.length() != prefix.length() || !isOurs()) {
      throw spoiled(
          what, "the site has " + progress.length() + " bytes, not our " + prefix.length());
    }
  }

  private boolean isOurs() {
    return prefix.length() == 0 || progress.md5().map(prefix.md5()::equals).orElse(false);
  }

  /**
   * Finds out how far the site got, and goes there; a site may need a moment to drop a segment that
   * broke off.
   *
   * @return false when it does not know the transaction
   */
  private boolean settle() throws VospaceException {
    for (int looks = 1; ; looks++) {
      Optional<PutTransaction.Progress> told = transaction().status();
      if (told.isEmpty()) {
        return false;
      }
      progress = told.get();
      if (progress.length() <= body.length()) {
        moveTo(progress.length());
        if (isOurs()) {
          return true;
        }
      }
      if (looks >= MOST_LOOKS) {
        throw spoiled(what, "the site has " + progress.length() + " bytes that are not ours");
      }
      calls.pause(what, BETWEEN_LOOKS);
    }
  }

  private void moveTo(long length) throws VospaceException {
    try {
      prefix.moveTo(length);
    } catch (IOException e) {
      throw new VospaceException.Local(e);
    }
  }

  /** The last segment was looked at already; nothing has been appended since. */
  private void commit() throws VospaceException {
    try {
      body.beforeVisible();
    } catch (IOException e) {
      throw new VospaceException.Local(e);
    }
    try (Reply reply =
        transaction().commit(RemoteUpload.contentType(body), body.contentEncoding())) {
      date = ContentHeaders.date(reply, "Date");
      Optional<String> md5 = ContentHeaders.md5(reply);
      if (md5.isPresent() && md5.get().equals(prefix.md5())) {
        return;
      }
    } catch (HttpFailure e) {
      VospaceException broken = broken(e);
      if (transaction().status().isPresent()) {
        throw broken; // not committed: the next try goes on from here
      }
    } catch (VospaceException.Invalid e) {
      if (transaction().status().isPresent()) {
        throw e;
      }
    }
    if (!isStored()) {
      throw spoiled(what, "what the site stored is not what was sent");
    }
  }

  /**
   * Whether the object at the site is already ours: the answer to a commit may have been lost. Only
   * asked once the transaction is gone.
   */
  private boolean isStored() throws VospaceException {
    Call call = Call.head(place.url()).withCredentials(place.credentials());
    try (Reply reply = calls.send(what, call, calls.deadline())) {
      boolean whole = reply.isSuccess() && reply.contentLength() == body.length();
      Optional<String> md5 = ContentHeaders.md5(reply);
      if (!whole || md5.isEmpty()) {
        return false;
      }
      moveTo(body.length());
      boolean ours = md5.get().equals(prefix.md5());
      if (ours) {
        transaction = null;
        date = ContentHeaders.date(reply, "Date");
      } else {
        moveTo(0);
      }
      return ours;
    }
  }

  /** What is worth going on with stays; everything else is given up, here and at the site. */
  void end(VospaceException e) throws VospaceException {
    PutTransaction now = transaction;
    boolean worth =
        e instanceof VospaceException.Local
            ? body.isCurrent()
            : !(e instanceof VospaceException.Corrupt)
                && (e.isTransient() || RemoteUpload.isRefusal(e));
    if (now != null && !worth) {
      now.abort();
      SegmentedUpload.leave(body, null);
    }
  }

  /** The site holds something else than it should: only beginning anew helps. */
  private static VospaceException.Corrupt spoiled(String what, String how) {
    return new VospaceException.Corrupt(what + ": " + how + "; it is sent anew");
  }
}
