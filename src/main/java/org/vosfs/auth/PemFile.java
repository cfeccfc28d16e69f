package org.vosfs.auth;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Reads PEM files: certificates and keys in any order (protocol §4.1). */
final class PemFile {
  private static final int LIMIT = 1 << 20;
  private static final byte[] PROBE = {1, 2, 3, 4};

  private final String name;
  private final List<X509Certificate> certificates = new ArrayList<>();
  private @Nullable PrivateKey key;

  private PemFile(String name) {
    this.name = name;
  }

  /** A private key with its certificate and those above it. */
  static ClientIdentity identity(Path file) throws IOException {
    return identity(SmallFile.read(file, "certificate file", LIMIT), file.toString());
  }

  /**
   * The same from a text.
   *
   * @param name of the text, for messages
   */
  static ClientIdentity identity(String text, String name) throws IOException {
    PemFile pem = new PemFile(name);
    pem.parse(text);
    PrivateKey own = pem.key;
    if (own == null) {
      throw new IOException(name + " holds no private key");
    }
    return new ClientIdentity(own, pem.chain(own));
  }

  /** All certificates of a file; at least one. */
  static List<X509Certificate> certificates(Path file) throws IOException {
    PemFile pem = new PemFile(file.toString());
    pem.parse(SmallFile.read(file, "certificate file", LIMIT));
    if (pem.certificates.isEmpty()) {
      throw new IOException(file + " holds no certificate");
    }
    return pem.certificates;
  }

  private void parse(String text) throws IOException {
    try {
      boolean encrypted = parseBlocks(text);
      if (encrypted) {
        throw new GeneralSecurityException("its key is encrypted; store it without a passphrase");
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new IOException(name + " cannot be used: " + firstLine(e), e);
    }
  }

  /** Takes all blocks; true when one is a key that only a passphrase opens. */
  private boolean parseBlocks(String text) throws IOException, GeneralSecurityException {
    boolean encrypted = false;
    JcaPEMKeyConverter keys = new JcaPEMKeyConverter();
    JcaX509CertificateConverter x509 = new JcaX509CertificateConverter();
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object one = parser.readObject(); one != null; one = parser.readObject()) {
        if (one instanceof X509CertificateHolder certificate) {
          certificates.add(x509.getCertificate(certificate));
        } else if (one instanceof PEMKeyPair pair) {
          key = keys.getKeyPair(pair).getPrivate();
        } else if (one instanceof PrivateKeyInfo info) {
          key = keys.getPrivateKey(info);
        } else if (one instanceof PEMEncryptedKeyPair
            || one instanceof PKCS8EncryptedPrivateKeyInfo) {
          encrypted = true;
        }
      }
    }
    return encrypted;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private List<X509Certificate> chain(PrivateKey own) throws IOException {
    X509Certificate next =
        certificates.stream().filter(one -> belongs(own, one)).findFirst().orElse(null);
    if (next == null) {
      throw new IOException(name + " holds no certificate that belongs to its private key");
    }
    List<X509Certificate> chain = new ArrayList<>();
    while (next != null && !chain.contains(next)) {
      chain.add(next);
      var issuer = next.getIssuerX500Principal();
      next =
          certificates.stream()
              .filter(one -> one.getSubjectX500Principal().equals(issuer))
              .findFirst()
              .orElse(null);
    }
    return chain;
  }

  /** Whether what the key signs is what the certificate verifies. */
  private static boolean belongs(PrivateKey key, X509Certificate certificate) {
    String algorithm = key.getAlgorithm();
    if (!algorithm.equals(certificate.getPublicKey().getAlgorithm())) {
      return false;
    }
    try {
      Signature signature =
          Signature.getInstance(
              switch (algorithm) {
                case "RSA" -> "SHA256withRSA";
                case "EC", "ECDSA" -> "SHA256withECDSA";
                default -> algorithm;
              });
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
