package org.vosfs.vospace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties come out as they went in, whatever they hold. */
class PackedValuesTest {
  private static final String[] VALUES = {
    "",
    " ",
    "0",
    "00",
    "123456789",
    "-5",
    "2026-11-28T05:12:51.123",
    "2026-11-28T05:12:51.123Z",
    "2026-11-28T05:12:51",
    "d41d8cd98f00b204e9800998ecf8427e",
    "D41D8CD98F00B204E9800998ECF8427E",
    "md5:d41d8cd98f00b204e9800998ecf8427e",
    "abc",
    "true",
    "\u00e4\u4e2d\ud83d\ude00",
    "\ud800",
    "x\ud800\udc00\udc00",
    "a\u0000b",
    "x".repeat(5000),
    "7".repeat(20001),
    "f".repeat(129)
  };
  private static final String[] KEYS = {
    NodeProperties.LENGTH,
    NodeProperties.DATE,
    NodeProperties.MD5,
    NodeProperties.CREATOR,
    NodeProperties.GROUP_READ,
    NodeProperties.IS_PUBLIC,
    "ivo://other#a",
    "ivo://other#b",
    "",
    "z"
  };

  @Test
  void everyValueComesBack() {
    for (String key : KEYS) {
      for (String value : VALUES) {
        NodeProperties one = new NodeProperties(Map.of(key, value));
        assertThat(one.get(key)).contains(value);
        assertThat(one.values()).containsExactlyEntriesOf(Map.of(key, value));
      }
    }
  }

  @Test
  void anyMixtureComesBackAndEqualsItself() {
    Random random = new Random(5);
    for (int i = 0; i < 3000; i++) {
      Map<String, String> values = new HashMap<>();
      for (int j = random.nextInt(KEYS.length); j > 0; j--) {
        values.put(KEYS[random.nextInt(KEYS.length)], VALUES[random.nextInt(VALUES.length)]);
      }
      NodeProperties made = new NodeProperties(values);
      assertThat(made.values()).containsExactlyInAnyOrderEntriesOf(values);
      values.forEach((key, value) -> assertThat(made.get(key)).contains(value));
      assertThat(made.get("absent")).isEmpty();
      assertThat(made).isEqualTo(new NodeProperties(values)).hasSameHashCodeAs(made);
      values.put("more", "value");
      assertThat(made).isNotEqualTo(new NodeProperties(values));
    }
  }

  @Test
  void differentValuesAreDifferent() {
    for (String a : VALUES) {
      for (String b : VALUES) {
        boolean same =
            new NodeProperties(Map.of(NodeProperties.MD5, a))
                .equals(new NodeProperties(Map.of(NodeProperties.MD5, b)));
        assertThat(same).as("%s and %s", a, b).isEqualTo(a.equals(b));
      }
    }
  }

  @Test
  void anOrdinaryFileTakesLittle() {
    NodeProperties file =
        new NodeProperties(
            Map.of(
                NodeProperties.LENGTH, "14400",
                NodeProperties.DATE, "2026-11-28T05:12:51.123",
                NodeProperties.CONTENT_DATE, "2026-11-28T05:12:51.120",
                NodeProperties.MD5, "d41d8cd98f00b204e9800998ecf8427e",
                NodeProperties.CREATOR, "CN=somebody,OU=somewhere"));
    assertThat(file.memory()).isLessThan(64);
  }
}
