package org.vosfs.model;

import static org.vosfs.model.Op.Kind.DELETE_UNDER_WRITER;
import static org.vosfs.model.Op.Kind.OPEN;
import static org.vosfs.model.Op.Kind.WRITE_FILE;
import static org.vosfs.model.Op.op;
import static org.vosfs.testing.FakeVospace.Manner.CAVERN;
import static org.vosfs.testing.FakeVospace.Manner.VAULT;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.Statement;

/** Histories that once failed, shrunk by {@link ModelTest}. */
class ModelRegressionTest {
  @TempDir Path directory;

  private Histories histories;

  @BeforeEach
  void open() {
    histories = new Histories(directory);
  }

  @Test
  @Statement("A file that `open` made is sent, also when it was opened for reading only")
  void fileMadeByAnOpenForReadingIsSent() throws Exception {
    histories.check(VAULT, 62, op(OPEN, "/a", "/d/s", 2180, 1538, 4));
    histories.check(CAVERN, 15, op(OPEN, "/b", "/e/c d", 2805, 2492, 4));
  }

  @Test
  @Statement(
      "A file removed by others while it has changes here that are not sent yet stays, "
          + "and is sent anew")
  void changedFileThatOthersRemovedIsShownAndSentAnew() throws Exception {
    histories.check(
        VAULT,
        70028,
        op(WRITE_FILE, "/e", "/e", 2781, 425, 0),
        op(DELETE_UNDER_WRITER, "/e", "/a", 1687, 369, 2));
    histories.check(
        CAVERN,
        70029,
        op(WRITE_FILE, "/e", "/e", 79, 2301, 3),
        op(DELETE_UNDER_WRITER, "/e", "/d/s/e", 71113, 173441, 0));
  }
}
