package org.vosfs.auth;

import java.io.IOException;
import java.time.Instant;
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
   * What to show with a request.
   *
   * @throws IOException when the credential cannot be read, or has expired; the message says which
   *     and why, without its content
   */
  Proof proof() throws IOException;

  /**
   * Called after the service refused {@code refused}: reads the credential again.
   *
   * @return true when there is another one now, so that trying again makes sense
   */
  boolean refresh(Proof refused);

  /**
   * Looks whether something outside has renewed the credential. Called every second or so while
   * mounted; may take as long as the credential's source takes.
   *
   * @return true when there is another one than at the last look
   */
  default boolean poll() {
    return false;
  }

  /** When it ends, as far as the credential itself tells. */
  default Optional<Instant> expires() {
    return Optional.empty();
  }

  /** Whose it is, as far as the credential itself tells. */
  default Optional<String> identity() {
    return Optional.empty();
  }

  /** Where the identity comes from, for messages; never the secret. */
  String description();

  /** No identity: public data only. */
  static Credentials anonymous() {
    return Anonymous.INSTANCE;
  }
}
