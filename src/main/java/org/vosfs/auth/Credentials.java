package org.vosfs.auth;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One identity. Thread-safe; asked for every request, so an implementation keeps what it has read.
 */
public interface Credentials {
  /**
   * The methods this identity can use, best first. Anonymous is never listed: every service treats
   * a request without credentials so (protocol §3.4).
   */
  List<SecurityMethod> methods();

  /**
   * What to add to a request; empty when nothing is sent in a header.
   *
   * @throws IOException when the credential cannot be read; the message says which and why, without
   *     its content
   */
  Optional<AuthHeader> header() throws IOException;

  /**
   * Called after the service refused {@code refused} with 401: reads the credential again.
   *
   * @return true when there is another one now, so that trying again makes sense
   */
  boolean refresh(AuthHeader refused);

  /** Where the identity comes from, for messages; never the secret. */
  String description();

  /** No identity: public data only. */
  static Credentials anonymous() {
    return Anonymous.INSTANCE;
  }
}
