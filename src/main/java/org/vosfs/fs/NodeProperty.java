package org.vosfs.fs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vosfs.base.NodePath;
import org.vosfs.cache.staging.StagedFacts;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;

/** Single properties of entries, as the service has them (protocol §5.4). Thread-safe. */
final class NodeProperty {
  /** They tell of content, and say nothing of one that is not sent yet. */
  private static final Set<String> OF_CONTENT =
      Set.of(
          NodeProperties.LENGTH,
          NodeProperties.MD5,
          NodeProperties.DATE,
          NodeProperties.CONTENT_DATE,
          NodeProperties.TYPE,
          NodeProperties.ENCODING);

  /** Of these, listings and replies to changes tell less than the service knows. */
  private static final Set<String> ASKED =
      Set.of(
          NodeProperties.MD5,
          NodeProperties.DATE,
          NodeProperties.CONTENT_DATE,
          NodeProperties.TYPE,
          NodeProperties.ENCODING,
          NodeProperties.READABLE,
          NodeProperties.WRITABLE);

  private final Shared shared;
  private final Lookup lookup;

  NodeProperty(Shared shared, Lookup lookup) {
    this.shared = shared;
    this.lookup = lookup;
  }

  /** Empty when it has none, or nobody has it yet. */
  Optional<String> get(Entry entry, String uri) throws FsException {
    PropertyChanges set = staged(entry);
    if (set.set().containsKey(uri) || set.remove().contains(uri)) {
      return Optional.ofNullable(set.set().get(uri));
    }
    boolean staged = shared.openFiles().isStaged(entry);
    if (!entry.remote || (staged && OF_CONTENT.contains(uri))) {
      return PropertyNames.isFlag(uri) ? Optional.of("false") : Optional.empty();
    }
    OwnResult own = entry.own;
    if (own != null && uri.equals(NodeProperties.LENGTH)) {
      return Optional.of(Long.toString(own.version().length()));
    }
    if (own != null && uri.equals(NodeProperties.MD5)) {
      return Optional.ofNullable(own.version()).map(Version::md5);
    }
    return ASKED.contains(uri) ? value(lookup.nodeNow(entry), uri) : value(lookup.node(entry), uri);
  }

  /** As the service says now, whatever is cached. */
  Optional<String> getNow(Entry entry, String uri) throws FsException {
    PropertyChanges set = staged(entry);
    return entry.remote
        ? value(OwnNodes.withProperties(lookup.nodeNow(entry), set), uri)
        : Optional.ofNullable(set.set().get(uri));
  }

  /** All, as the service says now, and as they will be when what was set here is sent. */
  NodeProperties now(Entry entry) throws FsException {
    NodeProperties told = entry.remote ? lookup.nodeNow(entry).properties() : NodeProperties.NONE;
    return staged(entry).on(told);
  }

  /** What is to be set together with the upload of a file. */
  private PropertyChanges staged(Entry entry) {
    return shared.openFiles().of(entry).map(NodeProperty::staged).orElse(PropertyChanges.NONE);
  }

  static PropertyChanges staged(OpenFile file) {
    StagedFile staged = file.staged();
    return staged == null
        ? PropertyChanges.NONE
        : PropertyChanges.parse(staged.facts().properties());
  }

  private static Optional<String> value(Node node, String uri) {
    NodeProperties told = node.properties();
    if (PropertyNames.isFlag(uri)) {
      boolean set = uri.equals(NodeProperties.IS_PUBLIC) ? told.isPublic() : told.isTrue(uri);
      return Optional.of(Boolean.toString(set));
    }
    if (uri.equals(NodeProperties.MD5)) {
      return told.md5();
    }
    if (uri.equals(NodeProperties.LENGTH) && node instanceof Node.Data data) {
      return Optional.of(Long.toString(data.length()));
    }
    return told.get(uri).filter(text -> !text.isEmpty());
  }

