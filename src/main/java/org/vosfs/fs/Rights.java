package org.vosfs.fs;

import java.util.List;
import java.util.stream.Stream;
import org.vosfs.vospace.NodeProperties;

/**
 * Who, besides its owner, may read and write a node, as the service grants it (protocol §5.5).
 *
 * @param everybody anybody may read it
 * @param readers URIs of groups that may read it
 * @param writers URIs of groups that may read and write it
 * @param inherited whether what is made in it gets the same rights; of directories only
 */
public record Rights(
    boolean everybody, List<String> readers, List<String> writers, boolean inherited) {
  public Rights {
    readers = List.copyOf(readers);
    writers = List.copyOf(writers);
  }

  static Rights of(NodeProperties properties) {
    return new Rights(
        properties.isPublic(),
        groups(properties, NodeProperties.GROUP_READ),
        groups(properties, NodeProperties.GROUP_WRITE),
        properties.isTrue(NodeProperties.INHERIT));
  }

  private static List<String> groups(NodeProperties properties, String uri) {
    return properties.get(uri).stream()
        .flatMap(text -> Stream.of(text.split("[\\s,]+")))
        .filter(group -> !group.isEmpty())
        .toList();
  }
}
