package org.vosfs.page;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/** Who may ask for what; see the package. Immutable. */
final class Gatekeeper {
  private static final String SCHEME = "Bearer ";

  private final Set<String> hosts;
  private final byte[] token;

  Gatekeeper(int port, String token) {
    this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port);
    this.token = token.getBytes(StandardCharsets.UTF_8);
  }

  /** Lets through what was sent to us by name, and by a page of ours if by a page at all. */
  void requireOwnOrigin(Headers headers) throws Refused {
    List<String> named = headers.getOrDefault("Host", List.of());
    if (named.size() != 1 || !hosts.contains(named.get(0))) {
      throw new Refused(421, "this page is at 127.0.0.1 and localhost only");
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !origin.equals("http://" + named.get(0))) {
      throw new Refused(403, "pages of others are not answered");
    }
  }

  /** Lets through who knows the token. */
  void requireToken(Headers headers) throws Refused {
    String shown = headers.getFirst("Authorization");
    boolean right =
        shown != null
            && shown.startsWith(SCHEME)
            && MessageDigest.isEqual(
                token, shown.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8));
    if (!right) {
      throw new Refused(401, "open the address that vosfs status shows");
    }
  }
}
