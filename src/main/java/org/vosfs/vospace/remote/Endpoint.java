package org.vosfs.vospace.remote;

import org.vosfs.http.Url;

/**
 * Where bytes are. Its text form hides the path, which may hold a signature (protocol §9.5).
 *
 * @param credentials whether it wants the caller's credentials, as opposed to a pre-authorised URL
 */
record Endpoint(Url url, boolean credentials) {
  @Override
  public String toString() {
    return String.valueOf(url.origin());
  }
}
