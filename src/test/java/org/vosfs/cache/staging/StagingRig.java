package org.vosfs.cache.staging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.vosfs.base.NodePath;

/** A staging directory that can be killed, rebooted and tampered with. */
final class StagingRig implements AutoCloseable {
  static final int BLOCK = 16;

  private final Path temporary;
  private int generation;
  private Path directory;
  private Staging staging;
  private String boot = "boot0";

  StagingRig(Path temporary) throws IOException {
    this.temporary = temporary;
    this.directory = temporary.resolve("staging0");
    this.staging = openStaging(Surroundings.Disk.LOCAL);
  }

  private Staging openStaging(Surroundings.Disk disk) throws IOException {
    return Staging.open(new StagingSettings(directory, BLOCK), new Surroundings(disk, boot));
  }

  Staging staging() {
    return staging;
  }

  Path directory() {
    return directory;
  }

  /** What would be found if the process were killed now; the old one is out of the way. */
  void kill() throws IOException {
    generation++;
    Path next = temporary.resolve("staging" + generation);
    StagedFileShadowTest.copy(directory, next);
    staging.close();
    directory = next;
  }

  void close(boolean orderly) throws IOException {
    if (orderly) {
      staging.close();
    } else {
      kill();
    }
  }

  void reboot() {
    boot = "boot" + (generation + 1000);
  }

  Staging open() throws IOException {
    staging = openStaging(Surroundings.Disk.LOCAL);
    return staging;
  }

  Staging open(Surroundings.Disk disk) throws IOException {
    staging = openStaging(disk);
    return staging;
  }

  /** Changes the journal of a staging that is not open. */
  void sql(String statement) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("journal.db"));
        Statement run = connection.createStatement()) {
      run.executeUpdate(statement);
    }
  }

  Path data(long id) {
    return directory.resolve("files").resolve(String.format("%016x.data", id));
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  StagedFile newFile(String path, String text) throws IOException {
    StagedFile file = staging.create(StagedFacts.newFile(1, NodePath.of(path)));
    file.write(0, bytes(text));
    return file;
  }

  StagedFile acknowledged(String path, String text) throws IOException {
    StagedFile file = newFile(path, text);
    file.update(facts -> facts.withAcknowledged(true).withState(StagedState.READY));
    return file;
  }

  @Override
  public void close() throws IOException {
    staging.close();
  }
}
