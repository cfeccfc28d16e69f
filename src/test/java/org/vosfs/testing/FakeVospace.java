package org.vosfs.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.ArchiveFormat;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.JobWatch;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.ServiceNames;
import org.vosfs.vospace.ServiceTraits;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.TreeChange;
import org.vosfs.vospace.TreeRemoval;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;

/**
 * A VOSpace in memory, without sockets: the port's fake. Behaves like vault (atomic replace,
 * ranges) or cavern (neither), keeps a log of requests, and can be changed behind the client's back
 * or made to fail. Thread-safe by one monitor.
 */
public final class FakeVospace implements VospaceClient {
  /** Which of the two real services it behaves like. */
  public enum Manner {
    VAULT,
    CAVERN
  }

  private static final class Item {
    final NodeKind kind;
    final Map<String, String> properties = new HashMap<>();
    byte[] bytes = new byte[0];
    String artifact = "";
    @Nullable String target;
    Instant date = Instant.EPOCH;
    boolean everStored;

    Item(NodeKind kind) {
      this.kind = kind;
    }
  }

  private final Manner manner;
  private final NavigableMap<NodePath, Item> items = new TreeMap<>();
  private final List<String> requests = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Hook> hooks = new ArrayList<>();
  private final List<Predicate<String>> lostReplies = new ArrayList<>();
  private boolean offline;
  private boolean treeJobs = true;
  private @Nullable Node above;
  private long clock = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();

  private record Fault(Predicate<String> when, VospaceException failure) {}

  private record Hook(Predicate<String> when, Runnable run) {}

  public FakeVospace(Manner manner) {
    this.manner = manner;
    items.put(NodePath.ROOT, new Item(NodeKind.CONTAINER));
  }

  // ---- for tests

  /** Requests so far, as {@code "op path"}. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  public synchronized void clearRequests() {
    requests.clear();
  }

  /** From now on nobody answers. */
  public synchronized void setOffline(boolean offline) {
    this.offline = offline;
  }

  /** From now on whole trees are not changed by jobs. */
  public synchronized void withoutTreeJobs() {
    treeJobs = false;
  }

  /** A node above the root has a quota. */
  public synchronized void setQuotaAbove(Map<String, String> properties) {
    above = new Node.Container("above", new NodeProperties(properties));
  }

  /** The next request for which {@code when} holds fails. */
  public synchronized void failNext(Predicate<String> when, VospaceException failure) {
    faults.add(new Fault(when, failure));
  }

  /** Before the next request for which {@code when} holds, something else happens. */
  public synchronized void beforeNext(Predicate<String> when, Runnable run) {
    hooks.add(new Hook(when, run));
  }

  /** The next move for which {@code when} holds is carried out, and nobody hears of it. */
  public synchronized void loseReply(Predicate<String> when) {
    lostReplies.add(when);
  }

  /** Nothing fails any more of what was to fail. */
  public synchronized void clearFaults() {
    faults.clear();
  }

  public synchronized boolean exists(String path) {
    return items.containsKey(NodePath.of(path));
  }

  /** Somebody else stores content. */
  public synchronized void putRemotely(String path, byte[] bytes) {
    NodePath at = NodePath.of(path);
    Item item = items.computeIfAbsent(at, p -> new Item(NodeKind.DATA));
    store(item, bytes);
  }

  /** When run, the file is told of as it is now, as by a record that lags behind. */
  public synchronized Runnable asItIs(String path) {
    Item now = item(path);
    byte[] bytes = now.bytes;
    String artifact = now.artifact;
    Instant date = now.date;
    return () -> {
      synchronized (this) {
        Item later = item(path);
        store(later, bytes);
        later.artifact = artifact;
        later.date = date;
      }
    };
  }

  private Item item(String path) {
    return Objects.requireNonNull(items.get(NodePath.of(path)), path);
  }

  /** Somebody else makes a directory. */
  public synchronized void mkdirRemotely(String path) {
    items.put(NodePath.of(path), dated(new Item(NodeKind.CONTAINER)));
  }

  /** Somebody else makes a link to another node. */
  public void linkRemotely(String path, String target) {
    linkToUri(path, uriOf(NodePath.of(target)));
  }

  /** Somebody else makes a link to whatever. */
  public synchronized void linkToUri(String path, String uri) {
    Item item = dated(new Item(NodeKind.LINK));
    item.target = uri;
    items.put(NodePath.of(path), item);
  }

  /** Where a link node leads. */
  public synchronized String target(String path) {
    Item item = items.get(NodePath.of(path));
    if (item == null || item.target == null) {
      throw new AssertionError("no such link: " + path);
    }
    return item.target;
  }

