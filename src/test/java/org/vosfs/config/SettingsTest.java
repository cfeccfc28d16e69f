package org.vosfs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path directory;
  private final MountOptions options = new MountOptions(Path.of("/work"), Path.of("/home/ana"));

  private Settings read(Map<String, String> environment, String... words) throws ConfigException {
    return Settings.read(
        options,
        new Settings.Sources(
            List.of(words),
            environment,
            directory.resolve("user.toml"),
            directory.resolve("sys.toml")),
        "arc");
  }

  private void user(String toml) throws IOException {
    Files.writeString(directory.resolve("user.toml"), toml);
  }

  private void system(String toml) throws IOException {
    Files.writeString(directory.resolve("sys.toml"), toml);
  }

  private static String source(Settings settings, String key) {
    return Objects.requireNonNull(settings.all().get(key)).source();
  }

  @Test
  void defaultsWithoutAnySource() throws ConfigException {
    Settings settings = read(Map.of());
    assertThat(settings.get(options.ttl)).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.get(options.cacheDir)).isEqualTo(Path.of("/home/ana/.cache/vosfs"));
    assertThat(settings.get(options.cacheSize)).isEqualTo(10L << 30);
    assertThat(settings.find(options.endpoint)).isEmpty();
    assertThat(settings.get(options.readOnly)).isFalse();
    assertThat(source(settings, "ttl")).isEqualTo("default");
  }

  @Test
  void theFirstSourceWins() throws Exception {
    system("ttl = \"1s\"\nuploads = 1\nquiet = \"1ms\"\ndeadline = \"1s\"\n");
    user("ttl = \"2s\"\nuploads = 2\nquiet = \"2ms\"\n");
    Settings settings =
        read(Map.of("VOSFS_TTL", "3s", "VOSFS_UPLOADS", "3"), "ttl=4s,ro", "ttl=5s");
    assertThat(settings.get(options.ttl)).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.get(options.uploads)).isEqualTo(3);
    assertThat(settings.get(options.quiet)).isEqualTo(Duration.ofMillis(2));
    assertThat(settings.get(options.deadline)).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.get(options.readOnly)).isTrue();
    assertThat(source(settings, "uploads")).isEqualTo("VOSFS_UPLOADS");
    assertThat(source(settings, "quiet")).endsWith("user.toml");
  }

  @Test
  void aSpacesTableWinsOverTheTopOfTheFile() throws Exception {
    user("ttl = \"2s\"\n[space.arc]\nttl = \"7s\"\n[space.vos]\nttl = \"9s\"\n");
    assertThat(read(Map.of()).get(options.ttl)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void wordsOfOtherMountsAreAccepted() throws ConfigException {
    Settings settings =
        read(Map.of(), "ro,rw,noauto,_netdev,x-systemd.automount,allow_other,names=refuse");
    assertThat(settings.get(options.readOnly)).isFalse();
    assertThat(settings.get(options.allowOther)).isTrue();
    assertThat(settings.get(options.names)).isEqualTo("refuse");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "ttl=soon# option ttl: 'soon' (from -o) is not a duration such as 500ms, 30s, 5m, 2h, 1d or 0",
        "cache-size=10X# option cache-size: '10X' (from -o) is not a size in bytes, or with K, M, G or T, such as 20G",
        "cache-size=99999999999T# option cache-size: '99999999999T' (from -o) is not a size in bytes, or with K, M, G or T, such as 20G",
        "uploads=0# option uploads: '0' (from -o) is not a number from 1 to 64",
        "umask=999# option umask: '999' (from -o) is not three octal digits, such as 077",
        "endpoint=ftp://x/# option endpoint: 'ftp://x/' (from -o) is not a URL that begins with http:// or https://",
        "names=both# option names: 'both' (from -o) is not one of escape, refuse",
        "ro=maybe# option ro: 'maybe' (from -o) is not yes or no",
        "cachedir=/x# unknown option 'cachedir' (from -o); did you mean cache-dir?",
        "zzzzzzzzz=1# unknown option 'zzzzzzzzz' (from -o)"
      })
  void aBadValueIsNamedWithItsSourceAndWhatIsAccepted(String word, String message) {
    assertThatThrownBy(() -> read(Map.of(), word))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void aBadVariableAndABadFileAreNamed() throws Exception {
    assertThatThrownBy(() -> read(Map.of("VOSFS_TTL", "x")))
        .hasMessageContaining("(from VOSFS_TTL)");
    user("ttl = \n");
    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("user.toml line 1");
    user("tll = 3\n");
    assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("unknown option 'tll'");
  }

  @Test
  void pathsAndEndpoints() throws ConfigException {
    Settings settings =
        read(Map.of(), "token-file=~/t,cache-dir=../c,endpoint=http://127.0.0.1:80/vault/");
    assertThat(settings.find(options.tokenFile)).contains(Path.of("/home/ana/t"));
    assertThat(settings.get(options.cacheDir)).isEqualTo(Path.of("/c"));
    assertThat(settings.find(options.endpoint)).contains(URI.create("http://127.0.0.1:80/vault"));
  }

  @ParameterizedTest
  @CsvSource({
    "vos:, vos, '', /",
    "vos:demo/run1, vos, '', /demo/run1",
    "arc:home/ana/, arc, '', /home/ana",
    "vos://cadc.nrc.ca~vault/a, vos, cadc.nrc.ca~vault, /a",
    "vos:/a, vos, '', /a"
  })
  void spaces(String text, String prefix, String authority, String path) throws ConfigException {
    SpaceName name = SpaceName.parse(text);
    assertThat(name.prefix()).isEqualTo(prefix);
    assertThat(name.authority()).isEqualTo(authority);
    assertThat(name.path()).hasToString(path);
  }

  @ParameterizedTest
  @CsvSource({"vos", ":x", "/tmp/x", "vos:a/../b", "vos:///a", "VOS:"})
  void notSpaces(String text) {
    assertThatThrownBy(() -> SpaceName.parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
