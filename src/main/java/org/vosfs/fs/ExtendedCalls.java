package org.vosfs.fs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Extended attributes: {@link #STATE} and {@link #URL}, which this filesystem makes up, and the
 * properties of the node (see {@link PropertyNames}).
 *
 * <p>Changes are requests of their own and done when the call returns; those of a file that the
 * service does not have yet are journalled, and sent with its upload.
 */
final class ExtendedCalls {
  static final String STATE = PropertyNames.PREFIX + "state";

  /** Where anybody who may read the file gets its bytes; made up as well, and never listed. */
  static final String URL = PropertyNames.PREFIX + "url";

  /** Longer names cannot be told to the kernel. */
  private static final int LONGEST_NAME = 255;

  private final Shared shared;
  private final Lookup lookup;
  private final States states;
  private final NodeProperty properties;
  private final Sharing sharing;
  private final NameLeases leases;

  ExtendedCalls(
      Shared shared,
      Lookup lookup,
      States states,
      NodeProperty properties,
      Sharing sharing,
      NameLeases leases) {
    this.shared = shared;
    this.lookup = lookup;
    this.states = states;
    this.properties = properties;
    this.sharing = sharing;
    this.leases = leases;
  }

  byte[] get(Location at, String name) throws FsException {
    Optional<String> uri = PropertyNames.uri(name);
    Entry entry = lookup.entry(at);
    if (name.equals(STATE) && entry.type == FileType.FILE) {
      return states.of(entry).getBytes(StandardCharsets.UTF_8);
    }
    if (name.equals(URL)) {
      String url = sharing.url(entry).orElseThrow(() -> absent(name));
      return url.getBytes(StandardCharsets.UTF_8);
    }
    return PropertyText.bytes(
        (uri.isEmpty() ? Optional.<String>empty() : properties.get(entry, uri.get()))
            .orElseThrow(() -> absent(name)));
  }

  private static FsException absent(String name) {
    return new FsException(Reason.NO_DATA, "no such attribute: " + name);
  }

  /**
   * What a copy should take along. Without the state of a file that is as it should be: programs
   * that copy attributes would put it where it means nothing.
   */
  List<String> names(Location at) throws FsException {
    Entry entry = lookup.entry(at);
    boolean told = entry.type == FileType.FILE && !States.CLEAN.equals(states.of(entry));
    Stream<String> kept =
        properties.listed(entry).stream()
            .map(PropertyNames::attribute)
            .filter(name -> name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME);
    return Stream.concat(told ? Stream.of(STATE) : Stream.empty(), kept).toList();
  }

  void set(Location at, String name, byte[] value, AttributeMode mode) throws FsException {
    Changes.requireWritable(shared.settings());
    String uri = changeable(name, true);
    String text = properties.text(uri, value);
    change(
        at,
        entry -> {
          if (mode != AttributeMode.ANY) {
            boolean there = properties.getNow(entry, uri).isPresent();
            if (mode == AttributeMode.CREATE && there) {
              throw new FsException(Reason.EXISTS, "is set already: " + name);
            }
            if (mode == AttributeMode.REPLACE && !there) {
              throw absent(name);
            }
          }
          properties.set(entry, uri, text);
        });
  }

  void remove(Location at, String name) throws FsException {
    Changes.requireWritable(shared.settings());
    String uri = changeable(name, false);
    change(
        at,
        entry -> {
          if (properties.getNow(entry, uri).isEmpty()) {
            throw absent(name);
          }
          properties.remove(entry, uri);
        });
  }

  private static String changeable(String name, boolean set) throws FsException {
    if (!name.startsWith(PropertyNames.PREFIX)) {
      throw new FsException(
          set ? Reason.UNSUPPORTED : Reason.NO_DATA, "only user.vos.* is kept: " + name);
    }
    if (name.equals(STATE) || name.equals(URL)) {
      throw new FsException(Reason.NOT_PERMITTED, "told by this program: " + name);
    }
    Optional<String> uri = PropertyNames.uri(name);
    if (uri.isEmpty()) {
      throw new FsException(
          set ? Reason.INVALID : Reason.NO_DATA,
          "no such property; one of your own is like user.vos.ivo://your.org/meta#name: " + name);
    }
    if (PropertyNames.isReadOnly(uri.get())) {
      throw new FsException(Reason.NOT_PERMITTED, "only the service changes it: " + name);
    }
    if (set) {
      PropertyNames.requireLegal(uri.get());
    }
    return uri.get();
  }

  /** A change of one entry. */
  @FunctionalInterface
  private interface Change {
    void of(Entry entry) throws FsException;
  }

  /** One at a time for each name: whether it is there is asked before it is changed. */
  private void change(Location at, Change change) throws FsException {
    Lookup.Found found = lookup.find(at);
    try (NameLeases.Lease lease = leases.take(found.directory(), found.name())) {
      change.of(lookup.entry(at));
    }
  }
}
