package org.vosfs.http;

import java.util.Optional;

/**
 * Follows redirects by hand (protocol §12.3): each hop is a request of its own, so credentials are
 * decided anew for each; plain http is refused after https; never more than ten hops.
 */
final class Redirecting implements Hop {
  private static final int MOST_HOPS = 10;

  private final Hop next;

  Redirecting(Hop next) {
    this.next = next;
  }

  @Override
  public Reply send(Call call, Limits limits) throws HttpFailure {
    Reply reply = next.send(call, limits);
    Call current = call;
    for (int hops = 1; call.redirects() && isRedirect(reply.status()); hops++) {
      Optional<String> location = reply.header("Location");
      if (location.isEmpty()) {
        return reply;
      }
      reply.close();
      if (hops > MOST_HOPS) {
        throw bad(current.url(), "redirects without end");
      }
      current = follow(current, location.get(), reply.status());
      reply = next.send(current, limits);
    }
    return reply;
  }

  private static Call follow(Call call, String location, int status) throws HttpFailure {
    Url target = target(call.url(), location);
    boolean same = status == 307 || status == 308;
    if (same || call.method().equals("GET") || call.method().equals("HEAD")) {
      return call.at(target);
    }
    return new Call("GET", target, java.util.Map.of(), null, call.repeat(), true, true);
  }

  /**
   * Where {@code location}, met at {@code from}, leads.
   *
   * @throws HttpFailure when it is no URL, or would leave https
   */
  static Url target(Url from, String location) throws HttpFailure {
    Url target =
        from.resolve(location)
            .orElseThrow(() -> bad(from, "redirects to something that is no URL"));
    if (from.origin().isSecure() && !target.origin().isSecure()) {
      throw bad(from, "redirects from https to plain http at " + target.origin() + "; refused");
    }
    return target;
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static HttpFailure bad(Url url, String what) {
    return new HttpFailure(
        HttpFailure.Kind.BAD_REDIRECT, url.origin(), url.origin() + " " + what, null);
  }
}
