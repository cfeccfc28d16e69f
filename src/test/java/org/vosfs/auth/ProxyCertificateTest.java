package org.vosfs.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.TestAuthority;

/** Certificates in files: what is read, when it is read again, when it is over (protocol §4.1). */
class ProxyCertificateTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static TestAuthority authority = new TestAuthority("unused", Instant.EPOCH);
  private static TestAuthority.Identity ana = authority.user("unused");
  private static TestAuthority.Identity proxy = ana;

  @TempDir Path directory;
  private Path file = Path.of("unset");
  private Instant now = START;

  @BeforeAll
  static void certificates() {
    authority = new TestAuthority("Test authority", START);
    ana = authority.user("ana");
    proxy = authority.proxy(ana, Duration.ofDays(7));
  }

  @BeforeEach
  void place() {
    file = directory.resolve("cadcproxy.pem");
  }

  private ProxyCertificate read(String pem) throws IOException {
    Files.writeString(file, pem);
    return new ProxyCertificate(file, () -> now);
  }

  private static ClientIdentity shown(ProxyCertificate certificate) throws IOException {
    return Objects.requireNonNull(certificate.proof().certificate());
  }

  private static String pkcs8(TestAuthority.Identity identity) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .encodeToString(identity.key().getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
  }

  private static String withoutKey(String pem) {
    return pem.replaceAll("(?s)-----BEGIN RSA.*?END RSA PRIVATE KEY-----\n", "");
  }

  @Test
  void keysOfBothFormsAndBlocksInAnyOrder() throws Exception {
    X509Certificate[] whole = proxy.chain().toArray(new X509Certificate[0]);
    assertThat(proxy.pem()).contains("BEGIN RSA PRIVATE KEY");
    assertThat(shown(read(proxy.pem())).chain()).containsExactly(whole);
    String others = withoutKey(proxy.pem());
    int second = others.indexOf("-----BEGIN", 10);
    String turned = others.substring(second) + others.substring(0, second) + pkcs8(proxy);
    assertThat(shown(read("some words before\n" + turned)).chain()).containsExactly(whole);
    ProxyCertificate certificate = read(proxy.pem());
    assertThat(shown(certificate).key()).isEqualTo(proxy.key());
    assertThat(certificate.identity())
        .as("the user, not the proxy")
        .contains("CN=ana,OU=users,O=test");
    assertThat(certificate.expires()).contains(START.plus(Duration.ofDays(7)));
  }

  @Test
  void whatIsNoCertificateIsNamed() throws Exception {
    assertThatThrownBy(() -> new ProxyCertificate(file, () -> now).proof())
        .hasMessageContainingAll("cadcproxy.pem", "does not exist");
    assertThatThrownBy(() -> read("nothing").proof()).hasMessageContaining("holds no private key");
    assertThatThrownBy(() -> read(pkcs8(proxy)).proof()).hasMessageContaining("no certificate");
    assertThatThrownBy(() -> read(withoutKey(ana.pem()) + pkcs8(proxy)).proof())
        .hasMessageContaining("no certificate that belongs");
    String broken = proxy.pem().replaceFirst("MII", "!!!");
    assertThatThrownBy(() -> read(broken).proof())
        .hasMessageContaining("cannot be used")
        .message()
        .doesNotContain("MII");
  }

  @Test
  void aReplacedFileIsSeenWithinASecondAndABrokenOneChangesNothing() throws Exception {
    ProxyCertificate certificate = read(proxy.pem());
    ClientIdentity first = shown(certificate);
    assertThat(certificate.poll()).isFalse();
    Files.writeString(file, "half a fi");
    now = now.plusSeconds(1);
    assertThat(shown(certificate)).isSameAs(first);
    Files.writeString(file, authority.proxy(ana, Duration.ofDays(9)).pem());
    assertThat(shown(certificate)).as("within the same second").isSameAs(first);
    now = now.plusSeconds(1);
    ClientIdentity second = shown(certificate);
    assertThat(second).isNotSameAs(first);
    assertThat(certificate.poll()).as("renewed").isTrue();
    assertThat(certificate.poll()).isFalse();
    now = now.plusSeconds(1);
    assertThat(shown(certificate)).as("not read again without need").isSameAs(second);
  }

  @Test
  void anExpiredOneIsNotShownUntilItIsRenewed() throws Exception {
    ProxyCertificate certificate = read(proxy.pem());
    Proof old = certificate.proof();
    now = START.plus(Duration.ofDays(7));
    assertThatThrownBy(certificate::proof)
        .hasMessageContainingAll("expired at 2026-01-08T00:00:00Z", "vosfs login");
    assertThat(certificate.refresh(old)).isFalse();
    Files.writeString(file, authority.proxy(ana, Duration.ofDays(14)).pem());
    assertThat(certificate.refresh(old)).isTrue();
    assertThat(certificate.proof().certificate()).isNotSameAs(old.certificate());
  }
}
