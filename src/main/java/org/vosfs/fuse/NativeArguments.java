package org.vosfs.fuse;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@code struct fuse_args}. libfuse parses it more than once and then puts a list of its own in
 * place of ours, which lives as long as the process: a few hundred bytes for each mount. Not
 * thread-safe.
 */
final class NativeArguments implements AutoCloseable {
  /** int argc; char **argv; int allocated. */
  private static final int STRUCT = 24;

  private static final int VECTOR = 8;

  private final long struct;
  private final long vector;
  private final List<NativeText> words = new ArrayList<>();

  NativeArguments(List<String> arguments) {
    struct = NativeMemory.allocate(STRUCT);
    vector = NativeMemory.allocate((arguments.size() + 1L) * Long.BYTES);
    for (String argument : arguments) {
      NativeText word = new NativeText(argument);
      NativeMemory.putLong(vector + (long) words.size() * Long.BYTES, word.address());
      words.add(word);
    }
    NativeMemory.putInt(struct, arguments.size());
    NativeMemory.putLong(struct + VECTOR, vector);
  }

  long address() {
    return struct;
  }

  /** The {@code char **argv} alone. */
  long vector() {
    return vector;
  }

  int count() {
    return words.size();
  }

  @Override
  public void close() {
    words.forEach(NativeText::close);
    NativeMemory.free(vector);
    NativeMemory.free(struct);
  }
}