  /** The properties that a copy should take along, in order. */
  List<String> listed(Entry entry) throws FsException {
    if (entry.type == FileType.LINK) {
      return List.of();
    }
    NodeProperties told = entry.remote ? lookup.node(entry).properties() : NodeProperties.NONE;
    return staged(entry).on(told).values().entrySet().stream()
        .filter(property -> !property.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .filter(PropertyNames::isListed)
        .sorted()
        .toList();
  }

  /**
   * What to send for a value.
   *
   * @throws FsException INVALID when the service could make nothing of it
   */
  String text(String uri, byte[] value) throws FsException {
    String text = new String(value, StandardCharsets.UTF_8).strip();
    if (PropertyNames.isFlag(uri)) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new FsException(Reason.INVALID, "true or false, not '" + text + "'");
      }
      return text;
    }
    if (PropertyNames.isGroups(uri)) {
      String groups =
          Stream.of(text.split("[\\s,]+"))
              .filter(g -> !g.isEmpty())
              .collect(Collectors.joining(" "));
      if (!groups.isEmpty() && !PropertyText.isSafe(groups)) {
        throw new FsException(Reason.INVALID, "no group URIs: '" + text + "'");
      }
      return groups;
    }
    return PropertyText.of(value);
  }

  /**
   * Sets a property; an empty text removes it.
   *
   * @throws FsException UNSUPPORTED when the service did not keep it
   */
  void set(Entry entry, String uri, String text) throws FsException {
    if (text.isEmpty()) {
      remove(entry, uri);
      return;
    }
    Optional<Node> told = change(entry, PropertyChanges.setting(uri, text));
    if (told.isEmpty()) {
      return; // with the upload
    }
    // The reply to a flag shows what was sent, not what was stored (cavern, protocol §20).
    boolean flag = PropertyNames.isFlag(uri);
    boolean cleared = flag && text.equals("false");
    Optional<String> kept = value(flag && !cleared ? lookup.nodeNow(entry) : told.get(), uri);
    if (kept.isEmpty() || (!cleared && kept.equals(Optional.of("false")))) {
      shared.meta().expire(entry.number);
      throw new FsException(Reason.UNSUPPORTED, "the service does not keep " + uri);
    }
  }

  /** Removes a property; of those that are true or false, what remains is false. */
  void remove(Entry entry, String uri) throws FsException {
    change(
        entry,
        PropertyNames.isFlag(uri)
            ? PropertyChanges.setting(uri, "false")
            : new PropertyChanges(Map.of(), Set.of(uri)));
  }

  /**
   * Changes properties: at once, or with the upload of a file that the service does not have yet.
   *
   * @return the service's word; empty when the change waits for the upload
   * @throws FsException BUSY when there is neither a node nor an upload to come
   */
  Optional<Node> change(Entry entry, PropertyChanges changes) throws FsException {
    Optional<OpenFile> file = shared.openFiles().of(entry);
    if (!entry.remote && file.isPresent() && stage(file.get(), changes)) {
      return Optional.empty();
    }
    if (!entry.remote) { // else it was uploaded in this moment
      throw new FsException(Reason.BUSY, "not on the service, and not on its way: " + entry.name);
    }
    Node told = update(entry, changes);
    if (file.isPresent() && !staged(file.get()).isEmpty()) {
      stage(file.get(), changes); // what was set earlier and is still to be sent is outdated
    }
    return Optional.of(told);
  }

  /** Has a change done with the upload; false when the file is not to be uploaded. */
  boolean stage(OpenFile file, PropertyChanges changes) throws FsException {
    return change(
        file,
        facts ->
            facts.withProperties(
                PropertyChanges.toText(PropertyChanges.parse(facts.properties()).then(changes))));
  }

  /** Changes what is journalled of a file; false when it is not staged. */
  boolean change(OpenFile file, UnaryOperator<StagedFacts> change) throws FsException {
    try {
      return file.change(staged -> staged.update(change));
    } catch (IOException e) {
      throw RemoteFaults.translate(e);
    }
  }

  /** Changes properties on the service. */
  Node update(Entry entry, PropertyChanges changes) throws FsException {
    NodeKind kind = entry.isDirectory() ? NodeKind.CONTAINER : NodeKind.DATA;
    try (NameLeases.Lease lease = shared.leases().path(entry)) {
      NodePath path = shared.tree().path(entry);
      Node told = shared.client().update(path, kind, changes);
      Node known = shared.meta().known(entry.number).orElse(told);
      // What others may do has changed, and with it perhaps what this user may.
      shared.meta().put(entry.number, OwnNodes.withProperties(known, changes), false);
      return told;
    } catch (VospaceException e) {
      throw RemoteFaults.translate(e);
    }
  }
}
