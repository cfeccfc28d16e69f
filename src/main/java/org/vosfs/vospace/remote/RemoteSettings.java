package org.vosfs.vospace.remote;

import java.time.Duration;
import org.vosfs.auth.Credentials;
import org.vosfs.base.NodePath;
import org.vosfs.http.HttpSettings;

/**
 * What to connect to, and as whom.
 *
 * @param service where the capabilities document is found
 * @param root the node that becomes the root of all paths; a container
 * @param credentials shown to the service only
 * @param deadline longest time of a metadata call, retries included
 * @param stall longest time without a byte in calls that move bytes
 * @param pageSize children asked for in one listing request, at least 2 (protocol §6.1)
 * @param http connections
 * @param segments how long contents are sent
 * @param siteCache through which bytes are read
 */
public record RemoteSettings(
    ServiceLocator service,
    NodePath root,
    Credentials credentials,
    Duration deadline,
    Duration stall,
    int pageSize,
    HttpSettings http,
    Segmenting segments,
    SiteCache siteCache) {
  public RemoteSettings {
    if (pageSize < 2) {
      throw new IllegalArgumentException("a page has to hold at least 2 nodes: " + pageSize);
    }
    if (deadline.isNegative() || deadline.isZero() || stall.isNegative() || stall.isZero()) {
      throw new IllegalArgumentException("deadline and stall limit have to be positive");
    }
  }

  /** The usual settings for an endpoint URL; change with the {@code with} methods. */
  public static RemoteSettings of(String endpoint, NodePath root, String userAgent) {
    return new RemoteSettings(
        ServiceLocator.endpoint(endpoint),
        root,
        Credentials.anonymous(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        1000,
        HttpSettings.defaults(userAgent),
        Segmenting.defaults(),
        SiteCache.none());
  }

  public RemoteSettings withService(ServiceLocator other) {
    return new RemoteSettings(
        other, root, credentials, deadline, stall, pageSize, http, segments, siteCache);
  }

  public RemoteSettings withCredentials(Credentials other) {
    return new RemoteSettings(
        service, root, other, deadline, stall, pageSize, http, segments, siteCache);
  }

  public RemoteSettings withDeadline(Duration other) {
    return new RemoteSettings(
        service, root, credentials, other, stall, pageSize, http, segments, siteCache);
  }

  public RemoteSettings withStall(Duration other) {
    return new RemoteSettings(
        service, root, credentials, deadline, other, pageSize, http, segments, siteCache);
  }

  public RemoteSettings withPageSize(int other) {
    return new RemoteSettings(
        service, root, credentials, deadline, stall, other, http, segments, siteCache);
  }

  public RemoteSettings withHttp(HttpSettings other) {
    return new RemoteSettings(
        service, root, credentials, deadline, stall, pageSize, other, segments, siteCache);
  }

  public RemoteSettings withSegments(Segmenting other) {
    return new RemoteSettings(
        service, root, credentials, deadline, stall, pageSize, http, other, siteCache);
  }

  public RemoteSettings withSiteCache(SiteCache other) {
    return new RemoteSettings(
        service, root, credentials, deadline, stall, pageSize, http, segments, other);
  }
}