  /** The service, or somebody else, sets a property. */
  public synchronized void setProperty(String path, String key, String value) {
    Item item = items.get(NodePath.of(path));
    if (item == null) {
      throw new AssertionError("no such node: " + path);
    }
    item.properties.put(key, value);
  }

  /** Somebody else removes a node. */
  public synchronized void deleteRemotely(String path) {
    items.remove(NodePath.of(path));
  }

  public synchronized byte[] content(String path) {
    Item item = items.get(NodePath.of(path));
    if (item == null) {
      throw new AssertionError("no such node: " + path);
    }
    return item.bytes.clone();
  }

  public synchronized Map<String, String> properties(String path) {
    Item item = items.get(NodePath.of(path));
    if (item == null) {
      throw new AssertionError("no such node: " + path);
    }
    return Map.copyOf(item.properties);
  }

  /** All paths but the root. */
  public synchronized List<String> paths() {
    return items.keySet().stream().filter(path -> !path.isRoot()).map(NodePath::toString).toList();
  }

  // ---- the port

  @Override
  public synchronized Node node(NodePath path, Detail detail) throws VospaceException {
    request("node", path);
    return node(path, find(path), detail);
  }

  @Override
  public void list(NodePath container, Consumer<Node> sink) throws VospaceException {
    List<Node> children = new ArrayList<>();
    synchronized (this) {
      request("list", container);
      if (find(container).kind != NodeKind.CONTAINER) {
        throw new VospaceException.Invalid(container + ": not a container");
      }
      for (Map.Entry<NodePath, Item> item : items.entrySet()) {
        if (!item.getKey().isRoot() && item.getKey().parent().equals(container)) {
          children.add(node(item.getKey(), item.getValue(), Detail.PROPERTIES));
        }
      }
    }
    hooks("told " + container); // the reply is on its way
    children.forEach(sink);
  }

  @Override
  public synchronized Node create(NodePath path, NewNode node) throws VospaceException {
    request("create", path);
    requireParent(path);
    requireUnlockedParent(path);
    if (items.containsKey(path)) {
      throw new VospaceException.AlreadyExists(path + " exists");
    }
    if (manner == Manner.CAVERN && node.kind() == NodeKind.LINK && !node.properties().isEmpty()) {
      throw new VospaceException.Invalid("cannot assign properties to LinkNode");
    }
    Item item = dated(new Item(node.kind()));
    item.properties.putAll(node.properties());
    item.target = node.target();
    items.put(path, item);
    return node(path, item, Detail.PROPERTIES);
  }

  @Override
  public synchronized Node update(NodePath path, NodeKind kind, PropertyChanges changes)
      throws VospaceException {
    request("update", path);
    Item item = find(path);
    if (item.kind != kind) {
      throw new VospaceException.Invalid(path + ": another type");
    }
    change(item, changes);
    Node told = node(path, item, Detail.PROPERTIES);
    if (manner == Manner.CAVERN && told instanceof Node.Data data) {
      // cavern's reply shows what was sent, not what was stored
      return new Node.Data(data.name(), changes.on(data.properties()), data.length(), false);
    }
    return told;
  }

  @Override
  public synchronized TreeChange updateTree(
      NodePath path, NodeKind kind, PropertyChanges changes, JobWatch watch)
      throws VospaceException {
    request("updateTree", path);
    if (!treeJobs) {
      throw new VospaceException.Unsupported("no jobs for trees");
    }
    find(path);
    long changed = 0;
    for (Map.Entry<NodePath, Item> item : items.entrySet()) {
      if (item.getKey().startsWith(path)) {
        change(item.getValue(), changes);
        changed++;
      }
    }
    return new TreeChange(changed, 0, true);
  }

  private void change(Item item, PropertyChanges changes) {
    item.properties.putAll(changes.set());
    item.properties.keySet().removeAll(changes.remove());
    if (manner == Manner.CAVERN) {
      item.properties.remove(NodeProperties.IS_LOCKED); // 200, and not stored
    }
  }

  @Override
  public synchronized void delete(NodePath path) throws VospaceException {
    request("delete", path);
    find(path);
    requireUnlockedParent(path);
    requireUnlocked(path);
    if (items.keySet().stream().anyMatch(p -> !p.equals(path) && p.startsWith(path))) {
      throw new VospaceException.NotEmpty(path + " is not empty");
    }
    items.remove(path);
  }

