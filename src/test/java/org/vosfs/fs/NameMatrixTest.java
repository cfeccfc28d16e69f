package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.vosfs.testing.Statement;

/** Every character the services mangle, lengths at the limit, and both forms of Unicode. */
class NameMatrixTest extends MatrixTest {
  /** Protocol §2.2, and what URLs, shells and our own escape would trip over. */
  private static final String CHARACTERS =
      " \"<>[]{}|\\^`#?%=&+:;@!$'()*,~-_.\t\n\r\u0001\u007F\u00A0";

  @TestFactory
  @Statement(
      "Every name POSIX allows works in every operation, for files, directories and "
          + "links, and reaches no other node")
  Stream<DynamicNode> everyNameInEveryOperation() {
    return matrix();
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int c : CHARACTERS.codePoints().toArray()) {
      String character = Character.toString(c);
      names.add(character + "a" + character + "b" + character);
    }
    names.addAll(List.of("%20", "a%2Fb", "%2e%2e", "%252e", "=20", "a=3D20", "...", ".hidden"));
    names.addAll(List.of("x".repeat(255), "é".repeat(127), "漢".repeat(85), "😀", "Ω"));
    for (String text : List.of("é", "Ångström", "각", "ﬁ")) {
      names.add("c" + Normalizer.normalize(text, Normalizer.Form.NFC));
      names.add("d" + Normalizer.normalize(text, Normalizer.Form.NFD));
    }
    names.addAll(List.of("x".repeat(256), "é".repeat(128), "漢".repeat(86)));
    return names;
  }

  @Override
  SortedMap<String, Twins.Case> cases() {
    SortedMap<String, Twins.Case> cases = new TreeMap<>();
    for (String name : names()) {
      StringBuilder title = new StringBuilder();
      name.codePoints()
          .limit(8)
          .forEach(
              c ->
                  title.append(
                      c > ' ' && c < 0x7F ? Character.toString(c) : String.format("<%X>", c)));
      String subject = title + " of " + name.length();
      cases.put("file and directory " + subject, files(name));
      cases.put("link " + subject, links(name));
    }
    return cases;
  }

  private static Twins.Case files(String name) {
    return (twins, dir) -> {
      String path = dir + "/" + name;
      twins.both(p -> p.mkdir(dir + "/a") + p.mkdir(path));
      boolean possible = twins.local().tree(dir).containsKey(name);
      twins.both(p -> p.mkdir(path) + p.rmdir(path) + p.unlink(path) + p.rename(dir + "/a", path));
      if (possible) {
        twins.local().put(path + "/" + name, "text");
        twins.vos().put(path + "/" + name, "text");
        twins.settle();
      }
      twins.both(p -> p.rename(path + "/" + name, dir + "/plain"));
      twins.both(p -> possible ? p.rename(dir + "/plain", path + "/" + name) : "");
      twins.both(p -> p.open(path + "/" + name, Posix.Flags.READ, 0).read(0, 10));
      twins.both(p -> p.truncate(path + "/" + name, 2) + p.chmod(path + "/" + name, 0600));
      twins.both(p -> p.rename(path, dir + "/moved"));
      twins.both(p -> possible ? p.rename(dir + "/moved", path) : "");
      twins.compare(dir);
      twins.both(p -> p.unlink(path + "/" + name) + p.rmdir(path));
      assertThat(twins.vos().tree(dir)).isEqualTo(twins.local().tree(dir));
    };
  }

  private static Twins.Case links(String name) {
    return (twins, dir) -> {
      String path = dir + "/" + name;
      twins.both(p -> p.symlink("target", path));
      twins.both(p -> p.symlink(name, dir + "/link"));
      twins.both(p -> p.rename(path, dir + "/moved"));
    };
  }
}
