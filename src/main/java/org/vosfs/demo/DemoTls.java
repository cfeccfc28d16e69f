package org.vosfs.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a server needs to speak TLS 1.2 and 1.3. Client certificates are wanted, never required;
 * proxy certificates (RFC 3820) stand for the certificate that signed them.
 *
 * @param context with the server's certificate and the authorities of client certificates
 * @param proxies makes the answers of the certificate endpoint; null: a text that is no certificate
 */
public record DemoTls(SSLContext context, @Nullable ProxyIssuer proxies) {

  /** Makes proxy certificates for users. */
  public interface ProxyIssuer {
    /**
     * A new proxy certificate with its key and chain, as PEM.
     *
     * @param user who asked
     * @param days validity asked for; the issuer may grant less
     */
    String issue(String user, int days) throws IOException;
  }

  /** From a key store with the server's key, and the authorities that sign client certificates. */
  public static DemoTls of(KeyStore server, char[] password, List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(server, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {ProxyTrust.of(authorities)}, null);
    return new DemoTls(context, null);
  }

  /** From a PKCS#12 file, and a PEM file with authorities or null for none. */
  public static DemoTls of(Path keyStore, char[] password, @Nullable Path authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      store.load(in, password);
    }
    List<X509Certificate> trusted = new ArrayList<>();
    if (authorities != null) {
      try (InputStream in = Files.newInputStream(authorities)) {
        for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          trusted.add((X509Certificate) c);
        }
      }
    }
    return of(store, password, trusted);
  }

  /** The same with real answers from the certificate endpoint. */
  public DemoTls withProxies(ProxyIssuer issuer) {
    return new DemoTls(context, issuer);
  }
}
