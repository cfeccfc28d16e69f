package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.ByteRange;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagedState;
import org.vosfs.upload.UploadQueue;
import org.vosfs.upload.UploadState;
import org.vosfs.upload.UploadStatus;

/** What is not on the service yet, and what a person can do about it. */
final class PendingCalls {
  private static final int STEP = 1 << 20;

  private final Shared shared;
  private final Recovery recovery;
  private final EmptyNodes emptyNodes;

  PendingCalls(Shared shared, Recovery recovery) {
    this.shared = shared;
    this.recovery = recovery;
    this.emptyNodes = new EmptyNodes(shared.client());
  }

  /**
   * One staged file and where it stands.
   *
   * @param file null for what an earlier process left unfinished
   */
  private record Unsent(
      StagedFile staged, @Nullable OpenFile file, NodePath path, Optional<UploadStatus> upload) {}

  private List<Unsent> all() {
    Map<StagedFile, OpenFile> inUse = new HashMap<>();
    for (OpenFile file : shared.openFiles().all()) {
      StagedFile staged = file.staged();
      if (staged != null) {
        inUse.put(staged, file);
      }
    }
    List<Unsent> all = new ArrayList<>();
    for (StagedFile staged : shared.staging().all()) {
      OpenFile file = inUse.get(staged);
      if (file != null && !file.isUnlinked()) {
        all.add(new Unsent(staged, file, path(file), shared.uploads().status(file.upload())));
      } else if (shared.leftovers().contains(staged)) {
        all.add(new Unsent(staged, null, staged.facts().path(), Optional.empty()));
      }
    }
    return all;
  }

  private NodePath path(OpenFile file) {
    StagedFile staged = file.staged();
    try {
      return shared.tree().path(file.entry);
    } catch (FsException e) {
      return staged == null ? NodePath.ROOT : staged.facts().path();
    }
  }

  private List<Unsent> below(NodePath place) {
    return all().stream().filter(one -> posix(one.path()).startsWith(place)).toList();
  }

  private NodePath posix(NodePath path) {
    NodePath shown = NodePath.ROOT;
    for (String name : path.names()) {
      shown = shown.resolve(shared.settings().names().toPosix(name));
    }
    return shown;
  }

  List<PendingFile> list(NodePath place) {
    return below(place).stream().map(this::told).toList();
  }

  private PendingFile told(Unsent one) {
    String journalled = one.staged().facts().problem();
    String last = one.upload().map(UploadStatus::problem).orElse(journalled);
    return new PendingFile(
        posix(one.path()).toString(),
        States.of(one.staged(), one.upload()),
        one.upload().filter(u -> u.state() != UploadState.FAILED).isPresent(),
        one.staged().size(),
        one.upload().map(UploadStatus::sent).orElse(0L),
        one.upload().map(UploadStatus::rate).orElse(0L),
        one.upload().map(UploadStatus::attempts).orElse(0),
        one.upload().map(UploadStatus::pause).orElse(0L),
        last == null ? "" : last,
        one.staged().file());
  }

  /** Sends what waits there now, without the rest of its quiet time. */
  void hurry(NodePath place) {
    shared.uploads().hurry(queued(place));
  }

  /** Waits until what is queued there now has been sent, or has failed, or time is over. */
  void await(NodePath place, Duration patience) {
    shared.uploads().await(queued(place), patience);
  }

  private Set<Long> queued(NodePath place) {
    return below(place).stream()
        .filter(one -> one.file() != null)
        .map(one -> one.staged().facts().id())
        .collect(Collectors.toSet());
  }

  /** Sends what waits, failed, or was interrupted; gives how many files. */
  int retry(NodePath place) throws IOException {
    List<Unsent> found = required(place);
    for (Unsent one : found) {
      OpenFile file = one.file();
      if (file == null) {
        recovery.adopt(one.staged());
      } else if (one.upload().isPresent()) {
        file.setProblem(null);
        begin(one.staged(), file);
      }
    }
    return found.size();
  }

