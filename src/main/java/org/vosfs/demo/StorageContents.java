package org.vosfs.demo;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Nodes whose bytes live on storage sites and whose metadata lags behind them (sections 10.8 and
 * 21.2). {@code NodeRecord.seen} is the version the metadata service has taken notice of.
 */
final class StorageContents implements Contents {
  private final NodeTree tree;
  private final ObjectStore objects;
  private final InstantSource clock;
  private final long lag;
  private final boolean separate;
  private final Map<String, DemoNode> bySlot = new ConcurrentHashMap<>();

  StorageContents(NodeTree tree, ObjectStore objects, DemoSettings settings) {
    this.tree = tree;
    this.objects = objects;
    this.clock = settings.clock();
    this.lag = settings.behaviour().listingLag().toMillis();
    this.separate = settings.behaviour().separateDatabases();
  }

  /** Makes the node of a slot known; needed before its first commit. */
  void register(DemoNode node) {
    String slot = node.record().storage();
    if (slot != null) {
      bySlot.put(slot, node);
    }
    if (node.isContainer()) {
      node.children().values().forEach(this::register);
    }
  }

  /** A site has committed a version; without lag the metadata follows at once. */
  void committed(String slot) {
    DemoNode node = bySlot.get(slot);
    if (node != null && lag == 0) {
      takeNotice(node);
    }
  }

  private void takeNotice(DemoNode node) {
    StoredObject current = objects.current(node.record().storage());
    if (current != null && !current.artifact().equals(node.record().seen())) {
      tree.update(node, r -> r.withSeen(current.artifact()).withDate(clock.millis()));
    }
  }

  @Override
  public Content single(DemoNode node) {
    if (node.type() == DemoNode.Type.DATA && !separate) {
      takeNotice(node);
    }
    return visible(node, true);
  }

  @Override
  public Content listed(DemoNode node) {
    return visible(node, false);
  }

  private Content visible(DemoNode node, boolean withType) {
    NodeRecord r = node.record();
    if (node.type() != DemoNode.Type.DATA) {
      return Content.none(r.date());
    }
    StoredObject current = objects.current(r.storage());
    if (current == null) {
      return new Content(0, null, 0, r.date(), null, null);
    }
    if (current.artifact().equals(r.seen())) {
      return shown(current, r.date(), withType);
    }
    long since = r.seen() == null ? Math.max(current.date(), r.date()) : current.date();
    if (since + lag <= clock.millis()) {
      return shown(current, Math.max(r.date(), since + lag), withType);
    }
    StoredObject previous = objects.previous(r.storage());
    if (previous != null && previous.artifact().equals(r.seen())) {
      return shown(previous, r.date(), withType);
    }
    boolean dropped = current.date() < r.date();
    return dropped
        ? shown(current, r.date(), withType).withoutDigest()
        : new Content(0, null, 0, r.date(), null, null);
  }

  private static Content shown(StoredObject object, long date, boolean withType) {
    return new Content(
        object.length(),
        object.md5(),
        object.date(),
        date,
        withType ? object.type() : null,
        withType ? object.encoding() : null);
  }

  @Override
  public Content head(DemoNode node) {
    String slot = node.record().storage();
    StoredObject current = objects.current(slot);
    StoredObject previous = objects.previous(slot);
    if (separate && current != null && previous != null) {
      boolean late = current.date() + lag > clock.millis();
      current = late ? previous : current;
    } else if (!separate) {
      takeNotice(node);
    }
    return current == null
        ? new Content(0, null, 0, node.record().date(), null, null)
        : shown(current, node.record().date(), true);
  }

  @Override
  public NodeRecord changed(NodeRecord record, boolean touched, long now) {
    boolean bytes = objects.current(record.storage()) != null;
    NodeRecord result = bytes ? record.withSeen(null) : record;
    return touched || bytes ? result.withDate(now) : result;
  }

  @Override
  public boolean describe(DemoNode node, String key, @Nullable String value) {
    String slot = node.record().storage();
    if (slot != null) {
      boolean type = key.equals(Keys.TYPE);
      objects.describe(slot, o -> o.withType(type ? value : o.type(), type ? o.encoding() : value));
    }
    return true;
  }

  @Override
  public void removed(DemoNode node) {
    String slot = node.record().storage();
    if (slot != null) {
      bySlot.remove(slot);
      objects.delete(slot);
    }
  }
}
