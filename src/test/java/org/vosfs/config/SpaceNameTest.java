package org.vosfs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of spaces, and the services that short ones stand for. */
class SpaceNameTest {
  @ParameterizedTest
  @CsvSource({
    "vos:, '', /, vos",
    "vos:ana/run 1, '', /ana/run 1, vos",
    "arc:home/ana/, '', /home/ana, arc",
    "vos://cadc.nrc.ca~vault, ivo://cadc.nrc.ca/vault, /, cadc.nrc.ca~vault",
    "vos://cadc.nrc.ca!vault/a/b, ivo://cadc.nrc.ca/vault, /a/b, cadc.nrc.ca~vault",
    "vos://x.org~a~b/c, ivo://x.org/a/b, /c, x.org~a~b",
    "ivo://cadc.nrc.ca/arc, ivo://cadc.nrc.ca/arc, /, cadc.nrc.ca~arc",
    "ivo://cadc.nrc.ca/arc/home/ana, ivo://cadc.nrc.ca/arc, /home/ana, cadc.nrc.ca~arc",
  })
  void formsAreUnderstood(String text, String resource, String path, String key) throws Exception {
    SpaceName name = SpaceName.parse(text);
    assertThat(name.resource().orElse("")).isEqualTo(resource);
    assertThat(name.path().toString()).isEqualTo(path);
    assertThat(name.key()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ana", "/ana", "vos:///ana", "ivo:vault", "ivo://cadc.nrc.ca", "V:x"})
  void othersAreRefusedWithTheFormsThatAreThere(String text) {
    assertThatThrownBy(() -> SpaceName.parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("vos:PATH");
  }

  @Test
  void shortNamesAreBuiltInOrTheVosClients(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("vos-config");
    KnownSpaces alone = KnownSpaces.read(file);
    assertThat(alone.resource("vos")).contains("ivo://cadc.nrc.ca/vault");
    assertThat(alone.resource("arc")).contains("ivo://cadc.nrc.ca/arc");
    assertThat(alone.resource("home")).isEmpty();
    Files.writeString(
        file,
        """
        # settings of the vos client
        [transfer]
        resourceID = nonsense
        [vos]
        resourceID = ivo://example.org/vault
            ivo://example.org/cavern home

        # and a comment between
            ivo://example.org/other home
        protocol = https
            not-ours
        """);
    KnownSpaces known = KnownSpaces.read(file);
    assertThat(known.resource("vos")).contains("ivo://example.org/vault");
    assertThat(known.resource("home")).contains("ivo://example.org/cavern");
    assertThat(known.resource("arc")).contains("ivo://cadc.nrc.ca/arc");
  }

  @Test
  void nonsenseInTheVosClientsFileIsNamed(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("vos-config");
    Files.writeString(file, "[vos]\nresourceID = https://example.org\n");
    assertThatThrownBy(() -> KnownSpaces.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("vos-config", "https://example.org", "ivo://");
  }
}
