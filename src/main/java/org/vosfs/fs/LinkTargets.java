package org.vosfs.fs;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.vosfs.base.NodePath;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.VospaceClient;

/**
 * Between the text of a symbolic link and the target URI of a link node (protocol §7). Targets
 * inside the mount are shown relative to the link, so that they work wherever it is mounted; {@code
 * file:} targets as the absolute path; all others, such as another space or a web page, as their
 * URI, which names nothing here.
 *
 * <p>Nothing but a {@code file:} target leads out of the mount, whatever the service, or somebody
 * who may write there, makes of targets, texts and directories. The kernel follows {@code ..}
 * behind a name through whatever stands there, also through a link; so it is shown at the beginning
 * of a text only, where it counts real directories.
 */
final class LinkTargets {
  /** The text as it was written, where the service keeps properties on links. */
  static final String TEXT = "vosfs:target";

  private static final String FILE = "file://";

  private final FsSettings settings;
  private final VospaceClient client;
  private final EntryTree tree;

  LinkTargets(FsSettings settings, VospaceClient client, EntryTree tree) {
    this.settings = settings;
    this.client = client;
    this.tree = tree;
  }

  /** What readlink answers. */
  String toPosix(Entry link, Node.Link node) throws FsException {
    Optional<String> text = node.properties().get(TEXT).map(LinkTargets::decode);
    if (text.isPresent() && isHarmless(tree.path(link).parent(), text.get(), node.target())) {
      return text.get();
    }
    Optional<NodePath> inside = client.pathOf(node.target());
    if (inside.isPresent()) {
      return relative(tree.path(link).parent(), inside.get());
    }
    if (node.target().startsWith(FILE + "/")) {
      return decode(node.target().substring(FILE.length()));
    }
    return harmless(node.target());
  }

  /** A URI as a text that leads nowhere. */
  private static String harmless(String uri) {
    String[] parts = uri.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].equals("..")) {
        parts[i] = "%2E%2E";
      }
    }
    String text = String.join("/", parts);
    return text.startsWith("/") ? "%2F" + text.substring(1) : text;
  }

  /** Whether the text says more than the target: not when it is a URI itself. */
  static boolean isKept(String text) {
    return !isUri(text) && !climbsBehindAName(text);
  }

  private static boolean isUri(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*");
  }

  private static boolean climbsBehindAName(String text) {
    boolean named = false;
    for (String name : text.split("/", -1)) {
      if (name.equals("..") && named) {
        return true;
      }
      named |= !name.isEmpty() && !name.equals("..") && !name.equals(".");
    }
    return false;
  }

  /**
   * Whoever may write to the node could have stored the text: it leads out of the mount only where
   * the target does.
   */
  private boolean isHarmless(NodePath directory, String text, String target) {
    if (!isKept(text)) {
      return false;
    }
    try {
      String meant = toService(directory, text);
      return !meant.startsWith(FILE) || meant.equals(target);
    } catch (FsException | InvalidPathException e) {
      return false;
    }
  }

  /** Its length in bytes, which stat shows; 0 when it cannot be told. */
  long posixLength(Entry link, Node.Link node) {
    try {
      return toPosix(link, node).getBytes(StandardCharsets.UTF_8).length;
    } catch (FsException e) {
      return 0;
    }
  }

  /**
   * The target URI for a link in {@code directory} with that text; a text that is a URI is the
   * target itself.
   *
   * @throws FsException {@link Reason#NOT_PERMITTED} when a relative target leaves the mount
   */
  String toService(NodePath directory, String text) throws FsException {
    Path mountPoint = settings.mountPoint();
    if (text.startsWith("/")) {
      Path absolute = Path.of(text).normalize();
      if (mountPoint != null && absolute.startsWith(mountPoint)) {
        return uri(NodePath.ROOT, mountPoint.relativize(absolute).toString());
      }
      return fileUri(absolute);
    }
    if (isUri(text)) {
      return text;
    }
    return uri(directory, text);
  }

  /** The text in a form every service keeps unchanged (protocol §21.1). */
  static String encode(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > ' ' && b < 0x7F && "%\"\\{}<>&".indexOf(b) < 0;
      out.append(plain ? Character.toString(b) : "%" + hex(b));
    }
    return out.toString();
  }

  private static String hex(byte b) {
    return java.util.HexFormat.of().withUpperCase().toHexDigits(b);
  }

  private static String decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] == '%' && i + 2 < bytes.length ? hexAt(bytes, i + 1) : -1;
      out.write(value >= 0 ? value : bytes[i]);
      i += value >= 0 ? 2 : 0;
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static int hexAt(byte[] bytes, int at) {
    int high = Character.digit(bytes[at], 16);
    int low = Character.digit(bytes[at + 1], 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private String uri(NodePath directory, String text) throws FsException {
    Deque<String> names = new ArrayDeque<>(directory.names());
    for (String name : text.split("/", -1)) {
      if (name.equals("..")) {
        if (names.pollLast() == null) {
          throw new FsException(Reason.NOT_PERMITTED, "the target lies outside the mount: " + text);
        }
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(settings.names().toTarget(name));
      }
    }
    return client.uriOf(NodePath.of("/" + String.join("/", names)));
  }

  private static String fileUri(Path path) throws FsException {
    try {
      return FILE + new URI(null, null, path.toString(), null).getRawPath();
    } catch (java.net.URISyntaxException e) {
      throw new FsException(Reason.INVALID, "not a target: " + path, e);
    }
  }

  private String relative(NodePath from, NodePath to) {
    List<String> base = from.names();
    List<String> names = to.names();
    int common = 0;
    while (common < base.size()
        && common < names.size()
        && base.get(common).equals(names.get(common))) {
      common++;
    }
    Deque<String> parts = new ArrayDeque<>();
    for (int i = common; i < base.size(); i++) {
      parts.add("..");
    }
    names.subList(common, names.size()).forEach(name -> parts.add(settings.names().toPosix(name)));
    return parts.isEmpty() ? "." : String.join("/", parts);
  }
}
