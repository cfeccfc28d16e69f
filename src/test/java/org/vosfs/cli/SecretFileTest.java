package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code vosfs login} keeps what it got. */
class SecretFileTest {
  @TempDir Path directory;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<String> names(Path place) throws IOException {
    try (Stream<Path> all = Files.list(place)) {
      return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void aNewFileIsItsOwnersAloneAndSoAreTheDirectoriesMadeForIt() throws Exception {
    Path file = directory.resolve("home/.ssl/cadcproxy.pem");
    SecretFile.write(file, "secret é\n");
    assertThat(file).hasContent("secret é");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(directory.resolve("home"))).isEqualTo("rwx------");
    assertThat(mode(directory.resolve("home/.ssl"))).isEqualTo("rwx------");
    assertThat(names(directory.resolve("home/.ssl"))).containsExactly("cadcproxy.pem");
  }

  @Test
  void anOldFileIsReplacedInOneStepWhateverItsMode() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    Object before = Files.readAttributes(file, "unix:ino").get("ino");
    try (var reader = Files.newInputStream(file)) {
      SecretFile.write(file, "new");
      assertThat(reader.readAllBytes())
          .as("who reads the old one goes on")
          .asString()
          .isEqualTo("old");
    }
    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isNotEqualTo(before);
    assertThat(names(directory)).containsExactly("token");
  }

  @Test
  void aLinkStaysALink() throws Exception {
    Path real = Files.writeString(directory.resolve("real"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    SecretFile.write(link, "new");
    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("new");
  }

  @Test
  void whatCannotBeWrittenLeavesNothingBehind() throws Exception {
    Path taken = Files.createDirectories(directory.resolve("taken/by-a-directory"));
    assertThatThrownBy(() -> SecretFile.write(directory.resolve("taken"), "x"))
        .isInstanceOf(IOException.class);
    assertThat(taken).isDirectory();
    assertThat(names(directory)).containsExactly("taken");
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> SecretFile.write(file.resolve("below"), "x"))
        .isInstanceOf(IOException.class);
  }
}
