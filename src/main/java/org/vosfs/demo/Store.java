package org.vosfs.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the space on disk: journal, bytes, and on the first start the home containers. */
final class Store implements AutoCloseable {
  private final Journal journal;
  private final Core core;

  private Store(Journal journal, Core core) {
    this.journal = journal;
    this.core = core;
  }

  Core core() {
    return core;
  }

  /** Collects what the journal says while it is replayed. */
  private static final class Restored {
    private final NodeTree tree;
    private final @Nullable ObjectStore objects;
    private @Nullable String key;

    Restored(NodeTree tree, @Nullable ObjectStore objects) {
      this.tree = tree;
      this.objects = objects;
    }

    void accept(List<String> fields) {
      switch (fields.get(0)) {
        case "K" -> key = fields.get(1);
        case "N", "D" -> tree.restore(fields);
        default -> {
          if (objects != null) {
            objects.restore(fields);
          }
        }
      }
    }
  }

  static Store open(DemoSettings settings) throws IOException {
    Path root = settings.root();
    Files.createDirectories(root);
    Profile profile = settings.profile();
    SortedMap<String, String> open = Keys.map();
    open.put(Keys.PUBLIC, "true");
    if (profile != Profile.SPEC) {
      open.put(Keys.INHERIT, "false");
    }
    NodeTree tree = new NodeTree(Collation.of(profile), NodeRecord.of(Caller.ADMIN, 0, open));
    boolean posix = profile == Profile.CAVERN;
    ObjectStore objects =
        posix
            ? null
            : new ObjectStore(root.resolve("storage"), settings.behaviour().replicationLag());
    Path file = root.resolve("journal.log");
    Restored restored = new Restored(tree, objects);
    Journal.replay(file, restored::accept);
    Ids ids = new Ids(settings.environment().random());
    String key = restored.key == null ? Hex.of(ids.key()) : restored.key;
    Journal journal =
        Journal.begin(
            file,
            lines -> {
              lines.accept("K\t" + key);
              tree.snapshot(lines);
              if (objects != null) {
                objects.snapshot(lines);
              }
            });
    NodeUris uris = new NodeUris(settings.authority());
    CavernFiles cavern = posix ? new CavernFiles(root.resolve("files"), uris) : null;
    tree.open(cavern == null ? NodeTree.Mirror.NONE : cavern, journal::append);
    Core core = core(settings, tree, uris, objects, cavern, new Tokens(Hex.bytes(key)), ids);
    if (objects != null) {
      objects.open(journal::append, settings.behaviour().sites());
    }
    Store store = new Store(journal, core);
    store.homes();
    return store;
  }

  private static Core core(
      DemoSettings settings,
      NodeTree tree,
      NodeUris uris,
      @Nullable ObjectStore objects,
      @Nullable CavernFiles cavern,
      Tokens tokens,
      Ids ids) {
    Profile profile = settings.profile();
    Sessions sessions =
        new Sessions(settings.clock(), settings.behaviour().logins().tokenLifetime(), ids);
    Identities identities = new Identities(settings.users(), sessions, profile == Profile.SPEC);
    Permissions permissions = new Permissions(profile);
    Consumer<DemoNode> refresh = cavern == null ? node -> {} : node -> cavern.refresh(tree, node);
    Contents contents;
    if (cavern != null) {
      contents = cavern;
    } else if (objects != null) {
      StorageContents storage = new StorageContents(tree, objects, settings);
      storage.register(tree.root());
      contents = storage;
    } else {
      throw new IllegalStateException("neither files nor objects");
    }
    return new Core(
        settings,
        tree,
        uris,
        contents,
        objects,
        cavern,
        identities,
        tokens,
        ids,
        permissions,
        new CurrentState(),
        new Properties(profile, identities),
        new Resolver(tree, uris, permissions, profile, refresh));
  }

  /** What an administrator has set up: one container per user. */
  private void homes() {
    DemoNode above = core.tree().root();
    if (core.profile() == Profile.CAVERN) {
      above = container(above, "home", Caller.ADMIN, true);
      container(core.tree().root(), "projects", Caller.ADMIN, true);
    }
    if (core.settings().users().isEmpty()) {
      container(above, DemoSettings.SINGLE_USER, DemoSettings.SINGLE_USER, false);
    }
    for (DemoUser user : core.settings().users()) {
      container(above, user.name(), user.name(), false);
    }
  }

  private DemoNode container(DemoNode parent, String name, String owner, boolean open) {
    DemoNode known = core.tree().child(parent, name);
    if (known != null) {
      return known;
    }
    SortedMap<String, String> properties =
        core.properties().initial(DemoNode.Type.CONTAINER, null, true);
    if (open) {
      properties.put(core.profile() == Profile.SPEC ? Keys.PUBLIC_READ : Keys.PUBLIC, "true");
    }
    DemoNode made =
        core.add(
            parent, name, DemoNode.Type.CONTAINER, NodeRecord.of(owner, core.now(), properties));
    if (made == null) {
      throw new IllegalStateException("cannot make " + name);
    }
    return made;
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
