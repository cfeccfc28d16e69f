package org.vosfs.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to trust on https, and what to show there. Immutable. */
public final class Tls {
  private final TrustManager @Nullable [] trust;

  private Tls(TrustManager @Nullable [] trust) {
    this.trust = trust;
  }

  /** Trusts whom the platform trusts. */
  public static Tls standard() {
    return new Tls(null);
  }

  /**
   * Trusts also the authorities in a PEM file.
   *
   * @throws IOException when the file cannot be used
   */
  public static Tls trusting(Path authorities) throws IOException {
    List<X509Certificate> more = PemFile.certificates(authorities);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int count = 0;
      for (TrustManager known : managers(null)) {
        if (known instanceof X509TrustManager x509) {
          for (X509Certificate authority : x509.getAcceptedIssuers()) {
            store.setCertificateEntry("ca" + count++, authority);
          }
        }
      }
      for (X509Certificate authority : more) {
        store.setCertificateEntry("ca" + count++, authority);
      }
      return new Tls(managers(store));
    } catch (GeneralSecurityException e) {
      throw new IOException(authorities + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** For connections that show this identity, or none. */
  public SSLContext context(@Nullable ClientIdentity identity) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys =
          identity == null ? new KeyManager[0] : new KeyManager[] {new OwnKey(identity)};
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }
}