  @Override
  public synchronized TreeRemoval deleteTree(NodePath container, JobWatch watch)
      throws VospaceException {
    request("deleteTree", container);
    if (find(container).kind != NodeKind.CONTAINER) {
      throw new VospaceException.Invalid(container + ": no container");
    }
    Set<NodePath> below = new TreeSet<>();
    items.keySet().stream().filter(path -> path.startsWith(container)).forEach(below::add);
    List<NodePath> locked = below.stream().filter(path -> isLocked(path)).toList();
    below.removeIf(path -> locked.stream().anyMatch(l -> l.startsWith(path)));
    items.keySet().removeAll(below);
    return new TreeRemoval(below.size(), locked.size(), locked.isEmpty());
  }

  private boolean isLocked(NodePath path) {
    Item item = items.get(path);
    return item != null && "true".equals(item.properties.get(NodeProperties.IS_LOCKED));
  }

  @Override
  public void archive(List<NodePath> members, ArchiveFormat format, OutputStream out)
      throws VospaceException {
    throw new VospaceException.Unsupported("packages are made by servers");
  }

  @Override
  public synchronized void move(NodePath from, NodePath to) throws VospaceException {
    request("move", from, to);
    find(from);
    requireParent(to);
    requireUnlockedParent(from);
    requireUnlockedParent(to);
    if (items.containsKey(to)) {
      throw new VospaceException.AlreadyExists(to + " exists");
    }
    Map<NodePath, Item> moved = new HashMap<>();
    for (NodePath path : List.copyOf(items.keySet())) {
      if (path.startsWith(from)) {
        Item item = items.remove(path);
        if (item != null) {
          moved.put(to.resolve(path.relativeTo(from)), item);
        }
      }
    }
    items.putAll(moved);
    String request = "move " + from + " " + to;
    if (lostReplies.removeIf(when -> when.test(request))) {
      throw new VospaceException.Unavailable(request + ": its outcome is not known", null);
    }
  }

  @Override
  public Download download(NodePath path) {
    return new FakeDownload(path);
  }

