package org.vosfs.http;

import java.util.Locale;

/**
 * Scheme, host and port: what a credential, a connection and an outage belong to.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case; an IPv6 address without brackets
 */
public record Origin(String scheme, String host, int port) {
  public Origin {
    scheme = scheme.toLowerCase(Locale.ROOT);
    host = host.toLowerCase(Locale.ROOT);
  }

  public boolean isSecure() {
    return scheme.equals("https");
  }

  @Override
  public String toString() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    boolean usual = port == (isSecure() ? 443 : 80);
    return scheme + "://" + name + (usual ? "" : ":" + port);
  }
}
