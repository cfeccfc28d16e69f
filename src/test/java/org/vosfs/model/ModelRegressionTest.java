package org.vosfs.model;

import static org.vosfs.model.Op.Kind.CONFLICT;
import static org.vosfs.model.Op.Kind.CRASH;
import static org.vosfs.model.Op.Kind.DELETE_UNDER_WRITER;
import static org.vosfs.model.Op.Kind.FAULT;
import static org.vosfs.model.Op.Kind.OPEN;
import static org.vosfs.model.Op.Kind.REMOTE_PUT;
import static org.vosfs.model.Op.Kind.RENAME;
import static org.vosfs.model.Op.Kind.TICK;
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

  @Test
  @Statement("What a crash cut off is kept also when another file gets its name by `rename`")
  void interruptedFileOutlivesARenameOverItsName() throws Exception {
    histories.check(
        CAVERN,
        3565,
        op(WRITE_FILE, "/c d", "/e/c d", 242, 933, 2),
        op(OPEN, "/d", "/c d", 2253, 1493, 5),
        op(TICK, "/e/b", "/d/s/d", 533, 2332, 5),
        op(CRASH, "/e/b", "/d/s/a", 140435, 293451, 6),
        op(RENAME, "/c d", "/d", 930, 333, 2),
        op(CRASH, "/d", "/d/a", 564, 2307, 3));
  }

  @Test
  void renameOverAFileWhoseUploadNeverArrived() throws Exception {
    histories.check(
        VAULT,
        1104,
        op(WRITE_FILE, "/c d", "/d/b", 1732, 2843, 2),
        op(WRITE_FILE, "/b", "/d/s/e", 157174, 125229, 4),
        op(FAULT, "/a", "/a", 2485, 782, 2),
        op(TICK, "/a", "/d/s", 454, 1610, 3),
        op(RENAME, "/b", "/c d", 1045, 2633, 6));
  }

  @Test
  void aFileOpenedToBeReplacedWhenTheMountDied() throws Exception {
    histories.check(
        VAULT,
        368,
        op(REMOTE_PUT, "/b", "/d/s/c d", 2536, 2931, 2),
        op(OPEN, "/b", "/c d", 32328, 268543, 1),
        op(CRASH, "/d/e", "/d/e", 921, 2373, 4));
    histories.check(
        VAULT,
        9840,
        op(WRITE_FILE, "/a", "/c d", 129761, 62480, 1),
        op(CONFLICT, "/c d", "/a", 932, 2142, 5),
        op(OPEN, "/a", "/e/s", 1733, 784, 5),
        op(CRASH, "/b", "/d/s/d", 1487, 2157, 6));
  }
}
