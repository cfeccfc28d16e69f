package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vosfs.vospace.VospaceException;

/** The tables of protocol §12.1 and §13. */
class FaultMapperTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | InvalidURI: x | Invalid",
        "400 | container node 'x' is not empty | NotEmpty",
        "400 | OptionNotSupported: uri | Unsupported",
        "400 | TypeNotSupported: x | Unsupported",
        "400 | InvalidArgument: cannot navigate external link file:///x | Invalid",
        "400 | requested transfer specs not supported | Unsupported",
        "400 | target is not a data node | Invalid",
        "400 | LinkFound: x | UnreadableLink",
        "401 | invalid token | NotAuthenticated",
        "403 | PermissionDenied | Denied",
        "404 | NodeNotFound: vos://a/b | NotFound",
        "404 | Node Not Found. /x | NotFound",
        "404 | ContainerNotFound: x | NotFound",
        "404 | UnreadableLinkTarget: x | UnreadableLink",
        "405 | no | Unsupported",
        "409 | DuplicateNode: x | AlreadyExists",
        "409 | NodeBusy: x | Busy",
        "412 | mismatch | Corrupt",
        "413 | limit: 100 | QuotaExceeded",
        "413 | QuotaExceeded | QuotaExceeded",
        "413 | too large | TooLarge",
        "423 | NodeLocked | Locked",
        "429 | slow down | Throttled",
        "500 | unexpected exception: DuplicateKeyException: x | AlreadyExists",
        "500 | InternalFault | Malformed",
        "500 | System is in read-only mode for maintainence | ReadOnly",
        "502 | bad gateway | Unavailable",
        "503 | System is in read-only mode for maintainence | ReadOnly",
        "503 | System is offline for maintainence | Unavailable",
        "503 | ServiceBusy | Throttled",
        "507 | full | QuotaExceeded",
        "302 | odd | Malformed",
      })
  void statusesAndTexts(int status, String text, String expected) {
    VospaceException e = FaultMapper.of("op", status, text, Duration.ofSeconds(3));
    assertThat(e.getClass().getSimpleName()).isEqualTo(expected);
    assertThat(e.getMessage()).startsWith("op: status " + status + " ").doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DuplicateNode: destination is an existing DataNode: /a | AlreadyExists",
        "destination exists | AlreadyExists",
        "NodeNotFound: /a | NotFound",
        "NodeNotFound: Parent directory for destination /x/y | NotFound",
        "PermissionDenied | Denied",
        "args must both be peristent nodes | Denied",
        "UnreadableLinkTarget: /a | UnreadableLink",
        "copyNode is not implemented | Unsupported",
        "InvalidArgument: x | Invalid",
        "something new | Malformed",
      })
  void jobTexts(String text, String expected) {
    assertThat(FaultMapper.ofJob("op", text).getClass().getSimpleName()).isEqualTo(expected);
  }

  @Test
  void messagesAreOneBoundedLine() {
    String hostile = "bad\nline\u001b[31m" + "x".repeat(10_000);
    VospaceException e = FaultMapper.of("op", 400, hostile, null);
    assertThat(e.getMessage()).hasSizeLessThan(400).doesNotContain("\n", "\u001b");
  }

  @ParameterizedTest
  @CsvSource({
    "md5=XUFAKrxLKna5cZ2REBfFkg==, 5d41402abc4b2a76b9719d911017c592",
    "MD5=XUFAKrxLKna5cZ2REBfFkg==, 5d41402abc4b2a76b9719d911017c592",
    "'sha-256=abc,md5=XUFAKrxLKna5cZ2REBfFkg==', 5d41402abc4b2a76b9719d911017c592",
    "md5=NWQ0MTQwMmFiYzRiMmE3NmI5NzE5ZDkxMTAxN2M1OTI=, 5d41402abc4b2a76b9719d911017c592",
    "md5=abc, ''",
    "md5=!!!, ''",
    "sha-256=XUFAKrxLKna5cZ2REBfFkg==, ''",
  })
  void digestsAreReadInBothForms(String header, String hex) {
    assertThat(ContentHeaders.md5(header).orElse("")).isEqualTo(hex);
  }
}
