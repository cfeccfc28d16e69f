package org.vosfs.auth;

import java.util.Optional;

/** The ways a service offers to identify a caller (protocol §3.4). */
public enum SecurityMethod {
  ANONYMOUS("ivo://ivoa.net/sso#anon"),
  TOKEN("ivo://ivoa.net/sso#token"),
  CERTIFICATE("ivo://ivoa.net/sso#tls-with-certificate"),
  COOKIE("ivo://ivoa.net/sso#cookie"),
  BASIC("ivo://ivoa.net/sso#BasicAA");

  private static final String OLD_BASIC = "http://www.w3.org/Protocols/HTTP/1.0/spec/html#BasicAA";

  private final String uri;

  SecurityMethod(String uri) {
    this.uri = uri;
  }

  /** The identifier used in capabilities and transfer documents. */
  public String uri() {
    return uri;
  }

  /** The method of that identifier; empty for one that this client does not know. */
  public static Optional<SecurityMethod> of(String uri) {
    if (uri.isBlank()) {
      return Optional.of(ANONYMOUS);
    }
    if (uri.equals(OLD_BASIC)) {
      return Optional.of(BASIC);
    }
    for (SecurityMethod method : values()) {
      if (method.uri.equals(uri)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }
}
