package org.vosfs.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.cache.block.Adoption;
import org.vosfs.cache.block.ContentKey;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.cache.staging.StagedState;
import org.vosfs.upload.Attempts;
import org.vosfs.upload.UploadItem;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.Version;

/** The way of one open file to the service, and what its outcome means for the filesystem. */
final class OpenFileUpload implements UploadItem {
  private static final Logger log = LoggerFactory.getLogger(OpenFileUpload.class);

  private final Shared shared;
  private final Contents contents;
  private final OpenFile file;

  /** The staged file; read without the file's lock, since the queue asks under its monitor. */
  private volatile @Nullable StagedFile staged;

  OpenFileUpload(Shared shared, Contents contents, OpenFile file) {
    this.shared = shared;
    this.contents = contents;
    this.file = file;
  }

  @Override
  public StagedFile staged() {
    return Objects.requireNonNull(staged, "only staged files are uploaded");
  }

  /** The file became staged. */
  void bind(StagedFile now) {
    staged = now;
  }

  @Override
  public NodePath path() throws IOException {
    return shared.tree().path(file.entry);
  }

  @Override
  public boolean settle(StagedFile sent) throws IOException {
    return file.settle(sent);
  }

  @Override
  public void complete() throws IOException {
    FileIo.complete(file);
  }

  @Override
  public @Nullable Version base() {
    return file.base();
  }

  @Override
  public boolean isKnownAbsent() {
    Long since = file.absentSince;
    if (since != null && shared.ticker().read() - since < shared.settings().deadline().toNanos()) {
      return true;
    }
    Entry directory = shared.tree().parentOf(file.entry);
    try {
      return directory != null && shared.absences().isAbsent(directory.number, path());
    } catch (IOException e) {
      return false; // its name is gone: whoever sends it finds out
    }
  }

  @Override
  public boolean isOwnEarlier(Version told) {
    if (Attempts.include(staged().facts().uploaded(), told)) {
      return true;
    }
    OwnResult own = file.entry.own;
    if (own == null) {
      return isOfFormerMount(told);
    }
    return (own.version().sameContentAs(told)
        || !own.isOverruledBy(told, shared.isLagging(), shared.ticker().read()));
  }

  /** The records may have caught up with it only now, or still show what it replaced. */
  private boolean isOfFormerMount(Version told) {
    try {
      long since = shared.clock().instant().getEpochSecond() - OwnResult.LAG_SECONDS;
      return shared.staging().results().at(path(), since).stream()
          .anyMatch(version -> Version.parse(version).sameContentAs(told));
    } catch (IOException e) {
      log.warn("{}: what was stored lately cannot be looked up: {}", file.entry, e.getMessage());
      return false;
    }
  }

  /** For the next process: this one knows by {@link OwnResult}. */
  private void remember(OwnResult own) {
    if (!shared.isLagging()) {
      return;
    }
    try {
      long now = shared.clock().instant().getEpochSecond();
      Version replaced = own.replaced();
      List<String> told =
          replaced == null
              ? List.of(own.version().toText())
              : List.of(replaced.toText(), own.version().toText());
      shared.staging().results().add(path(), told, now, OwnResult.LAG_SECONDS);
    } catch (IOException e) {
      // It is stored all the same; at worst a later change is kept beside it as a conflict.
      log.warn("{}: that it is stored is not journalled: {}", file.entry, e.getMessage());
    }
  }

  @Override
  public Version versionOf(Node.Data node) {
    return shared.versions().of(node);
  }

