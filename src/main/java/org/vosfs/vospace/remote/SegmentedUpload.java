package org.vosfs.vospace.remote;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.VospaceException;

/**
 * Uploads long contents in segments (protocol §10.7), and goes on where an earlier try ended, also
 * after a restart. After a break the site is asked how far it got, and at most one segment is sent
 * again.
 *
 * <p>The site stores whatever was appended, refused segments included, and calls it right (§21.1).
 * So no segment has a digest of its own; after each one, and before the commit, length and MD5 of
 * all so far have to be ours; after any doubt the transaction is given up and begun anew.
 */
final class SegmentedUpload {
  private final ServiceCalls calls;
  private final Space space;
  private final Segmenting settings;
  private final SiteFacts sites;

  SegmentedUpload(ServiceCalls calls, Space space, Segmenting settings) {
    this.calls = calls;
    this.space = space;
    this.settings = settings;
    this.sites = new SiteFacts(settings);
  }

  /** Only for a storage site, never for the service's own byte access, and only where it pays. */
  boolean isFor(Endpoint place, UploadBody body) {
    boolean site = space.urls().files() != null && !space.isOwnFile(place.url());
    return site && body.length() >= settings.from() && body.length() > sites.takesWhole(place);
  }

  /** Clears away what an earlier try left, when it cannot be gone on with at {@code place}. */
  void clear(String what, Endpoint place, UploadBody body) throws VospaceException {
    clear(calls, what, place, body);
  }

  static void clear(ServiceCalls calls, String what, Endpoint place, UploadBody body)
      throws VospaceException {
    Left left = body.left().flatMap(Left::parse).orElse(null);
    if (left != null) {
      if (left.isAt(place)) {
        new PutTransaction(calls, what, place, left.id()).abort();
      }
      leave(body, null);
    }
  }

  /**
   * Sends all of the body.
   *
   * @return empty when this site takes whole contents only
   * @throws VospaceException transient as long as what was sent can be gone on from later
   */
  Optional<Stored> upload(String what, Endpoint place, UploadBody body) throws VospaceException {
    SegmentedTry one = new SegmentedTry(calls, sites, what, place, body);
    try {
      if (!one.resume() && !one.begin()) {
        return Optional.empty();
      }
      return Optional.of(one.finish());
    } catch (VospaceException e) {
      one.end(e);
      throw e;
    }
  }

  static void leave(UploadBody body, @Nullable String state) throws VospaceException {
    try {
      body.leave(state);
    } catch (IOException e) {
      throw new VospaceException.Local(e);
    }
  }
}
