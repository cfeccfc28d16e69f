package org.vosfs.demo;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request as the server saw it.
 *
 * @param number position in the log since start, from 1
 * @param at arrival
 * @param path raw (encoded) path without the query
 * @param query raw query or empty
 * @param status status sent; 0 while none was sent or when the connection was dropped instead
 * @param bytesIn body bytes read
 * @param bytesOut body bytes written
 * @param range the Range header or null
 * @param user authenticated user or null
 * @param credentials whether the request carried any credential
 * @param bodyMd5 hex MD5 of the uploaded bytes, for uploads of content
 * @param fault kind of the injected fault or null
 */
public record LoggedRequest(
    long number,
    Instant at,
    String method,
    String path,
    String query,
    int status,
    long bytesIn,
    long bytesOut,
    @Nullable String range,
    @Nullable String user,
    boolean credentials,
    @Nullable String bodyMd5,
    @Nullable String fault) {

  /** Whether the path (raw) contains this text. */
  public boolean at(String part) {
    return path.contains(part);
  }

  /** Method, path and query: for messages and for comparing sequences. */
  public String line() {
    return method + " " + path + (query.isEmpty() ? "" : "?" + query);
  }
}
