package org.vosfs.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of a test: signs a server, users, and lets users sign RFC 3820 proxies.
 * Everything is made at run time and valid from an hour before the given moment. Thread-safe.
 */
public final class TestAuthority {
  private static final ASN1ObjectIdentifier PROXY_INFO =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.14");
  private static final ASN1ObjectIdentifier INHERIT_ALL =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.21.1");
  private static final Duration YEAR = Duration.ofDays(365);

  private final Instant now;
  private final AtomicLong serial = new AtomicLong(1000);
  private final Identity authority;

  /**
   * @param name common name of the authority
   * @param now what counts as the present
   */
  public TestAuthority(String name, Instant now) {
    this.now = now;
    KeyPair keys = keys();
    X500Name subject = new X500Name("O=test,CN=" + name);
    X509Certificate own =
        sign(
            new Request(subject, subject, keys, now.plus(YEAR)),
            keys.getPrivate(),
            (builder) -> {
              builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
              int usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
              builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            });
    this.authority = new Identity(keys.getPrivate(), List.of(own));
  }

  /**
   * A private key with its certificate and those above it, the authority's left out.
   *
   * @param chain own certificate first
   */
  public record Identity(PrivateKey key, List<X509Certificate> chain) {
    public Identity {
      chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
      return chain.get(0);
    }

    /** As proxy files are: certificate, RSA key in PKCS#1 form, the rest of the chain. */
    public String pem() {
      StringWriter text = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        writer.writeObject(certificate());
        writer.writeObject(key);
        for (X509Certificate above : chain.subList(1, chain.size())) {
          writer.writeObject(above);
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return text.toString();
    }

    /** A key store with this identity under that password. */
    public KeyStore keyStore(char[] password) throws GeneralSecurityException, IOException {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", key, password, chain.toArray(new Certificate[0]));
      return store;
    }
  }

  private record Request(X500Name issuer, X500Name subject, KeyPair keys, Instant end) {}

  private interface Extensions {
    void add(X509v3CertificateBuilder builder) throws IOException;
  }

  /** The authority's own certificate. */
  public X509Certificate certificate() {
    return authority.certificate();
  }

  /** The authority's own certificate as PEM. */
  public String pem() {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(certificate());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  /** A server on 127.0.0.1 and localhost. */
  public Identity server() {
    GeneralName[] names = {
      new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
      new GeneralName(GeneralName.dNSName, "localhost")
    };
    return issue(
        authority,
        new X500Name("O=test,CN=localhost"),
        now.plus(YEAR),
        builder ->
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names)));
  }

  /** A user whose certificate has that common name. */
  public Identity user(String name) {
    X500Name subject = new X500Name("O=test,OU=users,CN=" + name);
    return issue(authority, subject, now.plus(YEAR), builder -> {});
  }

  /** A proxy of an identity, which may itself be a proxy, that ends after a while. */
  public Identity proxy(Identity signer, Duration life) {
    List<RDN> names = new ArrayList<>(List.of(name(signer.certificate()).getRDNs()));
    String number = Long.toString(serial.incrementAndGet());
    names.add(new RDN(BCStyle.CN, new DERPrintableString(number)));
    ASN1EncodableVector policy = new ASN1EncodableVector();
    policy.add(INHERIT_ALL);
    DERSequence info = new DERSequence(new DERSequence(policy));
    Identity made =
        issue(
            signer,
            new X500Name(names.toArray(new RDN[0])),
            now.plus(life),
            builder -> builder.addExtension(PROXY_INFO, true, info));
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(made.certificate());
    chain.addAll(signer.chain());
    return new Identity(made.key(), chain);
  }

  private Identity issue(Identity signer, X500Name name, Instant end, Extensions extensions) {
    KeyPair keys = keys();
    X509Certificate certificate =
        sign(new Request(name(signer.certificate()), name, keys, end), signer.key(), extensions);
    return new Identity(keys.getPrivate(), List.of(certificate));
  }

  private static X500Name name(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks RSA", e);
    }
  }

  private X509Certificate sign(Request request, PrivateKey signer, Extensions extensions) {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            request.issuer(),
            BigInteger.valueOf(serial.incrementAndGet()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(request.end()),
            request.subject(),
            request.keys().getPublic());
    try {
      extensions.add(builder);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(signer)));
    } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign " + request.subject(), e);
    }
  }
}
