package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vosfs.fs.RightsChange;
import org.vosfs.status.CommandException;

/** Modes and groups as people write them. */
class ModeWordsTest {
  private static final String TEAM = "ivo://cadc.nrc.ca/gms?team";

  private static String text(RightsChange.Groups groups) {
    String all = groups.all() ? "none" : "kept";
    return all + String.join("", groups.add().stream().map(group -> "+").toList());
  }

  /** "kept": the groups stay; "none": all go; "+": those named come. "-": not mentioned. */
  @ParameterizedTest
  @CsvSource({
    "o+r, true, kept, kept",
    "o-r, false, kept, kept",
    "o=, false, kept, kept",
    "a+r, true, kept, kept",
    "+r, true, kept, kept",
    "a-r, false, none, kept",
    "go-rwx, false, none, none",
    "g-w, -, kept, none",
    "g=r, -, kept, none",
    "'u+x,o+r', true, kept, kept",
    "644, true, kept, none",
    "0600, false, none, none",
    "4755, true, kept, none",
    "770, false, kept, kept"
  })
  void withoutGroups(String mode, String everybody, String readers, String writers)
      throws Exception {
    RightsChange change = ModeWords.parse(mode, List.of());
    assertThat(change.everybody() == null ? "-" : String.valueOf(change.everybody()))
        .isEqualTo(everybody);
    assertThat(text(change.readers())).isEqualTo(readers);
    assertThat(text(change.writers())).isEqualTo(writers);
  }

  @ParameterizedTest
  @CsvSource({
    "g+r, -, kept+, kept",
    "g+rw, -, kept+, kept+",
    "g=r, -, none+, none",
    "660, false, none+, none+",
    "640, false, none+, none"
  })
  void withGroups(String mode, String everybody, String readers, String writers) throws Exception {
    RightsChange change = ModeWords.parse(mode, List.of(TEAM));
    assertThat(change.everybody() == null ? "-" : String.valueOf(change.everybody()))
        .isEqualTo(everybody);
    assertThat(text(change.readers())).isEqualTo(readers);
    assertThat(text(change.writers())).isEqualTo(writers);
  }

  @ParameterizedTest
  @CsvSource({
    "o+w, nobody can be let write but groups",
    "666, nobody can be let write but groups",
    "g+r, say which",
    "rubbish, is no mode",
    "99, is no mode",
    "u+rwx, changes nothing on the service"
  })
  void whatCannotBe(String mode, String said) {
    assertThatThrownBy(() -> ModeWords.parse(mode, List.of()))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(said);
  }

  @Test
  void groups() throws Exception {
    assertThat(GroupName.uri("team")).isEqualTo(TEAM);
    assertThat(GroupName.uri("ivo://skao.int/gms?a/b.c")).isEqualTo("ivo://skao.int/gms?a/b.c");
    for (String wrong : List.of("", "two words", "http://x/gms?a", "ivo://x/gms", "ivo:gms?a")) {
      assertThatThrownBy(() -> GroupName.uri(wrong)).hasMessageContaining("is no group");
    }
    assertThatThrownBy(() -> ModeWords.parse("o+r", List.of(TEAM)))
        .hasMessageContaining("gives a group nothing");
  }
}
