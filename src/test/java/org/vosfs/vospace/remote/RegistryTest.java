package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;

/** Where services are, asked of registries and of the disk (protocol §3.1). */
class RegistryTest {
  private static final String VAULT = "ivo://example.org/vault";
  private static final String LIST =
      "# sample\n\nnonsense\nivo://example.org/vault = https://v.example.org/vault/capabilities\n";

  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Map<String, String> web = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  private Registry registry(String... bases) {
    return new Registry(List.of(bases), directory.resolve("registry"), () -> now);
  }

  private String read(Url url) throws VospaceException {
    asked.add(url.toString());
    String text = web.get(url.toString());
    if (text == null) {
      throw new VospaceException.Unavailable("cannot reach " + url.origin(), null);
    }
    return text;
  }

  private String find(Registry registry) throws VospaceException {
    return registry.find(VAULT, this::read).toString();
  }

  @Test
  void theFirstThatAnswersIsAskedOnceInTenMinutes() throws Exception {
    web.put("https://two.org/reg/resource-caps", LIST);
    Registry registry = registry("https://one.org/reg", "https://two.org/reg/");
    assertThat(find(registry)).isEqualTo("https://v.example.org/vault/capabilities");
    assertThat(asked)
        .containsExactly("https://one.org/reg/resource-caps", "https://two.org/reg/resource-caps");
    asked.clear();
    now = now.plus(Duration.ofMinutes(9));
    assertThat(find(registry("https://two.org/reg/"))).contains("v.example.org");
    assertThat(asked).as("another process, within ten minutes").isEmpty();
    now = now.plus(Duration.ofMinutes(2));
    web.put("https://two.org/reg/resource-caps", LIST.replace("v.example", "w.example"));
    assertThat(find(registry("https://two.org/reg/"))).contains("w.example.org");
  }

  @Test
  void theListOfEarlierServesWhileNoneAnswers() throws Exception {
    web.put("https://one.org/reg/resource-caps", LIST);
    Registry registry = registry("https://one.org/reg");
    assertThat(find(registry)).contains("v.example.org");
    web.clear();
    now = now.plus(Duration.ofDays(100));
    assertThat(find(registry)).contains("v.example.org");
    web.put("https://one.org/reg/resource-caps", "<html>maintenance</html>");
    assertThat(find(registry)).as("an answer that is no list").contains("v.example.org");
  }

  @Test
  void oneLineSaysWhatIsWrong() {
    assertThatThrownBy(() -> find(registry("https://one.org/reg")))
        .isInstanceOf(VospaceException.Unavailable.class)
        .hasMessageContainingAll("no registry answers", "https://one.org", "endpoint=URL");
    web.put("https://one.org/reg/resource-caps", LIST.replace("vault", "other"));
    assertThatThrownBy(() -> find(registry("https://one.org/reg")))
        .isInstanceOf(VospaceException.Invalid.class)
        .hasMessageContainingAll(VAULT, "is not in the registry", "endpoint=URL");
  }
}
