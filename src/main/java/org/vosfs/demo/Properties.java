package org.vosfs.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What happens to properties a client sends, and which ones a node shows (section 5.4). */
final class Properties {
  private static final Set<String> READ_ONLY =
      Set.of(Keys.LENGTH, Keys.MD5, Keys.DATE, Keys.CONTENT_DATE, Keys.CREATOR, Keys.QUOTA);

  private final Profile profile;
  private final Identities identities;

  Properties(Profile profile, Identities identities) {
    this.profile = profile;
    this.identities = identities;
  }

  boolean readOnly(String key) {
    return READ_ONLY.contains(key);
  }

  /** All properties of a node but readable and writable, in document order. */
  SortedMap<String, String> shown(DemoNode node, Content content) {
    NodeRecord r = node.record();
    SortedMap<String, String> shown = r.copyOfProperties();
    put(shown, Keys.CREATOR, r.owner());
    put(shown, Keys.DATE, content.date() == 0 ? null : Dates.ivoa(content.date()));
    boolean claimed = shown.containsKey(Keys.LENGTH) && content.md5() == null;
    if (content.length() >= 0 && !claimed) {
      shown.put(Keys.LENGTH, Long.toString(content.length()));
    }
    put(shown, Keys.MD5, content.md5());
    put(
        shown,
        Keys.CONTENT_DATE,
        content.contentDate() == 0 ? null : Dates.ivoa(content.contentDate()));
    put(shown, Keys.TYPE, content.type());
    put(shown, Keys.ENCODING, content.encoding());
    boolean fresh = content.date() == 0;
    if (profile == Profile.CAVERN && node.type() == DemoNode.Type.LINK && !fresh) {
      shown.put(Keys.PUBLIC, "true");
    }
    return shown;
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  /** Properties of a new node before the client's are merged in. */
  SortedMap<String, String> initial(
      DemoNode.Type type, @Nullable DemoNode parent, boolean explicit) {
    SortedMap<String, String> map = Keys.map();
    if (profile != Profile.SPEC && explicit) {
      map.put(Keys.PUBLIC, "false");
    }
    if (type == DemoNode.Type.CONTAINER && profile != Profile.SPEC) {
      map.put(Keys.INHERIT, "false");
    }
    if (parent != null
        && parent.record().inherits()
        && (profile == Profile.VAULT || type != DemoNode.Type.LINK)) {
      for (String key : List.of(Keys.PUBLIC, Keys.GROUP_READ, Keys.GROUP_WRITE)) {
        put(map, key, parent.record().properties().get(key));
      }
      if (type == DemoNode.Type.CONTAINER) {
        map.put(Keys.INHERIT, "true");
      }
    }
    return map;
  }

  /** Refuses what the services refuse, before anything is changed. */
  void check(NodeDocument document, DemoNode.Type type) throws Refusal {
    if (profile == Profile.CAVERN
        && type == DemoNode.Type.LINK
        && !document.properties().isEmpty()) {
      throw Refusal.badRequest("cannot assign properties to LinkNode");
    }
    for (Map.Entry<String, @Nullable String> property : document.properties().entrySet()) {
      String key = property.getKey();
      if (profile == Profile.SPEC) {
        if (Keys.IMMUTABLE.contains(key)) {
          throw new Refusal(403, "Permission Denied. " + key + " is read-only");
        }
        continue;
      }
      if (Keys.unrecognized(key)) {
        throw Refusal.invalidArgument(key + ": unrecognized property URI in vospace namespace");
      }
      String defect =
          profile == Profile.CAVERN && !key.startsWith(Keys.CORE) ? Keys.defect(key) : null;
      if (defect != null) {
        throw Refusal.invalidArgument(defect);
      }
      String value = property.getValue();
      if (value != null && (key.equals(Keys.GROUP_READ) || key.equals(Keys.GROUP_WRITE))) {
        groups(value);
      }
    }
  }

  private void groups(String list) throws Refusal {
    List<String> foreign = new ArrayList<>();
    for (String group : list.trim().split("\\s+", -1)) {
      if (group.isEmpty()) {
        continue;
      }
      URI uri = NodeUris.parse(group);
      if (uri == null || !"ivo".equals(uri.getScheme())) {
        throw Refusal.badRequest("scheme must be 'ivo' in resourceID: " + group);
      }
      String name = String.valueOf(uri.getQuery());
      if (!name.matches("[A-Za-z0-9/._~-]+")) {
        throw Refusal.badRequest(
            "invalid group name: "
                + name
                + " reason: Group Name contains illegal characters (only alphanumeric, '/', -',"
                + " '.', '_', '~' allowed");
      }
      if (!group.startsWith("ivo://cadc.nrc.ca/gms?")) {
        foreign.add(group);
      } else if (profile == Profile.CAVERN && !identities.knowsGroup(group)) {
        throw Refusal.unexpected(
            "failed to map GroupURI(s) to numeric GID(s):"
                + " ca.nrc.cadc.net.ResourceNotFoundException: ");
      }
    }
    if (profile == Profile.CAVERN && !foreign.isEmpty()) {
      throw Refusal.badRequest("non-local groups: " + String.join(" ", foreign));
    }
  }

  /**
   * Merges sent properties into a stored record.
   *
   * @param creating whether a node is being made, where everything is kept that is not immutable
   */
  NodeRecord merge(NodeRecord stored, NodeDocument document, Caller caller, boolean creating) {
    SortedMap<String, String> map = stored.copyOfProperties();
    NodeRecord result = stored;
    if (profile == Profile.VAULT && !creating) {
      map.replaceAll((key, value) -> Poison.rewritten(value));
    }
    for (Map.Entry<String, @Nullable String> property : document.properties().entrySet()) {
      String key = property.getKey();
      String value = property.getValue();
      if (Keys.IMMUTABLE.contains(key)) {
        boolean dropsMd5 = !key.equals(Keys.CREATOR) && profile == Profile.CAVERN;
        result = dropsMd5 ? result.withSeen(null) : result;
        if (creating && key.equals(Keys.LENGTH) && profile == Profile.VAULT && value != null) {
          // Stored by mistake: the node then claims bytes that no site has (section 21.1).
          map.put(key, value);
        }
        immutable(map, key, value, caller);
        if (key.equals(Keys.CREATOR) && caller.admin() && value != null) {
          result = result.withOwner(value);
        }
      } else {
        settable(map, key, value);
      }
    }
    if (profile == Profile.CAVERN
        && !map.containsKey(Keys.GROUP_READ)
        && !map.containsKey(Keys.GROUP_WRITE)
        && map.containsKey(Keys.INHERIT)) {
      map.put(Keys.INHERIT, "false");
    }
    return result.withProperties(map);
  }

  private void immutable(
      SortedMap<String, String> map, String key, @Nullable String value, Caller caller) {
    if (!key.equals(Keys.QUOTA)) {
      return;
    }
    if (caller.admin() && value != null) {
      map.put(key, value);
    } else if (profile == Profile.VAULT) {
      map.remove(key);
    }
  }

  private void settable(SortedMap<String, String> map, String key, @Nullable String value) {
    switch (key) {
      case Keys.PUBLIC -> {
        if (value != null) {
          map.put(key, Boolean.toString(Boolean.parseBoolean(value)));
        } else if (profile == Profile.VAULT) {
          map.remove(key);
        }
      }
      case Keys.INHERIT -> {
        if (value != null) {
          map.put(key, Boolean.toString(Boolean.parseBoolean(value)));
        }
      }
      case Keys.LOCKED -> {
        if (profile == Profile.CAVERN) {
          return;
        }
        if (value == null) {
          map.remove(key);
        } else {
          map.put(key, Boolean.toString(Boolean.parseBoolean(value)));
        }
      }
      case Keys.GROUP_READ, Keys.GROUP_WRITE -> {
        if (value == null) {
          map.remove(key);
        } else if (!value.isBlank()) {
          map.put(key, value.trim());
        }
      }
      default -> {
        if (value == null) {
          map.remove(key);
        } else {
          map.put(key, profile == Profile.VAULT ? Poison.asStored(value) : value);
        }
      }
    }
  }
}
