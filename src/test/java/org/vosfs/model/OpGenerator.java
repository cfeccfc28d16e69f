package org.vosfs.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.vosfs.base.NodePath;

/** Random histories from one seed. */
final class OpGenerator {
  private static final String[] DIRECTORIES = {"", "/d", "/e", "/d/s"};
  private static final String[] NAMES = {"a", "b", "c d", "d", "e", "s"};

  /** How often each kind comes; the rest once. */
  private static final List<Op.Kind> WEIGHTED = new ArrayList<>();

  static {
    for (Op.Kind kind : Op.Kind.values()) {
      int weight =
          switch (kind) {
            case WRITE_FILE, RENAME -> 6;
            case APPEND, WRITE_HANDLE, OPEN, MKDIR, QUIET -> 4;
            case READ_HANDLE, UNLINK, READ, CLOSE_HANDLE, LIST -> 3;
            case TRUNCATE, TRUNCATE_HANDLE, EXPIRE, REMOTE_PUT -> 2;
            default -> 1;
          };
      for (int i = 0; i < weight; i++) {
        WEIGHTED.add(kind);
      }
    }
  }

  private final Random random;

  OpGenerator(long seed) {
    this.random = new Random(seed);
  }

  List<Op> take(int count) {
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Op.Kind kind = WEIGHTED.get(random.nextInt(WEIGHTED.size()));
      int size = random.nextInt(8) == 0 ? 400_000 : 3000;
      ops.add(
          new Op(
              kind, path(), path(), random.nextInt(size), random.nextInt(size), random.nextInt(4)));
    }
    return ops;
  }

  private NodePath path() {
    String directory = DIRECTORIES[random.nextInt(DIRECTORIES.length)];
    return NodePath.of(directory + "/" + NAMES[random.nextInt(NAMES.length)]);
  }
}