  @Override
  public boolean stored(Stored stored, long generation, StagedFacts facts) throws IOException {
    Version version = new Version(stored.length(), null, null, stored.md5());
    Entry entry = file.entry;
    OwnResult own =
        new OwnResult(
            version, file.modified(), file.base(), stored.serverDate(), shared.ticker().read());
    // A listing asked for before is older than this: the name is not missing because it lacks it.
    Entry directory = shared.tree().parentOf(entry);
    if (directory != null) {
      shared.tree().noteChange(directory, shared.tree().nameOf(entry));
    }
    // Known before the file is clean: a time set in the same moment must find it, or is forgotten.
    entry.own = own;
    entry.remote = true;
    entry.saved = entry.madeHere ? Long.valueOf(shared.ticker().read()) : null;
    shared.meta().put(entry.number, OwnNodes.stored(shared, entry, version, facts), true);
    remember(own);
    boolean unchanged = becomeClean(version, generation, facts);
    shared.openFiles().forgetUnused(file);
    log.debug("{}: stored {} bytes", entry, stored.length());
    return unchanged;
  }

  /**
   * The bytes stay as cached content, unless they changed meanwhile: others may read them there.
   */
  private boolean becomeClean(Version version, long generation, StagedFacts facts)
      throws IOException {
    StagedFile sent = staged();
    boolean same = sent.generation() == generation;
    try (Adoption kept = same ? prepare(file.entry, sent, version) : null) {
      return file.becomeClean(version, generation, facts, () -> keep(kept));
    }
  }

  /** A second name for the same local file, no copy; null when that cannot be had. */
  private @Nullable Adoption prepare(Entry entry, StagedFile sent, Version version) {
    if (version.length() == 0) {
      return null;
    }
    Path link = shared.blocks().landing("adopt-" + sent.facts().id());
    try {
      ContentKey key = contents.keyOf(entry, version);
      Files.deleteIfExists(link);
      Files.createLink(link, sent.file());
      return shared.blocks().prepare(key, link, entry.lent ? entry : null, file.isLent());
    } catch (IOException | UnsupportedOperationException e) {
      log.debug("{}: not kept in the cache: {}", entry, e.toString());
      return null;
    }
  }

  private void keep(@Nullable Adoption prepared) {
    try {
      if (prepared != null) {
        prepared.finish();
      }
    } catch (IOException e) {
      log.debug("{}: not kept in the cache: {}", file.entry, e.toString());
    }
  }

  @Override
  public void conflict(Node theirs) throws IOException {
    EntryTree tree = shared.tree();
    Entry entry = file.entry;
    Entry directory = tree.parentOf(entry);
    if (directory == null) {
      throw new FsException(Reason.NO_ENTRY, "removed meanwhile");
    }
    String name = tree.nameOf(entry);
    String aside = ConflictNames.of(shared, name);
    NodePath path = tree.path(directory).resolve(aside);
    staged()
        .update(
            f ->
                f.withPath(path)
                    .withBase(null, 0)
                    .withRemoteTouched(false)
                    .withUploaded(null)
                    .withState(StagedState.READY, "conflict: " + name + " was changed by another"));
    file.rebase(null);
    tree.changing(
        () -> {
          tree.move(entry, directory, aside);
          tree.noteChange(directory, name);
          tree.noteChange(directory, aside);
        });
    entry.own = null;
    entry.remote = false;
    entry.keyed = null;
    entry.conflict = true;
    shared.meta().forget(entry.number);
    Entry other = tree.ensure(directory, name, NodeIntake.typeOf(theirs));
    other.remote = true;
    shared.meta().put(other.number, theirs, false);
    shared.meta().childAdded(directory.number, aside);
    shared.watch().nameChanged(directory, name);
    shared.watch().nameChanged(directory, aside);
    log.warn("conflict: {} was changed by another; this mount's content goes to {}", name, path);
    shared.uploads().submit(this);
  }

  @Override
  public void failed(Exception cause, String problem) {
    FsException failure =
        cause instanceof org.vosfs.vospace.VospaceException fault
            ? RemoteFaults.translate(fault)
            : RemoteFaults.translate(
                cause instanceof IOException io ? io : new IOException(problem, cause));
    file.setProblem(failure);
    try {
      staged().update(f -> f.withState(StagedState.FAILED, problem));
    } catch (IOException e) {
      log.error("{}: its failure could not be journalled", file.entry, e);
    }
  }
}