  @Override
  public Stored upload(NodePath path, UploadBody body) throws VospaceException {
    synchronized (this) {
      request("upload", path);
      requireParent(path);
      requireUnlocked(path);
      if (!items.containsKey(path)) {
        requireUnlockedParent(path);
      }
      Item there = items.computeIfAbsent(path, p -> dated(new Item(NodeKind.DATA)));
      if (there.kind != NodeKind.DATA) {
        throw new VospaceException.Invalid(path + ": not a data node");
      }
      if (manner == Manner.CAVERN) {
        there.bytes = new byte[0]; // truncated first; the old MD5 stays
      }
    }
    byte[] bytes = new byte[Math.toIntExact(body.length())];
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        body.read(buffer.position(), buffer);
        body.sent(buffer.position());
      }
    } catch (IOException e) {
      throw new VospaceException.Local(e);
    }
    synchronized (this) {
      request("uploaded", path);
      String md5 = md5(bytes);
      Item item = find(path);
      store(item, bytes);
      failIfDue("answered " + path);
      return new Stored(bytes.length, md5, item.date, true);
    }
  }

  @Override
  public String uriOf(NodePath path) {
    return "vos://example.org~fake" + path;
  }

  @Override
  public Optional<String> urlOf(NodePath path) {
    return Optional.of("https://example.org/fake/files" + path);
  }

  @Override
  public synchronized Optional<Node> quotaAbove() throws VospaceException {
    request("quotaAbove", NodePath.ROOT);
    return Optional.ofNullable(above);
  }

  @Override
  public Optional<NodePath> pathOf(String uri) {
    String prefix = "vos://example.org~fake/";
    return uri.startsWith(prefix)
        ? Optional.of(NodePath.of(uri.substring(prefix.length() - 1)))
        : Optional.empty();
  }

  @Override
  public ServiceTraits traits() {
    boolean vault = manner == Manner.VAULT;
    return new ServiceTraits(
        Optional.of(vault), Optional.of(vault), Optional.of(vault), Optional.empty());
  }

  @Override
  public void close() {}

  private final class FakeDownload implements Download {
    private final NodePath path;

    FakeDownload(NodePath path) {
      this.path = path;
    }

    @Override
    public void read(long offset, long length, ContentSink sink) throws VospaceException {
      byte[] bytes;
      org.vosfs.vospace.Version version;
      synchronized (FakeVospace.this) {
        request("download", path);
        Item item = find(path);
        bytes = item.bytes;
        version =
            new org.vosfs.vospace.Version(
                bytes.length,
                manner == Manner.VAULT ? item.artifact : null,
                item.date,
                item.properties.get(NodeProperties.MD5));
      }
      long start = manner == Manner.VAULT ? offset : 0;
      long end = manner == Manner.VAULT ? Math.min(bytes.length, offset + length) : bytes.length;
      try {
        if (!sink.begin(version, start)) {
          return;
        }
        for (long at = start; at < end; at += 1000) {
          int step = (int) Math.min(1000, end - at);
          hooks("send " + path + " " + at);
          byte[] from = manner == Manner.VAULT ? bytes : overwritten(path, bytes);
          if (!sink.bytes(ByteBuffer.wrap(from, (int) at, step).asReadOnlyBuffer())) {
            return;
          }
        }
      } catch (IOException e) {
        throw new VospaceException.Local(e);
      }
    }

    /** cavern sends from the file that somebody may be overwriting. */
    private byte[] overwritten(NodePath path, byte[] begun) throws VospaceException {
      synchronized (FakeVospace.this) {
        Item item = items.get(path);
        if (item == null) {
          return begun; // moved or removed: still open
        }
        if (item.bytes.length < begun.length) {
          throw new VospaceException.Unavailable(path + ": fewer bytes than announced", null);
        }
        return item.bytes;
      }
    }

    @Override
    public void close() {}
  }

  private Node node(NodePath path, Item item, Detail detail) {
    Map<String, String> values = new HashMap<>(item.properties);
    values.put(NodeProperties.DATE, date(item.date));
    if (item.kind == NodeKind.DATA) {
      values.put(NodeProperties.LENGTH, Integer.toString(item.bytes.length));
      if (manner == Manner.VAULT && item.everStored) {
        values.put(NodeProperties.CONTENT_DATE, date(item.date));
      }
    }
    if (detail == Detail.MAX) {
      values.put(NodeProperties.READABLE, "true");
      values.put(NodeProperties.WRITABLE, "true");
    }
    NodeProperties properties = new NodeProperties(values);
    return switch (item.kind) {
      case CONTAINER -> new Node.Container(path.name(), properties);
      case DATA -> new Node.Data(path.name(), properties, item.bytes.length, false);
      case LINK -> new Node.Link(path.name(), properties, String.valueOf(item.target));
    };
  }

  private static String date(Instant date) {
    return date.toString().replace("Z", "");
  }

  private Item find(NodePath path) throws VospaceException.NotFound {
    Item item = items.get(path);
    if (item == null) {
      throw new VospaceException.NotFound(path + ": NodeNotFound");
    }
    return item;
  }

  private void requireParent(NodePath path) throws VospaceException {
    Item parent = items.get(path.parent());
    if (parent == null || parent.kind != NodeKind.CONTAINER) {
      throw new VospaceException.NotFound(path.parent() + ": ContainerNotFound");
    }
  }

  /** Nothing is made, removed or renamed in a locked container; the words are vault's. */
  private void requireUnlockedParent(NodePath path) throws VospaceException {
    requireUnlocked(path.parent());
  }

  private void requireUnlocked(NodePath path) throws VospaceException {
    Item item = items.get(path);
    if (item != null && "true".equals(item.properties.get(NodeProperties.IS_LOCKED))) {
      throw new VospaceException.Denied("PermissionDenied: " + path);
    }
  }

  private void store(Item item, byte[] bytes) {
    item.bytes = bytes.clone();
    item.artifact = UUID.nameUUIDFromBytes(Long.toString(clock).getBytes(UTF_8)).toString();
    item.everStored = true;
    item.properties.put(NodeProperties.MD5, md5(bytes));
    dated(item);
  }

  private Item dated(Item item) {
    item.date = Instant.ofEpochSecond(++clock, 120_000_000);
    return item;
  }

  private void request(String op, NodePath... paths) throws VospaceException {
    StringBuilder text = new StringBuilder(op);
    for (NodePath path : paths) {
      text.append(' ').append(path);
      for (String name : path.names()) {
        if (!ServiceNames.isLegal(name)) {
          throw new AssertionError("an illegal name reached the client: " + path);
        }
      }
    }
    String request = text.toString();
    requests.add(request);
    hooks(request);
    if (offline) {
      throw new VospaceException.Unavailable("nobody answers", null);
    }
    failIfDue(request);
  }

  private synchronized void hooks(String moment) {
    List<Hook> due = hooks.stream().filter(hook -> hook.when.test(moment)).toList();
    hooks.removeAll(due);
    due.forEach(hook -> hook.run.run());
  }

  private void failIfDue(String request) throws VospaceException {
    Fault due = faults.stream().filter(fault -> fault.when.test(request)).findFirst().orElse(null);
    if (due != null) {
      faults.remove(due);
      throw due.failure;
    }
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
