package org.vosfs.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePathTest {
  @Test
  void isNormalised() {
    assertThat(NodePath.of("//a///b/").toString()).isEqualTo("/a/b");
    assertThat(NodePath.of("/")).isEqualTo(NodePath.ROOT);
    assertThat(NodePath.of("/a/b").names()).containsExactly("a", "b");
    assertThat(NodePath.ROOT.names()).isEmpty();
  }

  @Test
  void parentsAndNames() {
    assertThat(NodePath.of("/a/b").parent()).isEqualTo(NodePath.of("/a"));
    assertThat(NodePath.of("/a").parent()).isEqualTo(NodePath.ROOT);
    assertThat(NodePath.ROOT.parent()).isEqualTo(NodePath.ROOT);
    assertThat(NodePath.of("/a/b").name()).isEqualTo("b");
    assertThat(NodePath.ROOT.name()).isEmpty();
  }

  @Test
  void belowIsByWholeNames() {
    NodePath a = NodePath.of("/a");
    assertThat(NodePath.of("/a/b").startsWith(a)).isTrue();
    assertThat(a.startsWith(a)).isTrue();
    assertThat(NodePath.of("/ab").startsWith(a)).isFalse();
    assertThat(NodePath.of("/a/b/c").relativeTo(a)).isEqualTo(NodePath.of("/b/c"));
    assertThat(a.relativeTo(a)).isEqualTo(NodePath.ROOT);
    assertThat(a.resolve(NodePath.of("/x/y"))).isEqualTo(NodePath.of("/a/x/y"));
    assertThat(NodePath.ROOT.resolve(a)).isEqualTo(a);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "nul\0"})
  void namesThatCanNeverBe(String name) {
    assertThat(NodePath.isName(name)).isFalse();
    assertThatThrownBy(() -> NodePath.ROOT.resolve(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/../b", "./a"})
  void pathsThatCanNeverBe(String path) {
    assertThatThrownBy(() -> NodePath.of(path)).isInstanceOf(IllegalArgumentException.class);
  }
}
