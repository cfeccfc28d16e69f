package org.vosfs.vospace.remote;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.NewNode;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.VospaceException;

/**
 * Empties a file where no request for it exists: the node is deleted and created again with its
 * properties (protocol §10.6). The owner becomes the caller.
 *
 * <p>Between {@link #remove} and {@link #recreate} the name is absent; {@link Plan} is all that is
 * needed to finish after a crash, and both steps can be repeated.
 */
final class EmptyReplacement {
  /** They belong to content, and there is none. */
  private static final Set<String> OF_CONTENT =
      Set.of(NodeProperties.TYPE, NodeProperties.ENCODING);

  /** What to delete and what to create in its place. */
  record Plan(NodePath path, NewNode replacement) {
    private static final String KIND = "recreate";

    /** One line, for {@code UploadBody.leave}. */
    String toText() {
      StringBuilder text = new StringBuilder(KIND);
      replacement
          .properties()
          .forEach(
              (key, value) ->
                  text.append(' ').append(encode(key)).append('=').append(encode(value)));
      return text.toString();
    }

    /** Reads {@link #toText}; empty when it is something else. */
    static Optional<Plan> parse(NodePath path, String text) {
      String[] parts = text.split(" ", -1);
      if (!parts[0].equals(KIND)) {
        return Optional.empty();
      }
      Map<String, String> kept = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        String[] pair = parts[i].split("=", 2);
        kept.put(decode(pair[0]), decode(pair[1]));
      }
      return Optional.of(new Plan(path, new NewNode(NodeKind.DATA, null, kept)));
    }

    private static String encode(String text) {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
      return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }
  }

  private final NodeRequests nodes;

  EmptyReplacement(NodeRequests nodes) {
    this.nodes = nodes;
  }

  Plan plan(NodePath path, Node.Data old) {
    Map<String, String> kept =
        old.properties().values().entrySet().stream()
            .filter(property -> !NodeProperties.OF_THE_SERVICE.contains(property.getKey()))
            .filter(property -> !OF_CONTENT.contains(property.getKey()))
            .filter(property -> !property.getValue().isBlank())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new Plan(path, new NewNode(NodeKind.DATA, null, kept));
  }

  void remove(Plan plan) throws VospaceException {
    try {
      nodes.delete(plan.path());
    } catch (VospaceException.NotFound e) {
      // removed before: the step is through
    }
  }

  /** Creates the node; one that somebody made meanwhile is left alone and an error. */
  void recreate(Plan plan) throws VospaceException {
    nodes.create(plan.path(), plan.replacement());
  }
}
