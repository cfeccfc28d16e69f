package org.vosfs.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request. Immutable.
 *
 * @param headers beyond those that the transport sets itself
 * @param credentials whether the caller's identity may be shown, if the URL lies in its scope
 * @param redirects whether redirects are followed, by GET after a 303
 */
public record Call(
    String method,
    Url url,
    Map<String, String> headers,
    @Nullable RequestBody body,
    Repeat repeat,
    boolean credentials,
    boolean redirects) {

  public static Call get(Url url) {
    return new Call("GET", url, Map.of(), null, Repeat.SAFE, true, true);
  }

  public static Call head(Url url) {
    return new Call("HEAD", url, Map.of(), null, Repeat.SAFE, true, true);
  }

  /** A request that changes something; redirects are left to the caller. */
  public static Call of(String method, Url url, Repeat repeat) {
    return new Call(method, url, Map.of(), null, repeat, true, false);
  }

  public Call header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Call(method, url, more, body, repeat, credentials, redirects);
  }

  public Call header(String name, Optional<String> value) {
    return value.map(text -> header(name, text)).orElse(this);
  }

  public Call body(String contentType, RequestBody content) {
    return header("Content-Type", contentType).body(content);
  }

  public Call body(RequestBody content) {
    return new Call(method, url, headers, content, repeat, credentials, redirects);
  }

  public Call repeat(Repeat other) {
    return new Call(method, url, headers, body, other, credentials, redirects);
  }

  public Call withCredentials(boolean yes) {
    return new Call(method, url, headers, body, repeat, yes, redirects);
  }

  public Call withoutRedirects() {
    return new Call(method, url, headers, body, repeat, credentials, false);
  }

  /** The same request to another place, as a redirect asks for it. */
  Call at(Url other) {
    return new Call(method, other, headers, body, repeat, credentials, redirects);
  }
}
