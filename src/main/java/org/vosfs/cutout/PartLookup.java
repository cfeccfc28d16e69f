package org.vosfs.cutout;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.fits.CutoutException;
import org.vosfs.fits.CutoutNames;
import org.vosfs.fits.CutoutSpec;
import org.vosfs.fs.Attributes;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FileType;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.Reason;

/** From names to parts of files. Thread-safe. */
final class PartLookup {
  private static final Logger log = LoggerFactory.getLogger(PartLookup.class);

  /** Files that may be FITS, by name: only their names are tried in another meaning. */
  private static final List<String> ENDINGS =
      List.of(".fits", ".fit", ".fts", ".fits.fz", ".fit.fz", ".fz");

  private static final int READABLE = 0444;

  private final FileSystem files;
  private final Cutouts cutouts;
  private final Parts parts = new Parts();

  PartLookup(FileSystem files, Cutouts cutouts) {
    this.files = files;
    this.cutouts = cutouts;
  }

  /**
   * A part, made.
   *
   * @param file of which it is one
   */
  record Found(Location file, PartKey key, Attributes attributes) {}

  private record Candidate(Location file, String spec) {}

  /** Whether a name may mean a part; nobody is asked. */
  boolean isCandidate(Location at) {
    return candidate(at).isPresent();
  }

  private static Optional<Candidate> candidate(Location at) {
    if (at.rest().isRoot()) {
      return Optional.empty();
    }
    return CutoutNames.split(at.rest().name())
        .filter(named -> isFits(named.file()) && NodePath.isName(named.file()))
        .map(
            named ->
                new Candidate(
                    new Location(at.anchor(), at.rest().parent().resolve(named.file())),
                    named.spec()));
  }

  private static boolean isFits(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(lower::endsWith);
  }

  boolean isNumbered(Location at) {
    return Parts.isNumber(at.anchor());
  }

  /** The part of a number that the kernel knows. */
  Found numbered(Location at) throws FsException {
    if (!at.rest().isRoot()) {
      throw new FsException(Reason.NOT_DIRECTORY, "a part of a file: " + at);
    }
    PartKey key =
        parts
            .of(at.anchor())
            .orElseThrow(() -> new FsException(Reason.STALE, "not known any more: " + at));
    Location file = new Location(key.file(), NodePath.ROOT);
    Attributes attributes = files.attributes(file);
    if (!key.isOf(attributes)) {
      throw new FsException(Reason.STALE, "the file has another content: " + at);
    }
    return found(file, attributes, key);
  }

  /**
   * The part that a name means, now that nothing real has it.
   *
   * @throws FsException {@code absent} when it means none; what is wrong with the part otherwise
   */
  Found insteadOf(Location at, FsException absent) throws FsException {
    boolean none =
        absent.reason() == Reason.NO_ENTRY
            || absent.reason() == Reason.INVALID
            || absent.reason() == Reason.NAME_TOO_LONG;
    Optional<Candidate> candidate = none ? candidate(at) : Optional.empty();
    if (candidate.isEmpty()) {
      throw absent;
    }
    CutoutSpec spec;
    Attributes attributes;
    Location file = candidate.get().file();
    try {
      spec = CutoutNames.spec(candidate.get().spec());
      attributes = files.attributes(file);
    } catch (CutoutException e) {
      throw absent; // a name like any other
    } catch (FsException e) {
      throw e.reason() == Reason.NO_ENTRY ? absent : e;
    }
    if (attributes.type() != FileType.FILE) {
      throw absent;
    }
    try {
      return found(file, attributes, PartKey.of(attributes, spec));
    } catch (FsException e) {
      log.info("{}: {}", at, e.getMessage());
      throw e;
    }
  }

  private Found found(Location file, Attributes of, PartKey key) throws FsException {
    long size = cutouts.result(key).length();
    Attributes attributes =
        new Attributes(
            parts.number(key),
            FileType.FILE,
            of.permissions() & READABLE,
            1,
            size,
            size,
            of.accessed(),
            of.modified(),
            of.changed(),
            of.fresh());
    return new Found(file, key, attributes);
  }

  /** Whether a name means a part of a file that there is; the part is not made for that. */
  boolean isPart(Location at) {
    Optional<Candidate> candidate = candidate(at);
    if (candidate.isEmpty()) {
      return false;
    }
    try {
      var unused = CutoutNames.spec(candidate.get().spec());
      return files.attributes(candidate.get().file()).type() == FileType.FILE;
    } catch (CutoutException | FsException e) {
      return false;
    }
  }
}
