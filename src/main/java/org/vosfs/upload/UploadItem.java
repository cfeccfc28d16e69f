package org.vosfs.upload;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.Version;

/**
 * One staged file on its way to the service, as {@code fs} sees it. Implementations are
 * thread-safe; the queue calls them without holding a lock.
 */
public interface UploadItem {
  StagedFile staged();

  /**
   * Where the bytes are to go now.
   *
   * @throws IOException when the file has no name any more: it is not to be sent
   */
  NodePath path() throws IOException;

  /**
   * Makes sure that nobody changes the staged file without telling from now on.
   *
   * @param file what is to be sent; {@link #staged} may have become another meanwhile
   * @return false while some program may: it has the file open, or mapped, which outlives the close
   */
  default boolean settle(StagedFile file) throws IOException {
    return true;
  }

  /** Brings the bytes of the base version that are still missing into the staged file. */
  void complete() throws IOException;

  /** The version being replaced; null for a new file. */
  @Nullable Version base();

  /**
   * True when it is known, freshly, that nothing of that name is on the service. May ask the
   * service, if that answers for many items at once.
   */
  boolean isKnownAbsent();

  /** True when {@code told} is content this mount itself stored or replaced lately (lag). */
  boolean isOwnEarlier(Version told);

  /** What a node record says of its content, read as the service at hand means it. */
  Version versionOf(Node.Data node);

  /**
   * The service has the bytes of {@code generation}, and the facts that were sent with them.
   *
   * @return false when bytes or facts changed meanwhile and are to be sent again
   */
  boolean stored(Stored stored, long generation, StagedFacts sent) throws IOException;

  /**
   * Somebody else's content stands where ours was to go. The item takes another name (and is then
   * submitted again by its owner).
   */
  void conflict(Node theirs) throws IOException;

  /** Nothing but a person can help; the bytes stay. {@code problem} is one line. */
  void failed(Exception cause, String problem);
}
