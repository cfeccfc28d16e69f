package org.vosfs.demo;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Accepts client certificates of some authorities, and chains of RFC 3820 proxies below them, which
 * the JDK refuses: a proxy is signed by a certificate that is no authority. Thread-safe.
 */
final class ProxyTrust extends X509ExtendedTrustManager {
  /** The proxyCertInfo extension, which makes a certificate a proxy. */
  private static final String PROXY_INFO = "1.3.6.1.5.5.7.1.14";

  private final @Nullable X509TrustManager authorities;

  private ProxyTrust(@Nullable X509TrustManager authorities) {
    this.authorities = authorities;
  }

  static ProxyTrust of(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    if (authorities.isEmpty()) {
      return new ProxyTrust(null);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("ca" + i, authorities.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager trust) {
        return new ProxyTrust(trust);
      }
    }
    throw new InvalidAlgorithmParameterException("no X.509 trust manager in this JDK");
  }

  private static boolean isProxy(X509Certificate certificate) {
    return certificate.getExtensionValue(PROXY_INFO) != null;
  }

  /** The name of the user that a chain stands for: that of its first certificate but proxies. */
  static X500Principal identity(List<X509Certificate> chain) {
    for (X509Certificate certificate : chain) {
      if (!isProxy(certificate)) {
        return certificate.getSubjectX500Principal();
      }
    }
    return chain.get(chain.size() - 1).getIssuerX500Principal();
  }

  private void check(X509Certificate[] chain, String type) throws CertificateException {
    X509TrustManager trust = authorities;
    if (trust == null) {
      throw new CertificateException("this server knows no authority of client certificates");
    }
    int proxies = 0;
    while (proxies < chain.length && isProxy(chain[proxies])) {
      if (proxies + 1 == chain.length) {
        throw new CertificateException("the certificate that signed the proxy is not sent");
      }
      requireSigned(chain[proxies], chain[proxies + 1]);
      proxies++;
    }
    trust.checkClientTrusted(Arrays.copyOfRange(chain, proxies, chain.length), type);
  }

  private static void requireSigned(X509Certificate proxy, X509Certificate signer)
      throws CertificateException {
    try {
      proxy.checkValidity();
      proxy.verify(signer.getPublicKey());
    } catch (CertificateExpiredException e) {
      // The reason decides which alert the client is sent.
      throw new CertificateException(
          new CertPathValidatorException("proxy expired", e, null, -1, BasicReason.EXPIRED));
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the proxy is not signed by the certificate above it", e);
    }
    String issuer = signer.getSubjectX500Principal().getName();
    boolean below = proxy.getSubjectX500Principal().getName().endsWith("," + issuer);
    if (!proxy.getIssuerX500Principal().equals(signer.getSubjectX500Principal()) || !below) {
      throw new CertificateException("the proxy's name is not below that of its signer");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is a server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    X509TrustManager trust = authorities;
    return trust == null ? new X509Certificate[0] : trust.getAcceptedIssuers();
  }
}
