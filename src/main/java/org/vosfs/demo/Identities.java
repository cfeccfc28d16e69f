package org.vosfs.demo;

import com.sun.net.httpserver.Headers;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Turns credentials into callers (protocol notes, section 4). Thread-safe. */
final class Identities {
  private static final Pattern COOKIE = Pattern.compile("CADC_SSO=\"?([^\";]+)\"?");
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,]+)");

  private final Map<String, Caller> byToken = new HashMap<>();
  private final Map<String, DemoUser> byName = new HashMap<>();
  private final Set<String> groups = new HashSet<>();
  private final Caller anonymous;
  private final Sessions sessions;
  private final boolean basic;

  /**
   * @param basic whether name and password count as a credential
   */
  Identities(List<DemoUser> users, Sessions sessions, boolean basic) {
    this.sessions = sessions;
    this.basic = basic;
    for (DemoUser user : users) {
      byToken.put(user.token(), new Caller(user.name(), false, user.groups()));
      byName.put(user.name(), user);
      groups.addAll(user.groups());
    }
    anonymous =
        users.isEmpty() ? new Caller(DemoSettings.SINGLE_USER, true, Set.of()) : Caller.NOBODY;
  }

  /** Whether the request carries anything that looks like a credential. */
  static boolean hasCredentials(Headers headers) {
    return headers.containsKey("Authorization") || cookie(headers) != null;
  }

  /**
   * The caller, or null when credentials are present but not valid. A token or cookie counts before
   * a certificate.
   *
   * @param chain the verified client certificates, empty without
   */
  @Nullable Caller authenticate(Headers headers, List<X509Certificate> chain) {
    if (!hasCredentials(headers)) {
      return chain.isEmpty() ? anonymous : certified(ProxyTrust.identity(chain));
    }
    String token = token(headers);
    if (token == null) {
      return basic ? byPassword(headers) : null;
    }
    Caller known = byToken.get(token);
    return known != null ? known : sessions.caller(token);
  }

  private @Nullable Caller byPassword(Headers headers) {
    String[] pair = BasicPair.of(headers.getFirst("Authorization"));
    DemoUser user = pair.length == 2 ? byName.get(pair[0]) : null;
    return user != null && user.password().equals(pair[1]) ? named(user.name()) : null;
  }

  /** Why credentials are not valid. */
  String defect(Headers headers) {
    String token = token(headers);
    return token != null && sessions.expired(token) ? "token expired" : "invalid token";
  }

  /** The only token or cookie of a request; null when there is none, several, or another kind. */
  private static @Nullable String token(Headers headers) {
    String cookie = cookie(headers);
    String authorization = headers.getFirst("Authorization");
    if (authorization == null || cookie != null) {
      return authorization == null ? cookie : null;
    }
    return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
        ? authorization.substring(7).trim()
        : null;
  }

  /**
   * The user whose name is the certificate's common name, else somebody known by the whole name.
   */
  private Caller certified(X500Principal name) {
    Matcher m = COMMON_NAME.matcher(name.getName());
    DemoUser user = m.find() ? byName.get(m.group(1)) : null;
    return user == null
        ? new Caller(name.getName(), false, Set.of())
        : new Caller(user.name(), false, user.groups());
  }

  /** The caller of that name, for pre-authorised URLs. */
  Caller named(String name) {
    DemoUser user = byName.get(name);
    return user == null ? anonymous : new Caller(name, false, user.groups());
  }

  /** A token for name and password, or null. */
  @Nullable String login(@Nullable String name, @Nullable String password) {
    DemoUser user = name == null ? null : byName.get(name);
    return user != null && user.password().equals(password) ? issue(user) : null;
  }

  /** A token for a user, new where tokens end. */
  String issue(DemoUser user) {
    return sessions.limited()
        ? sessions.issue(new Caller(user.name(), false, user.groups()))
        : user.token();
  }

  /** Whether any user is in the group, i.e. whether it exists. */
  boolean knowsGroup(String uri) {
    return groups.contains(uri);
  }

  private static @Nullable String cookie(Headers headers) {
    List<String> cookies = headers.get("Cookie");
    if (cookies == null) {
      return null;
    }
    for (String line : cookies) {
      Matcher m = COOKIE.matcher(line);
      if (m.find()) {
        return m.group(1);
      }
    }
    return null;
  }
}
