package org.vosfs.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.cache.block.BlockCache;
import org.vosfs.cache.meta.MetaCache;
import org.vosfs.cache.staging.Staging;
import org.vosfs.upload.UploadQueue;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.VospaceClient;

/**
 * The filesystem over one space. Only hands each call to the part that does it; the parts meet in
 * {@link Shared}, the entry tree and the files in use.
 *
 * <p>Lock order: name leases → {@link OpenFile} → upload queue → {@link EntryTree} → staging. No
 * lock is held across a network call; leases are not locks (see {@link NameLeases}).
 */
public final class VosFileSystem implements FileSystem {
  private final Shared shared;
  private final Lookup lookup;
  private final Stat stat;
  private final FileCalls files;
  private final DirectoryCalls directories;
  private final NameCalls names;
  private final RenameCalls renames;
  private final FactCalls facts;
  private final SpaceCalls spaces;
  private final ExtendedCalls extended;
  private final Sharing sharing;
  private final PendingCalls pending;
  private final CacheCalls caches;
  private final TreeCalls trees;

  /** What the filesystem stands on; whoever made these closes them, after this. */
  public record Parts(
      VospaceClient client,
      MetaCache meta,
      BlockCache blocks,
      Staging staging,
      UploadQueue uploads) {}

  /**
   * Where time, chance, threads and this machine's name come from.
   *
   * @param background asks the service for what nobody waits for, and for listings
   */
  public record Surroundings(
      InstantSource clock,
      Ticker ticker,
      RandomGenerator random,
      String host,
      Executor background) {}

  /**
   * Takes up what an earlier process left staged, then is ready; asks the service nothing.
   *
   * @param root the mounted container as the service just told it
   */
  public VosFileSystem(FsSettings settings, Parts parts, Surroundings around, Node root) {
    EntryTree tree = new EntryTree();
    NameLeases leases = new NameLeases(tree, around.ticker(), settings.deadline());
    shared =
        new Shared(
            settings,
            parts.client(),
            parts.meta(),
            parts.blocks(),
            parts.staging(),
            parts.uploads(),
            tree,
            leases,
            new OpenFiles(),
            new Versions(),
            around.clock(),
            around.ticker(),
            around.host(),
            around.clock().instant(),
            new AccessRules(),
            new Leftovers(),
            // Listings of a lagging service are older than they look.
            new Absences(
                parts.client(),
                around.ticker(),
                settings.deadline().dividedBy(2),
                settings.deadline()),
            new Watch(settings.names()),
            new QuotaAbove(parts.client(), around.ticker(), around.background()));
    shared.meta().onChange(shared.watch()::nodeChanged);
    if (NodeKind.of(root) != NodeKind.CONTAINER) {
      throw new IllegalArgumentException("the root of a mount is a container");
    }
    Contents contents = new Contents(shared);
    NodeIntake intake = new NodeIntake(shared);
    LinkTargets links = new LinkTargets(settings, parts.client(), tree);
    Listings listings = new Listings(shared, intake, around.background());
    ModeBits modes = new ModeBits(shared);
    lookup = new Lookup(shared, intake, new Refresher(listings, around.background()), modes);
    stat = new Stat(shared, links, modes);
    caches = new CacheCalls(shared, lookup, contents);
    FilesAhead ahead = new FilesAhead(shared, around.background(), caches);
    files = new FileCalls(shared, lookup, contents, leases, stat, modes, ahead);
    directories = new DirectoryCalls(shared, lookup, listings, modes);
    names = new NameCalls(shared, lookup, files, leases, links, modes);
    UnfinishedSteps unfinished = new UnfinishedSteps(shared);
    RemoteMoves moves = new RemoteMoves(shared, unfinished, around.random());
    renames = new RenameCalls(shared, lookup, listings, files, names, leases, moves);
    trees = new TreeCalls(shared, lookup, names, leases);
    NodeProperty properties = new NodeProperty(shared, lookup);
    facts = new FactCalls(shared, lookup, modes, properties);
    spaces = new SpaceCalls(shared, lookup);
    intake.acceptSelf(tree.root(), root, true);
    Recovery recovery = new Recovery(shared, contents);
    sharing = new Sharing(shared, lookup, listings, properties, leases);
    extended = new ExtendedCalls(shared, lookup, new States(shared), properties, sharing, leases);
    pending = new PendingCalls(shared, recovery);
    recovery.run(parts.staging().recovered());
    unfinished.recover(parts.staging().steps().left());
  }

  @Override
  public Attributes attributes(Location at) throws FsException {
    return attributes(lookup.entryToShow(at));
  }

  @Override
  public Attributes attributes(long handle) throws FsException {
    return attributes(files.file(handle).entry);
  }

  private Attributes attributes(Entry entry) throws FsException {
    boolean ask = entry.remote && !entry.isDetached();
    Optional<Node> node =
        ask ? Optional.of(lookup.nodeToShow(entry)) : shared.meta().known(entry.number);
    return stat.of(entry, node);
  }

  @Override
  public Optional<Attributes> known(long number) {
    Optional<Entry> found = shared.tree().byNumber(number);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Optional<Node> fresh = shared.meta().fresh(number);
    return found.get().remote && fresh.isEmpty()
        ? Optional.empty()
        : Optional.of(stat.of(found.get(), fresh));
  }

  @Override
  public long absentFor(Location at) {
    return lookup.absentFor(at);
  }

  @Override
  public void watch(KernelCache kernel) {
    shared.watch().by(kernel);
  }

