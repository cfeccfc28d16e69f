package org.vosfs.cutout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.fits.CutPlan;
import org.vosfs.fits.CutoutException;
import org.vosfs.fits.CutoutSpec;
import org.vosfs.fits.FitsSource;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FileType;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.Reason;
import org.vosfs.vospace.VospaceException;

/**
 * Makes parts of files and keeps them for a while. Those who want the same part at the same time
 * wait for one making, in another thread, and no longer than the deadline; the making goes on and
 * serves the next who asks. Thread-safe.
 */
public final class Cutouts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cutouts.class);

  private final FileSystem files;
  private final Service service;
  private final Results results;
  private final Executor makers;
  private final Duration patience;
  private final Map<PartKey, CompletableFuture<Results.Result>> making = new ConcurrentHashMap<>();

  /**
   * Where results lie and how much.
   *
   * @param directory of its own; what is in it goes
   * @param limit most bytes of results on disk
   * @param floor bytes of the disk that stay free
   * @param patience longest wait of a caller
   */
  public record Settings(Path directory, long limit, long floor, Duration patience) {}

  /**
   * Over the files of a mount.
   *
   * @param makers makes the parts, a few at a time
   */
  public Cutouts(FileSystem files, Service service, Settings settings, Executor makers)
      throws IOException {
    this.files = files;
    this.service = service;
    this.results = new Results(settings.directory(), settings.limit(), settings.floor());
    this.makers = makers;
    this.patience = settings.patience();
  }

  /**
   * The part as a local file, to be read at once: it goes when others need its room.
   *
   * @param file seen in the mount
   * @throws FsException with the reason in one line
   */
  public Path make(Location file, CutoutSpec spec) throws FsException {
    Attributes attributes = files.attributes(file);
    requireFile(file, attributes);
    return result(PartKey.of(attributes, spec)).file();
  }

  static void requireFile(Location at, Attributes attributes) throws FsException {
    if (attributes.type() != FileType.FILE) {
      throw new FsException(Reason.INVALID, at + " is no file; a link has to be followed first");
    }
  }

  /** What was made of a part, or is made now. */
  Results.Result result(PartKey key) throws FsException {
    Results.Result known = results.find(key);
    if (known != null && Files.exists(known.file())) {
      return known;
    }
    CompletableFuture<Results.Result> mine = new CompletableFuture<>();
    CompletableFuture<Results.Result> running = making.putIfAbsent(key, mine);
    if (running == null) {
      begin(key, mine);
      running = mine;
    }
    return join(running);
  }

  private void begin(PartKey key, CompletableFuture<Results.Result> mine) {
    try {
      makers.execute(
          () -> {
            try {
              mine.complete(results.make(key, file -> make(key, file)));
            } catch (IOException | RuntimeException | Error e) {
              mine.completeExceptionally(e);
            } finally {
              making.remove(key, mine);
            }
          });
    } catch (RejectedExecutionException e) {
      making.remove(key, mine);
      mine.completeExceptionally(new FsException(Reason.IO, "the mount ends"));
    }
  }

  private Results.Result join(CompletableFuture<Results.Result> running) throws FsException {
    try {
      return running.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw translated(e.getCause());
    } catch (TimeoutException e) {
      throw new FsException(
          Reason.TIMED_OUT, "the cutout is still being made; what asks later will find it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FsException(Reason.IO, "interrupted while waiting for a cutout");
    }
  }

  private static FsException translated(@org.jspecify.annotations.Nullable Throwable cause) {
    if (cause instanceof FsException known) {
      return known;
    }
    if (cause instanceof CutoutException refused) {
      Reason reason =
          switch (refused.kind()) {
            case NO_EXTENSION -> Reason.NO_ENTRY;
            case TOO_LARGE -> Reason.TOO_BIG;
            default -> Reason.INVALID;
          };
      return new FsException(reason, String.valueOf(refused.getMessage()));
    }
    String why = cause == null ? "failed" : String.valueOf(cause.getMessage());
    return new FsException(Reason.IO, "no cutout: " + why, cause);
  }

  private void make(PartKey key, Path to) throws IOException {
    Location at = new Location(key.file(), org.vosfs.base.NodePath.ROOT);
    long handle = files.open(at, OpenMode.READ).handle();
    try (FileChannel out =
        FileChannel.open(
            to, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      make(at, new HandleSource(files, handle, key.size()), key.spec(), out);
      if (!key.isOf(files.attributes(handle)) || !key.isOf(files.attributes(at))) {
        throw new FsException(Reason.STALE, "the file changed while a part of it was cut out");
      }
    } finally {
      files.release(handle);
    }
  }

  private void make(Location at, FitsSource source, CutoutSpec spec, FileChannel out)
      throws IOException {
    CutPlan plan;
    try {
      plan = CutPlan.of(source, spec, results.limit());
    } catch (CutoutException e) {
      // The service knows more projections.
      boolean hope = e.kind() == CutoutException.Kind.NO_WCS && served(at, spec, out);
      if (hope && ResultCheck.isFits(out)) {
        return;
      }
      throw e;
    }
    if (!(spec instanceof CutoutSpec.Headers) && served(at, spec, out)) {
      if (ResultCheck.isAsPlanned(plan, out)) {
        return;
      }
      log.info("{}{}: the service cut something else; cut here", at, spec.text());
    }
    out.truncate(0);
    plan.writeTo((place, bytes) -> write(out, place, bytes));
  }

  /** True when the service made it; its refusals are judged by making it here. */
  private boolean served(Location at, CutoutSpec spec, FileChannel out) throws IOException {
    out.truncate(0);
    try {
      return service.cut(at, spec, new Bounded(out, results.limit()));
    } catch (VospaceException e) {
      if (e instanceof VospaceException.Local && e.getCause() instanceof IOException own) {
        throw own;
      }
      log.info("{}{}: the service does not cut: {}", at, spec.text(), e.getMessage());
      return false;
    }
  }

  private static void write(FileChannel out, long at, ByteBuffer bytes) throws IOException {
    long place = at;
    while (bytes.hasRemaining()) {
      place += out.write(bytes, place);
    }
  }

  /** Also what is being made is given up: what it stands on ends. */
  @Override
  public void close() throws IOException {
    results.close();
  }
}
