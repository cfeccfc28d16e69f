package org.vosfs.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens from files, the environment and commands (protocol §4.2). */
class BearerTokenTest {
  @TempDir Path directory;

  private static String sent(BearerToken token) throws Exception {
    AuthHeader header = token.proof().header();
    return header == null ? "" : header.name() + ": " + header.value();
  }

  @Test
  void aFileIsReadAgainWhenItChanges() throws Exception {
    Path file = directory.resolve("token");
    Files.writeString(file, " one\n");
    BearerToken token = BearerToken.fromFile(file);
    assertThat(sent(token)).isEqualTo("Authorization: Bearer one");
    assertThat(token.poll()).isFalse();
    Files.writeString(file, "another");
    assertThat(token.poll()).isTrue();
    assertThat(sent(token)).isEqualTo("Authorization: Bearer another");
    Files.delete(file);
    assertThat(token.poll()).isFalse();
    assertThat(sent(token)).as("the old one, until it is refused").endsWith("another");
    assertThat(token.refresh(token.proof())).isFalse();
  }

  @Test
  void aCommandIsRunAgainWhenItsTokenIsRefusedAndLaterUntilThereIsAnother() throws Exception {
    Path file = directory.resolve("count");
    Path word = directory.resolve("word");
    Files.writeString(word, "first");
    BearerToken token =
        BearerToken.fromCommand("echo x >> '" + file + "'; cat '" + word + "'; echo noise >&2");
    assertThat(sent(token)).isEqualTo("Authorization: Bearer first");
    assertThat(sent(token)).isEqualTo("Authorization: Bearer first");
    assertThat(Files.readAllLines(file)).hasSize(1);
    Proof old = token.proof();
    Files.writeString(word, "second");
    assertThat(token.refresh(old)).isTrue();
    assertThat(token.refresh(old)).as("somebody else has renewed it").isTrue();
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(token.poll()).as("what a request found first is told like the rest").isTrue();
    assertThat(token.poll()).as("once").isFalse();
    assertThat(token.refresh(token.proof())).as("nothing new").isFalse();
    Files.writeString(word, "third");
    assertThat(seenInThreeLooks(token)).isTrue();
    assertThat(sent(token)).endsWith("third");
    int runs = Files.readAllLines(file).size();
    assertThat(seenInThreeLooks(token)).isFalse();
    assertThat(Files.readAllLines(file)).as("no need to run it").hasSize(runs);
  }

  private static boolean seenInThreeLooks(BearerToken token) {
    boolean seen = false;
    for (int look = 0; look < 3; look++) {
      seen |= token.poll();
    }
    return seen;
  }

  @Test
  void failuresNameTheSourceAndNoSecret() {
    BearerToken command = BearerToken.fromCommand("printf s3cret; exit 3; --password=s3cret");
    assertThatThrownBy(command::proof)
        .hasMessageContainingAll("printf", "exit code 3")
        .message()
        .doesNotContain("s3cret");
    assertThat(command.description()).doesNotContain("s3cret");
    assertThatThrownBy(BearerToken.of("two words")::proof)
        .hasMessageContaining("is not a token")
        .message()
        .doesNotContain("two words");
    assertThatThrownBy(BearerToken.fromEnvironment("T", name -> null)::proof)
        .hasMessageContaining("T is not set");
    assertThat(new AuthHeader("Authorization", "Bearer s3cret").toString())
        .doesNotContain("s3cret");
  }

  @Test
  void theSameTokenGoesAsCookie() throws Exception {
    BearerToken cookie = BearerToken.of("abc").asCookie();
    assertThat(sent(cookie)).isEqualTo("Cookie: CADC_SSO=\"abc\"");
    assertThat(cookie.methods()).containsExactly(SecurityMethod.COOKIE);
  }

  @Test
  void nameAndPasswordOfAHostGoAsBasic() throws Exception {
    Path netrc = directory.resolve("netrc");
    Files.writeString(netrc, "machine other.org login x password y\n");
    BearerToken basic = BearerToken.basic(netrc, "example.org");
    assertThatThrownBy(basic::proof)
        .hasMessageContainingAll(netrc.toString(), "no entry for example.org");
    Files.writeString(netrc, "machine example.org login ana password old:\u00e9\n");
    assertThat(sent(basic)).isEqualTo("Authorization: Basic YW5hOm9sZDrDqQ==");
    assertThat(basic.methods()).containsExactly(SecurityMethod.BASIC);
    assertThat(basic.poll()).isFalse();
    Files.writeString(netrc, "machine example.org login ana password newer\n");
    assertThat(basic.poll()).isTrue();
    assertThat(sent(basic)).isEqualTo("Authorization: Basic YW5hOm5ld2Vy");
    assertThat(basic.description()).contains("example.org").doesNotContain("newer");
  }

  @Test
  void webTokensTellTheirEndAndTheirUser() throws Exception {
    String claims = "{\"sub\":\"42\",\"preferred_username\":\"ana\",\"exp\":1893456000}";
    String jwt =
        "e30."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + ".sig";
    BearerToken token = BearerToken.of(jwt);
    assertThat(sent(token)).endsWith(jwt);
    assertThat(token.expires()).contains(Instant.ofEpochSecond(1893456000));
    assertThat(token.identity()).contains("ana");
    BearerToken other = BearerToken.of("no.web.token");
    assertThat(sent(other)).endsWith("no.web.token");
    assertThat(other.expires()).isEmpty();
  }
}
