package org.vosfs.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir Path temporary;

  /** The other process: holds the lock until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (DirectoryLock lock = DirectoryLock.take(Path.of(arguments[0]), "test")) {
        System.out.println("locked");
        System.in.read();
      }
    }
  }

  @Test
  void anotherProcessIsNamedAndItsDeathFreesTheDirectory() throws Exception {
    Path directory = temporary.resolve("locked");
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader says =
        new BufferedReader(
            new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(says.readLine()).isEqualTo("locked");
      assertThatThrownBy(() -> DirectoryLock.take(directory, "staging"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "staging directory " + directory + " is in use by process " + holder.pid());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    DirectoryLock.take(directory, "staging").close();
  }

  @Test
  void refusedAttemptInTheSameProcessLeavesTheLockInPlace() throws IOException {
    Path directory = temporary.resolve("locked");
    try (DirectoryLock lock = DirectoryLock.take(directory, "test")) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> DirectoryLock.take(directory, "test"))
            .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
      }
    }
    DirectoryLock again = DirectoryLock.take(directory, "test");
    again.close();
    again.close();
  }

  @Test
  void whatCannotBeLookedAtSaysWhy() throws IOException {
    Path circle = Files.createSymbolicLink(temporary.resolve("circle"), Path.of("circle"));
    assertThatThrownBy(() -> DirectoryLock.take(circle, "test"))
        .hasMessageContaining("cannot use test directory " + circle)
        .hasMessageNotContaining("not a directory");
  }

  @Test
  void unusableDirectoriesSaySo() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> DirectoryLock.take(file, "test"))
        .hasMessage("cannot use test directory " + file + ": not a directory");
    Path below = file.resolve("below");
    assertThatThrownBy(() -> DirectoryLock.take(below, "test"))
        .hasMessageStartingWith("cannot use test directory " + below + ": ");
  }

  @Test
  void diskFullIsRecognisedByItsText() {
    IOException full = new IOException("No space left on device");
    assertThat(DiskFullException.explain(full))
        .isInstanceOf(DiskFullException.class)
        .hasCause(full);
    assertThat(
            DiskFullException.explain(
                new java.nio.file.FileSystemException("/x", null, "Disk quota exceeded")))
        .isInstanceOf(DiskFullException.class);
    IOException other = new IOException("Input/output error");
    assertThat(DiskFullException.explain(other)).isSameAs(other);
    IOException nameless = new IOException();
    assertThat(DiskFullException.explain(nameless)).isSameAs(nameless);
  }
}
