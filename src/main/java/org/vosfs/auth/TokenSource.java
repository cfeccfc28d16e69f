package org.vosfs.auth;

import java.io.IOException;

/** Where a token comes from; each call may give another one. */
@FunctionalInterface
public interface TokenSource {
  /**
   * The token as it is there, blanks around it included.
   *
   * @throws IOException with one line that says why there is none, without any secret
   */
  String read() throws IOException;
}