  private void begin(StagedFile staged, OpenFile file) throws IOException {
    try {
      if (staged.facts().state() == StagedState.FAILED) {
        staged.update(f -> f.withState(StagedState.READY, null));
      }
    } catch (IOException e) {
      if (staged.isGone()) {
        return; // it has been sent in this moment
      }
      throw e;
    }
    shared.uploads().retry(file.upload());
  }

  /**
   * Copies what was written to a new local file.
   *
   * @return bytes of the base version that are neither here nor to be had: holes in the copy
   */
  long export(NodePath place, Path destination) throws IOException {
    List<Unsent> found = required(place);
    if (found.size() > 1) {
      throw new FsException(Reason.INVALID, found.size() + " files are unsent there; name one");
    }
    StagedFile staged = found.get(0).staged();
    complete(found.get(0));
    List<ByteRange> missing = staged.missing(0, staged.size());
    try (FileChannel out =
        FileChannel.open(
            destination,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      long at = 0;
      for (ByteRange hole : missing) {
        copy(staged, at, hole.start(), out);
        at = hole.end();
      }
      copy(staged, at, staged.size(), out);
      if (out.size() < staged.size()) {
        out.write(ByteBuffer.wrap(new byte[1]), staged.size() - 1);
      }
      out.force(true);
    }
    return missing.stream().mapToLong(range -> range.end() - range.start()).sum();
  }

  private void complete(Unsent one) {
    try {
      OpenFile file = one.file();
      FileIo.complete(file == null ? recovery.lookAt(one.staged()) : file);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(PendingCalls.class)
          .info("{}: exported without its missing base: {}", one.path(), e.getMessage());
    }
  }

  private static void copy(StagedFile from, long start, long end, FileChannel out)
      throws IOException {
    for (long at = start; at < end; at += STEP) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(STEP, end - at));
      from.read(at, bytes);
      bytes.flip();
      if (!isZero(bytes)) {
        out.write(bytes, at);
      }
    }
  }

  /** Holes stay holes. */
  private static boolean isZero(ByteBuffer bytes) {
    for (int i = 0; i < bytes.limit(); i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Throws unsent bytes away; the file is again what the service has. Gives how many files. */
  int discard(NodePath place) throws IOException {
    List<Unsent> found = required(place);
    for (Unsent one : found) {
      OpenFile file = one.file();
      if (file != null && shared.openFiles().isOpen(file.entry)) {
        throw new FsException(Reason.BUSY, posix(one.path()) + " is open; close it first");
      }
    }
    for (Unsent one : found) {
      OpenFile file = one.file();
      if (file == null) {
        shared.leftovers().remove(one.staged());
        one.staged().discard();
      } else {
        discard(file, one.staged(), one.path());
      }
    }
    return found.size();
  }

  private void discard(OpenFile file, StagedFile staged, NodePath path) throws IOException {
    UploadQueue.Hold hold = shared.uploads().hold(path, shared.settings().deadline());
    if (hold == null) {
      throw new FsException(Reason.BUSY, "its upload could not be stopped in time: " + path);
    }
    try (hold) {
      shared.uploads().withdraw(file.upload());
      Entry entry = file.entry;
      boolean wasSeen = entry.remote || staged.facts().remoteTouched();
      boolean wasNew = file.base() == null && staged.facts().remoteTouched();
      file.abandon();
      if (wasNew) {
        emptyNodes.remove(path);
      }
      shared.openFiles().forgetUnused(file);
      Entry directory = shared.tree().parentOf(entry);
      if (directory != null) {
        Changes.gone(shared, directory, shared.tree().nameOf(entry), entry);
        if (wasSeen) {
          shared.meta().forgetListing(directory.number); // what the service has is looked up anew
          shared.meta().forgetAbsence(directory.number, entry.name);
        }
      }
    }
  }

  private List<Unsent> required(NodePath place) throws FsException {
    List<Unsent> found = below(place);
    if (found.isEmpty()) {
      throw new FsException(Reason.NO_ENTRY, "nothing is unsent at " + place);
    }
    return found;
  }
}
