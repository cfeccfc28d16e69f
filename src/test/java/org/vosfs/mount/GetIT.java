package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;

/** {@code vosfs get}, through the kernel. */
class GetIT extends OnBothProfiles {
  private Shell.Result get(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("get"));
    command.addAll(List.of(words));
    return space.mount().vosfs(command.toArray(String[]::new));
  }

  private String at(String name) {
    return space.home().resolve(name).toString();
  }

  private String unpackAndCompare(String archive, String... names) throws Exception {
    Path out = space.local("out-" + archive);
    Path file = space.local("archives").resolve(archive);
    // the service's names begin with a slash, which unzip takes away and calls a warning
    String unpack =
        archive.endsWith("zip")
            ? "unzip -q " + file + " 2> warnings || test $? = 1"
            : "tar xf " + file;
    StringBuilder script = new StringBuilder("cd " + out + "; " + unpack);
    for (String name : names) {
      script.append("; diff -r ").append(name).append(' ').append(at(name));
    }
    return space.sh(script.toString());
  }

  @Test
  @Statement("`vosfs get` writes an archive that the service makes, by one request for its bytes")
  void theServiceMakesTheArchive() throws Exception {
    space.sh("mkdir -p d/e; for i in 1 2 3; do seq $i 3000 > d/e/$i; done; echo f > f");
    String file = space.local("archives").resolve("a").toString();
    for (String format : List.of("zip", "tar")) {
      List<String> requests =
          space.requests(
              () -> {
                try {
                  String to = file + "." + format;
                  Shell.Result result = get("--" + format, "-o", to, at("d"), at("f"));
                  assertThat(result.ok() + result.errors()).isEmpty();
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(requests.stream().filter(line -> line.contains("/pkg/"))).hasSize(1);
      assertThat(unpackAndCompare("a." + format, "d", "f")).isEmpty();
    }
  }

  @Test
  @Statement(
      "`vosfs get` makes the archive from the mount, and says so, where the service's would lack"
          + " something that is seen here")
  void whatTheServiceWouldLeaveOutComesFromTheMount() throws Exception {
    space.sh("mkdir -p d/e; seq 9 > 'd/e/with blank'; : > d/empty; ln -s e d/link");
    String file = space.local("archives").resolve("b.tar").toString();
    Shell.Result result = get("--tar", "-o", file, at("d"));
    assertThat(result.ok()).isEmpty();
    assertThat(result.errors()).startsWith("vosfs: note: made from the mount: ").hasLineCount(1);
    assertThat(unpackAndCompare("b.tar", "d")).isEmpty();
    assertThat(space.sh("cd " + space.local("out-b.tar") + "; readlink d/link")).isEqualTo("e");
    get("--zip", "-o", space.local("archives").resolve("b.zip").toString(), at("d")).ok();
    assertThat(unpackAndCompare("b.zip", "d")).isEmpty();
  }

  @Test
  void wrongUseIsToldInOneLine() throws Exception {
    space.sh("echo f > f; mkdir d; echo f > d/f");
    Path out = space.local("archives").resolve("c.tar");
    for (String[] words :
        new String[][] {
          {"--tar", "-o", out.toString(), at("none")},
          {"--tar", "-o", out.toString(), at("f"), at("d/f")},
          {"--tar", "-o", out.toString(), "/etc"},
          {"--tar", "-o", space.local("archives").toString(), at("f")},
          {"-o", out.toString(), at("f")},
          {"--tar", "--zip", "-o", out.toString(), at("f")}
        }) {
      Shell.Result result = get(words);
      assertThat(result.code()).as(List.of(words).toString()).isNotZero();
      assertThat(result.errors()).hasLineCount(1);
      assertThat(out).doesNotExist();
    }
    assertThat(space.sh("ls -A " + space.local("archives"))).isEmpty();
  }
}