  @Override
  public void access(Location at, int mask) throws FsException {
    facts.access(at, mask);
  }

  @Override
  public long openDirectory(Location at) throws FsException {
    return directories.open(at);
  }

  @Override
  public void readDirectory(long handle, long cookie, DirectoryFill fill) throws FsException {
    directories.read(handle, cookie, fill);
  }

  @Override
  public void releaseDirectory(long handle) {
    directories.release(handle);
  }

  @Override
  public OpenedFile open(Location at, OpenMode mode) throws FsException {
    return files.open(at, mode);
  }

  @Override
  public OpenedFile create(Location at, OpenMode mode, int permissions) throws FsException {
    return files.create(at, mode, permissions);
  }

  @Override
  public int read(long handle, long offset, ByteBuffer into) throws FsException {
    return files.read(handle, offset, into);
  }

  @Override
  public Optional<LocalFile> localFile(long handle) throws FsException {
    return files.localFile(handle);
  }

  @Override
  public int write(long handle, long offset, ByteBuffer from) throws FsException {
    return files.write(handle, offset, from);
  }

  @Override
  public void truncate(Location at, long size) throws FsException {
    files.truncate(at, size);
  }

  @Override
  public void truncate(long handle, long size) throws FsException {
    files.truncate(handle, size);
  }

  @Override
  public void flush(long handle) throws FsException {
    files.flush(handle);
  }

  @Override
  public void fsync(long handle) throws FsException {
    files.fsync(handle);
  }

  @Override
  public void release(long handle) {
    files.release(handle);
  }

  @Override
  public void makeDirectory(Location at, int permissions) throws FsException {
    names.makeDirectory(at, permissions);
  }

  @Override
  public void removeDirectory(Location at) throws FsException {
    names.removeDirectory(at);
  }

  @Override
  public void unlink(Location at) throws FsException {
    names.unlink(at);
  }

  @Override
  public void rename(Location from, Location to, RenameMode mode) throws FsException {
    renames.rename(from, to, mode);
  }

  @Override
  public String readLink(Location at) throws FsException {
    return names.readLink(at);
  }

  @Override
  public void makeLink(Location at, String target) throws FsException {
    names.makeLink(at, target);
  }

  @Override
  public void setPermissions(Location at, int permissions) throws FsException {
    facts.setPermissions(at, permissions);
  }

  @Override
  public void setOwner(Location at, int user, int group) throws FsException {
    facts.setOwner(at);
  }

  @Override
  public void setTimes(Location at, TimeChange times) throws FsException {
    facts.setTimes(at, times);
  }

  @Override
  public SpaceUsage usage(Location at) throws FsException {
    return spaces.usage(at);
  }

  @Override
  public byte[] extended(Location at, String name) throws FsException {
    return extended.get(at, name);
  }

  @Override
  public List<String> extendedNames(Location at) throws FsException {
    return extended.names(at);
  }

  @Override
  public void setExtended(Location at, String name, byte[] value, AttributeMode mode)
      throws FsException {
    extended.set(at, name, value, mode);
  }

  @Override
  public void removeExtended(Location at, String name) throws FsException {
    extended.remove(at, name);
  }

  /** What is not on the service yet at or below a path of the mount, oldest first. */
  public List<PendingFile> pending(NodePath place) {
    return pending.list(place);
  }

  /** Sends now what waits for its quiet time at or below a path of the mount. */
  public void hurry(NodePath place) {
    pending.hurry(place);
  }

  /** Waits until what is queued at or below a path is sent, or has failed, or time is over. */
  public void awaitUploads(NodePath place, Duration patience) {
    pending.await(place, patience);
  }

  /**
   * Sends now what waits there, has failed, or was interrupted.
   *
   * @return how many files
   */
  public int retry(NodePath place) throws IOException {
    return pending.retry(place);
  }

  /**
   * Copies the unsent bytes of one file to a new local file.
   *
   * @return bytes that could not be had, holes in the copy
   */
  public long export(NodePath place, Path destination) throws IOException {
    return pending.export(place, destination);
  }

  /**
   * Throws unsent bytes away for good.
   *
   * @return how many files
   */
  public int discard(NodePath place) throws IOException {
    return pending.discard(place);
  }

  /**
   * Brings every byte of a file into the cache; nothing to do for one that is not uploaded yet.
   *
   * @param moved told the bytes that have come, on the calling thread
   * @return bytes of it that are cached now
   */
  public long warm(Location at, LongConsumer moved) throws FsException {
    return caches.warm(at, moved);
  }

  /**
   * Drops what is cached of a file, or of a directory and all that is known below it, so that the
   * next question goes to the service. What is not uploaded yet stays.
   *
   * @return files whose content was dropped
   */
  public int forget(Location at) throws FsException {
    spaces.forget();
    return caches.forget(at);
  }

  /** Whole trees: removing and packing them. */
  public TreeCalls trees() {
    return trees;
  }

  /** Who may read and write what, as the service grants it. */
  public Sharing sharing() {
    return sharing;
  }

  /** Where the service has a file; empty when it may have another content than is shown here. */
  public Optional<NodePath> onService(Location at) throws FsException {
    return caches.onService(at);
  }

  /** Handles still open, of files and directories; for status and leak checks. */
  public int openHandles() {
    return files.openHandles() + directories.openHandles();
  }

  /** Nothing of its own to end: whoever made the parts closes them. */
  @Override
  public void close() {}
}
