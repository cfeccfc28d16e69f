package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.auth.BearerToken;

/** What a mount does about its credential, look by look. */
class CredentialWatchTest {
  @TempDir Path directory;

  @Test
  void aRenewedFileIsToldAtTheNextLookAndTheSecretNever() throws Exception {
    Path file = directory.resolve("token");
    Files.writeString(file, "first-secret");
    BearerToken token = BearerToken.fromFile(file);
    AtomicInteger renewals = new AtomicInteger();
    CredentialWatch watch =
        new CredentialWatch(
            new CredentialChoice(token, "token-file is set (-o)", List.of()),
            () -> Instant.EPOCH,
            renewals::incrementAndGet);
    assertThat(watch.shown()).containsEntry("reason", "token-file is set (-o)");
    watch.look();
    assertThat(renewals).hasValue(0);
    Files.writeString(file, "second-secret");
    watch.look();
    watch.look();
    assertThat(renewals).hasValue(1);
    assertThat(watch.shown().toString()).contains(file.toString()).doesNotContain("secret");
    Files.delete(file);
    assertThat(token.refresh(token.proof())).isFalse();
    watch.look();
    assertThat(renewals).as("nothing new").hasValue(1);
  }
}
