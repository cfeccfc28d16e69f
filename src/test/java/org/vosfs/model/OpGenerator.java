package org.vosfs.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.vosfs.base.NodePath;

/** Random histories from one seed. */
final class OpGenerator {
  private static final String[] DIRECTORIES = {"", "", "/d", "/e", "/d/s"};
  private static final String[] NAMES = {"a", "a", "b", "c d", "d", "e", "s"};

  private static final List<Op.Kind> WEIGHTED = new ArrayList<>();

  static {
    for (Op.Kind kind : Op.Kind.values()) {
      int weight =
          switch (kind) {
            case WRITE_HANDLE, RENAME -> 12;
            case OPEN, WRITE_FILE, TICK -> 10;
            case MKDIR -> 7;
            case READ_HANDLE, CLOSE_HANDLE, TRUNCATE_HANDLE, UNLINK, APPEND -> 5;
            case READ, LIST, TRUNCATE, FLUSH_HANDLE, REMOTE_PUT, SET_TIME -> 4;
            case OFFLINE,
                ONLINE,
                FAULT,
                CONFLICT,
                DELETE_UNDER_WRITER,
                STAT_HANDLE,
                CRASH,
                FSYNC_HANDLE,
                RMDIR ->
                3;
            default -> 2;
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
              kind, path(), path(), random.nextInt(size), random.nextInt(size), random.nextInt(8)));
    }
    return ops;
  }

  private NodePath path() {
    String directory = DIRECTORIES[random.nextInt(DIRECTORIES.length)];
    return NodePath.of(directory + "/" + NAMES[random.nextInt(NAMES.length)]);
  }
}
