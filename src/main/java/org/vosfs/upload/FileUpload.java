package org.vosfs.upload;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * One try to bring one staged file to the service: look at what is there, send, store the facts
 * that belong to it. Every step may be repeated after a crash.
 */
final class FileUpload {
  /** How a try ended that threw nothing. */
  enum Outcome {
    DONE,
    CHANGED_MEANWHILE,
    CONFLICT
  }

  private static final Logger log = LoggerFactory.getLogger(FileUpload.class);

  /** Up to here the MD5 is computed first, so that the service can check it before it answers. */
  private static final long DIGEST_FIRST = 8L << 20;

  private final VospaceClient client;

  FileUpload(VospaceClient client) {
    this.client = client;
  }

  /** Somebody else's content was seen where ours was to go. */
  private static final class Replaced extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Node.Data theirs;

    Replaced(Node.Data theirs) {
      super("changed on the service meanwhile");
      this.theirs = theirs;
    }
  }

  /**
   * @param staged what is sent: the item's own may have become another, which is not settled
   */
  Outcome run(UploadItem item, StagedFile staged, BooleanSupplier wanted, LongConsumer progress)
      throws IOException, VospaceException {
    if (staged.isGone()) {
      return Outcome.DONE; // an earlier try was enough, or its name was taken by another file
    }
    long generation = staged.generation();
    item.complete();
    NodePath path = item.path();
    Stored stored;
    Optional<Node.Data> there;
    try {
      there = look(item, path);
      StagedBody body = new StagedBody(staged, generation, wanted);
      body.watched(progress, () -> lookAgain(item, path));
      stored = send(item, path, there, body);
    } catch (Replaced e) {
      return keepBeside(item, path, e);
    } catch (VospaceException.Local e) {
      if (e.getCause() instanceof Replaced replaced) {
        return keepBeside(item, path, replaced);
      }
      throw e;
    }
    Version sent = new Version(stored.length(), null, null, stored.md5());
    staged.update(f -> f.withUploaded(sent.toText()));
    StagedFacts facts = staged.facts();
    if (!storeFacts(facts, staged.size(), path, there)) {
      staged.update(
          f -> Objects.equals(f.properties(), facts.properties()) ? f.withProperties(null) : f);
      return item.stored(stored, generation, facts.withProperties(null))
          ? Outcome.DONE
          : Outcome.CHANGED_MEANWHILE;
    }
    return item.stored(stored, generation, facts) ? Outcome.DONE : Outcome.CHANGED_MEANWHILE;
  }

  private static Outcome keepBeside(UploadItem item, NodePath path, Replaced replaced)
      throws IOException {
    log.warn("{}: changed on the service meanwhile; ours is kept beside it", path);
    item.conflict(replaced.theirs);
    return Outcome.CONFLICT;
  }

  /**
   * What stands where ours is to go, if anything.
   *
   * @throws Replaced when it must not be replaced
   */
  private Optional<Node.Data> look(UploadItem item, NodePath path)
      throws VospaceException, Replaced {
    Optional<Node.Data> there = lookAt(item, path);
    if (there.isPresent() && !ConflictRule.mayReplace(there.get(), item, client.traits())) {
      throw new Replaced(there.get());
    }
    if (there.filter(node -> node.properties().isLocked()).isPresent()) {
      throw new VospaceException.Locked(
          path + ": locked on the service; take the lock away, then vosfs retry");
    }
    return there;
  }

  /** A long transfer is through: hours may have passed since the first look. */
  private void lookAgain(UploadItem item, NodePath path) throws IOException {
    try {
      look(item, path);
    } catch (VospaceException e) {
      throw new IOException(e.getMessage(), e); // passing or not: as the cause says
    }
  }

  private Optional<Node.Data> lookAt(UploadItem item, NodePath path) throws VospaceException {
    boolean surelyNew = item.base() == null && !item.staged().facts().remoteTouched();
    if (surelyNew && item.isKnownAbsent()) {
      return Optional.empty();
    }
    try {
      Node node = client.node(path, Detail.PROPERTIES);
      if (node instanceof Node.Data data) {
        return Optional.of(data);
      }
      throw new VospaceException.AlreadyExists(
          path + ": a " + NodeKind.of(node) + " has taken this name on the service");
    } catch (VospaceException.NotFound e) {
      return Optional.empty(); // nothing there that could be lost
    }
  }

  private Stored send(UploadItem item, NodePath path, Optional<Node.Data> there, StagedBody body)
      throws IOException, VospaceException {
    StagedFile staged = item.staged();
    boolean maybeEqual = there.map(node -> node.length() == body.length()).orElse(false);
    body.loadSmall();
    body.withMd5(body.knownMd5());
    if (body.md5().isEmpty() && (maybeEqual || body.length() <= DIGEST_FIRST)) {
      body.withMd5(Optional.of(Digests.md5(body)));
    }
    if (isAlready(there, item, body)) {
      return new Stored(body.length(), body.md5().orElseThrow(), null, false);
    }
    Attempts.begin(staged, body.length(), body.md5());
    there
        .map(Node.Data::properties)
        .ifPresent(p -> body.withKind(p.get(NodeProperties.TYPE), p.get(NodeProperties.ENCODING)));
    return client.upload(path, body);
  }

  /** Content equal to what is there is not sent; believed only where length and MD5 both say so. */
  private boolean isAlready(Optional<Node.Data> there, UploadItem item, StagedBody body) {
    if (there.isEmpty() || body.md5().isEmpty()) {
      return false;
    }
    Version told = item.versionOf(there.get());
    Version base = item.base();
    // Only against the very base: cavern keeps an old MD5 beside content a session changed, and a
    // wreck of our own PUT has the old MD5 too.
    return base != null
        && !item.staged().facts().remoteTouched()
        && client.traits().atomicReplace().orElse(false)
        && told.sameContentAs(base) // a lagging record may show what we replaced since
        && told.length() == body.length()
        && body.md5().get().equals(told.md5());
  }

  /**
   * Times and modes that were set explicitly stay with the node as properties of ours, and with
   * them goes what was set before there was a node.
   *
   * @return false when the service will never take what was set
   */
  private boolean storeFacts(
      StagedFacts facts, long length, NodePath path, Optional<Node.Data> replaced)
      throws VospaceException {
    NodeProperties kept = replaced.map(Node.Data::properties).orElse(NodeProperties.NONE);
    PropertyChanges ours = FileFacts.changesFor(facts, length, kept);
    PropertyChanges set = PropertyChanges.parse(facts.properties());
    if (ours.isEmpty() || set.isEmpty()) {
      store(path, ours);
      return store(path, set);
    }
    if (store(path, ours.then(set))) {
      return true;
    }
    store(path, ours); // a service refuses all or nothing
    return store(path, set);
  }

  /** Whether that is there now; the bytes are there and right, whatever comes of it. */
  private boolean store(NodePath path, PropertyChanges changes) throws VospaceException {
    if (changes.isEmpty()) {
      return true;
    }
    try {
      client.update(path, NodeKind.DATA, changes);
      return true;
    } catch (VospaceException e) {
      if (e.isTransient()) {
        throw e;
      }
      log.warn(
          "{}: the service does not keep {} of it: {}",
          path,
          changes.set().keySet(),
          e.getMessage());
      return false;
    }
  }
}
