package org.vosfs.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copying on the server, which only the bare specification has (section 9.7). */
final class CopyOperation {
  private final Core core;

  CopyOperation(Core core) {
    this.core = core;
  }

  /** Copies a node and all below it to a free name; false when a name was taken meanwhile. */
  boolean run(Caller caller, DemoNode source, DemoNode parent, String name) {
    NodeRecord record = source.record().withOwner(caller.name()).withDate(core.now());
    DemoNode made = core.add(parent, name, source.type(), record.withSeen(null));
    if (made == null) {
      return false;
    }
    boolean all = true;
    if (source.isContainer()) {
      for (DemoNode child : source.children().values()) {
        all &= run(caller, child, made, child.name());
      }
    } else if (source.type() == DemoNode.Type.DATA) {
      bytes(source, made);
    }
    return all;
  }

  private void bytes(DemoNode source, DemoNode made) {
    ObjectStore objects = core.objects();
    String from = source.record().storage();
    String to = made.record().storage();
    StoredObject stored = objects == null ? null : objects.current(from);
    if (objects == null || stored == null || from == null || to == null) {
      return;
    }
    try {
      Path file = objects.incoming(stored.site(), core.ids().uuid());
      Files.copy(objects.file(from, stored), file);
      objects.commit(to, stored.as(core.ids().uuid(), core.now()), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (core.contents() instanceof StorageContents storage) {
      storage.committed(to);
    }
  }
}
