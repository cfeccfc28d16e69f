package org.vosfs.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://h/a~b==/cadc:vault/x:fo/a%20b?x=[1]|2",
        "http://h:8080/",
        "https://[::1]:8443/a//b/../c",
        "http://h/%zz{}"
      })
  void everyByteIsKept(String text) {
    assertThat(Url.of(text).map(Url::toString)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "h/a",
        "ftp://h/",
        "http://",
        "http://user:pw@h/",
        "http://h:0/",
        "http://h:x/",
        "http://h/a b",
        "http://h/a\r\nX: y",
        "http://h /"
      })
  void whatIsNoUsableUrlIsRefused(String text) {
    assertThat(Url.of(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://x/y, https://x/y",
    "/y?z, https://h:1/y?z",
    "//x/y, https://x/y",
    "y, https://h:1/a/y",
    "?q=http://z, https://h:1/a/b?q=http://z",
    "HTTP://X/Y, http://x/Y",
  })
  void locationsAreResolved(String location, String expected) {
    Url from = Url.of("https://h:1/a/b?c").orElseThrow();
    assertThat(from.resolve(location).map(Url::toString)).contains(expected);
  }

  @Test
  void usualPortsAndCaseMakeNoDifference() {
    assertThat(Url.of("HTTPS://Host:443/A")).isEqualTo(Url.of("https://host/A"));
    assertThat(Url.of("https://host/A")).isNotEqualTo(Url.of("http://host/A"));
  }

  @Test
  void theScopeOfCredentialsIsTheServiceAndNothingElse() {
    CredentialScope scope =
        CredentialScope.nowhere().around(Url.of("https://h/vault/nodes").orElseThrow());
    assertThat(scope.includes(Url.of("https://h/vault/xfer/1").orElseThrow())).isTrue();
    assertThat(scope.includes(Url.of("https://h/vault/files/preauth:T/a").orElseThrow())).isFalse();
    assertThat(scope.includes(Url.of("https://h/minoc/files/x").orElseThrow())).isFalse();
    assertThat(scope.includes(Url.of("http://h/vault/nodes").orElseThrow())).isFalse();
    assertThat(scope.includes(Url.of("https://h:444/vault/nodes").orElseThrow())).isFalse();
    assertThat(scope.includes(Url.of("https://h.evil/vault/nodes").orElseThrow())).isFalse();
  }
}
