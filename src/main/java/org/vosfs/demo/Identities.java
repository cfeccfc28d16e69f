package org.vosfs.demo;

import com.sun.net.httpserver.Headers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns credentials into callers (protocol notes, section 4). Immutable after construction. */
final class Identities {
  private static final Pattern COOKIE = Pattern.compile("CADC_SSO=\"?([^\";]+)\"?");

  private final Map<String, Caller> byToken = new HashMap<>();
  private final Map<String, DemoUser> byName = new HashMap<>();
  private final Set<String> groups = new HashSet<>();
  private final Caller anonymous;

  Identities(List<DemoUser> users) {
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

  /** The caller, or null when credentials are present but not valid. */
  @Nullable Caller authenticate(Headers headers) {
    String cookie = cookie(headers);
    String authorization = headers.getFirst("Authorization");
    if (authorization == null && cookie == null) {
      return anonymous;
    }
    if (authorization != null && cookie != null) {
      return null;
    }
    if (authorization == null) {
      return byToken.get(String.valueOf(cookie));
    }
    if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return null;
    }
    return byToken.get(authorization.substring(7).trim());
  }

  /** The caller of that name, for pre-authorised URLs. */
  Caller named(String name) {
    DemoUser user = byName.get(name);
    return user == null ? anonymous : new Caller(name, false, user.groups());
  }

  /** The token for name and password, or null. */
  @Nullable String login(@Nullable String name, @Nullable String password) {
    DemoUser user = name == null ? null : byName.get(name);
    return user != null && user.password().equals(password) ? user.token() : null;
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
