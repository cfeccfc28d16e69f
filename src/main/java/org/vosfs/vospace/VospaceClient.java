package org.vosfs.vospace;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vosfs.base.NodePath;

/**
 * One VOSpace service as one user sees it, from one root downwards. Paths are relative to that root
 * and must only hold names that pass {@link ServiceNames#isLegal}.
 *
 * <p>Thread-safe. Every call ends by itself: metadata calls within the deadline the implementation
 * was given, calls that move bytes when none moved for that long. Transient faults are retried
 * inside a call as far as protocol §12.2 allows; what is thrown is the verdict.
 */
public interface VospaceClient extends AutoCloseable {
  /**
   * One node, never its children; a link is not followed.
   *
   * @throws VospaceException.NotFound only on the service's clear word
   */
  Node node(NodePath path, Detail detail) throws VospaceException;

  /**
   * Hands every child of a container to {@code sink}, as they arrive, each name once, in no
   * particular order. Returns only when the listing was complete (a truncated document is asked for
   * again, children already handed over are not repeated).
   *
   * @throws VospaceException.Denied when the container may not be read (CADC answers an empty list,
   *     protocol §6.1)
   * @throws VospaceException.Invalid when the path is no container
   */
  void list(NodePath container, Consumer<Node> sink) throws VospaceException;

  /**
   * Creates a node; never changes one that exists.
   *
   * @throws VospaceException.AlreadyExists when a node of any kind has the name
   * @throws VospaceException.NotFound when the parent is missing or no container
   */
  Node create(NodePath path, NewNode node) throws VospaceException;

  /**
   * Changes properties: only those in {@code changes} (protocol §5.4 merge rules).
   *
   * @param kind what the caller believes the node to be; the service refuses a wrong kind
   * @return the node as the service says it is now
   */
  Node update(NodePath path, NodeKind kind, PropertyChanges changes) throws VospaceException;

  /**
   * Changes properties of a node and of everything below it, by one job of the service (protocol
   * §8.3); each as by {@link #update}. The node itself must be no link.
   *
   * <p>Takes as long as the service does; ends when it no longer answers, and what it did is not
   * known then.
   *
   * @param watch hears of the job, and may end it early
   * @return what was changed, which may be less than everything (rights, ended early)
   * @throws VospaceException.Unsupported when the service has no such job; nothing has happened
   */
  TreeChange updateTree(NodePath path, NodeKind kind, PropertyChanges changes, JobWatch watch)
      throws VospaceException;

  /**
   * Removes a node; a link, not its target. A container must be empty: also against services that
   * would delete recursively (protocol §6.4).
   */
  void delete(NodePath path) throws VospaceException;

  /**
   * Renames {@code from} to {@code to}. The caller has made sure that {@code to} is absent:
   * services move <em>into</em> an existing container (protocol §9.6).
   *
   * @throws VospaceException.AlreadyExists when {@code to} exists after all
   * @throws VospaceException.Unsupported when the service refuses a move it should allow (substring
   *     rule); the caller can copy instead
   */
  void move(NodePath from, NodePath to) throws VospaceException;

  /**
   * Removes a container and everything below it, by one job of the service (protocol §8.2). Never
   * goes through a link: neither the container nor anything above it may be one.
   *
   * <p>Takes as long as the service does; ends when it no longer answers, and what it did is not
   * known then.
   *
   * @param watch hears of the job, and may end it early
   * @return what was removed, which may be less than everything (rights, locks, ended early)
   * @throws VospaceException.Unsupported when the service has no such job; nothing has happened
   * @throws VospaceException.Denied when nothing could be removed
   */
  TreeRemoval deleteTree(NodePath container, JobWatch watch) throws VospaceException;

  /**
   * Several nodes, containers with everything below them, as one archive that the service makes
   * (protocol §11.2). What the caller may not read is left out without a word, links too; names are
   * those of the service, each path beginning with the member's last name.
   *
   * @param out takes the archive; stays open
   * @throws VospaceException.Unsupported when the service makes none
   * @throws VospaceException.Local when {@code out} fails
   */
  void archive(List<NodePath> members, ArchiveFormat format, OutputStream out)
      throws VospaceException;

  /** The right to read one file's bytes; negotiated at the first read and again when it expires. */
  Download download(NodePath path);

  /**
   * Replaces (or creates) a file's content by one whole upload and checks length and MD5 of what
   * was stored. One try: the caller owns the patience.
   *
   * <p>An empty body makes an empty file, on services without empty PUT by the steps of protocol
   * §10.6.
   */
  Stored upload(NodePath path, UploadBody body) throws VospaceException;

  /**
   * Has the service cut a part out of a FITS file (SODA, protocol §11.1), of whatever content it
   * has now. One try at one storage site.
   *
   * @param to gets the part; what came before a failure is no part
   * @return false when this service cuts nothing; {@code to} got nothing
   * @throws VospaceException.Invalid when it refuses, also parts that exist
   * @throws VospaceException.Local when {@code to} failed
   */
  default boolean cutout(NodePath path, List<SodaParameter> parameters, OutputStream to)
      throws VospaceException {
    return false;
  }

  /** The node URI as the service knows it. */
  String uriOf(NodePath path);

  /**
   * Where anybody who may read a file gets its bytes by a plain GET; empty when the service has no
   * such place. Asks nobody.
   */
  Optional<String> urlOf(NodePath path);

  /**
   * The nearest node above the mounted root that has a quota; empty when none has, or none may be
   * looked at.
   */
  Optional<Node> quotaAbove() throws VospaceException;

  /** The path inside this root that a node URI or link target names; empty when it lies outside. */
  Optional<NodePath> pathOf(String uri);

  /** What has been learned of the service so far. */
  ServiceTraits traits();

  @Override
  void close();
}
