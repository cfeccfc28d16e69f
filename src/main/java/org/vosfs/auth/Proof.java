package org.vosfs.auth;

import org.jspecify.annotations.Nullable;

/**
 * What shows an identity to a service: a header of the request, or a certificate of the connection.
 *
 * @param header null when nothing is sent in a header
 * @param certificate null when no client certificate is sent
 */
public record Proof(@Nullable AuthHeader header, @Nullable ClientIdentity certificate) {
  /** Nothing is shown. */
  public static final Proof NONE = new Proof(null, null);

  static Proof of(AuthHeader header) {
    return new Proof(header, null);
  }

  static Proof of(ClientIdentity certificate) {
    return new Proof(null, certificate);
  }

  public boolean isNone() {
    return header == null && certificate == null;
  }
}
