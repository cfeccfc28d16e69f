package org.vosfs.fs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The filesystem under test, called as the kernel calls it. */
final class VosPosix implements Posix {
  private static final Map<Reason, String> NAMES =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Reason.NO_ENTRY, "ENOENT"),
              Map.entry(Reason.EXISTS, "EEXIST"),
              Map.entry(Reason.NOT_DIRECTORY, "ENOTDIR"),
              Map.entry(Reason.IS_DIRECTORY, "EISDIR"),
              Map.entry(Reason.NOT_EMPTY, "ENOTEMPTY"),
              Map.entry(Reason.ACCESS, "EACCES"),
              Map.entry(Reason.INVALID, "EINVAL"),
              Map.entry(Reason.NAME_TOO_LONG, "ENAMETOOLONG"),
              Map.entry(Reason.LINK_LOOP, "ELOOP"),
              Map.entry(Reason.BAD_HANDLE, "EBADF"),
              Map.entry(Reason.TOO_BIG, "EFBIG")));

  private final FileSystem fs;

  VosPosix(FileSystem fs) {
    this.fs = fs;
  }

  /** A call of the filesystem. */
  @FunctionalInterface
  private interface Call {
    void run() throws FsException;
  }

  private static String name(FsException e) {
    return NAMES.getOrDefault(e.reason(), e.reason() + ": " + e.getMessage());
  }

  private static String answer(Call call) {
    try {
      call.run();
      return "ok";
    } catch (FsException e) {
      return name(e);
    }
  }

  @Override
  public String mkdir(String path) {
    return answer(() -> fs.makeDirectory(Location.of(path), 0755));
  }

  @Override
  public String symlink(String text, String path) {
    return answer(() -> fs.makeLink(Location.of(path), text));
  }

  @Override
  public String rename(String from, String to) {
    return answer(() -> fs.rename(Location.of(from), Location.of(to), RenameMode.REPLACE));
  }

  @Override
  public String unlink(String path) {
    return answer(() -> fs.unlink(Location.of(path)));
  }

  @Override
  public String rmdir(String path) {
    return answer(() -> fs.removeDirectory(Location.of(path)));
  }

  @Override
  public String truncate(String path, long size) {
    return answer(() -> fs.truncate(Location.of(path), size));
  }

  @Override
  public String chmod(String path, int mode) {
    return answer(() -> fs.setPermissions(Location.of(path), mode));
  }

  @Override
  public SortedMap<String, String> tree(String path) throws Exception {
    SortedMap<String, String> tree = new TreeMap<>();
    collect(path, "", tree);
    return tree;
  }

  private void collect(String path, String below, SortedMap<String, String> tree) throws Exception {
    long handle = fs.openDirectory(Location.of(path));
    List<String> names = new ArrayList<>();
    fs.readDirectory(handle, 0, (name, number, type, next) -> names.add(name));
    fs.releaseDirectory(handle);
    names.removeAll(List.of(".", ".."));
    for (String name : names) {
      String at = path + "/" + name;
      Attributes attributes = fs.attributes(Location.of(at));
      switch (attributes.type()) {
        case LINK -> tree.put(below + name, "link");
        case FILE -> tree.put(below + name, "file " + attributes.size() + " " + md5(at));
        case DIRECTORY -> {
          tree.put(below + name, "directory");
          collect(at, below + name + "/", tree);
        }
      }
    }
  }

  private String md5(String path) throws Exception {
    long handle = fs.open(Location.of(path), OpenMode.READ).handle();
    try {
      ByteBuffer bytes = ByteBuffer.allocate((int) fs.attributes(handle).size() + 10);
      fs.read(handle, 0, bytes);
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(bytes.flip());
      return HexFormat.of().formatHex(digest.digest());
    } finally {
      fs.release(handle);
    }
  }

  @Override
  public Opened open(String path, Flags flags, int mode) {
    OpenMode how =
        new OpenMode(
            flags.read(), flags.write(), flags.append(), flags.truncate(), flags.exclusive());
    try {
      Location at = Location.of(path);
      OpenedFile opened = flags.create() ? fs.create(at, how, mode) : fs.open(at, how);
      return new VosOpened(opened.handle(), null);
    } catch (FsException e) {
      return new VosOpened(0, name(e));
    }
  }

  private final class VosOpened implements Opened {
    private final long handle;
    private final @Nullable String failure;

    VosOpened(long handle, @Nullable String failure) {
      this.handle = handle;
      this.failure = failure;
    }

    private String on(Call call) {
      return failure != null ? failure : answer(call);
    }

    @Override
    public String result() {
      return failure == null ? "ok" : failure;
    }

    @Override
    public String read(long offset, int length) {
      ByteBuffer into = ByteBuffer.allocate(length);
      String answer = on(() -> fs.read(handle, offset, into));
      return answer.equals("ok") ? StandardCharsets.UTF_8.decode(into.flip()).toString() : answer;
    }

    @Override
    public String write(long offset, String text) {
      return on(
          () -> fs.write(handle, offset, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public String truncate(long size) {
      return on(() -> fs.truncate(handle, size));
    }

    @Override
    public String size() {
      long[] size = new long[1];
      String answer = on(() -> size[0] = fs.attributes(handle).size());
      return answer.equals("ok") ? Long.toString(size[0]) : answer;
    }

    @Override
    public String close() {
      return on(
          () -> {
            fs.flush(handle);
            fs.release(handle);
          });
    }
  }
}
