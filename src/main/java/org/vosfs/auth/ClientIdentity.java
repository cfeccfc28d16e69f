package org.vosfs.auth;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A private key and the certificates that say whose it is (protocol §4.1). Told apart by being
 * another object, not by content. Immutable.
 */
public final class ClientIdentity {
  /** Makes a certificate a proxy (RFC 3820 §3.8). */
  private static final String PROXY_INFO = "1.3.6.1.5.5.7.1.14";

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  /**
   * @param chain own certificate first, then each one's signer
   */
  ClientIdentity(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = List.copyOf(chain);
  }

  PrivateKey key() {
    return key;
  }

  List<X509Certificate> chain() {
    return chain;
  }

  /** When the first of its certificates ends. */
  Instant expires() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** The name of the user: a proxy stands for the one who signed it. */
  String name() {
    for (X509Certificate certificate : chain) {
      if (certificate.getExtensionValue(PROXY_INFO) == null) {
        return certificate.getSubjectX500Principal().getName();
      }
    }
    return chain.get(chain.size() - 1).getIssuerX500Principal().getName();
  }

  @Override
  public String toString() {
    return "ClientIdentity[" + name() + "]";
  }
}
