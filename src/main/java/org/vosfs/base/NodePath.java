package org.vosfs.base;

import java.util.ArrayList;
import java.util.List;

/**
 * An absolute, normalised path inside one space: {@code /}, {@code /run1/a.fits}.
 *
 * <p>Names are kept as they are (no percent-encoding, no case folding). The only things a name may
 * never be are empty, {@code .}, {@code ..}, or holding {@code /} or NUL; what a service makes of
 * other characters is decided elsewhere. Immutable and thread-safe.
 */
public final class NodePath implements Comparable<NodePath> {
  /** The top of the space. */
  public static final NodePath ROOT = new NodePath("/");

  private final String text;

  private NodePath(String text) {
    this.text = text;
  }

  /**
   * Parses an absolute path. Repeated and trailing slashes are dropped.
   *
   * @throws IllegalArgumentException when it is not absolute or holds a forbidden name
   */
  public static NodePath of(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("not an absolute path: " + path);
    }
    NodePath at = ROOT;
    for (String name : path.split("/", -1)) {
      if (!name.isEmpty()) {
        at = at.resolve(name);
      }
    }
    return at;
  }

  /** Tells whether {@code name} can be one element of a path at all. */
  public static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('\0') < 0;
  }

  /**
   * The child of that name.
   *
   * @throws IllegalArgumentException when {@link #isName} says no
   */
  public NodePath resolve(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a name: " + name);
    }
    return new NodePath(isRoot() ? "/" + name : text + "/" + name);
  }

  /** This path with all names of {@code below} appended. */
  public NodePath resolve(NodePath below) {
    if (below.isRoot()) {
      return this;
    }
    return isRoot() ? below : new NodePath(text + below.text);
  }

  /** The enclosing path; the root is its own parent. */
  public NodePath parent() {
    int slash = text.lastIndexOf('/');
    return slash <= 0 ? ROOT : new NodePath(text.substring(0, slash));
  }

  /** The last name; empty for the root. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** All names from the top down; empty for the root. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    int from = 1;
    while (from < text.length()) {
      int slash = text.indexOf('/', from);
      int to = slash < 0 ? text.length() : slash;
      names.add(text.substring(from, to));
      from = to + 1;
    }
    return names;
  }

  public boolean isRoot() {
    return text.length() == 1;
  }

  /** True for {@code ancestor} itself and everything below it. */
  public boolean startsWith(NodePath ancestor) {
    return ancestor.isRoot()
        || (text.startsWith(ancestor.text)
            && (text.length() == ancestor.text.length()
                || text.charAt(ancestor.text.length()) == '/'));
  }

  /**
   * What remains below {@code ancestor}, as a path of its own.
   *
   * @throws IllegalArgumentException when this path is not below it
   */
  public NodePath relativeTo(NodePath ancestor) {
    if (!startsWith(ancestor)) {
      throw new IllegalArgumentException(this + " is not below " + ancestor);
    }
    if (ancestor.isRoot()) {
      return this;
    }
    String rest = text.substring(ancestor.text.length());
    return rest.isEmpty() ? ROOT : new NodePath(rest);
  }

  @Override
  public int compareTo(NodePath other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodePath path && path.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The path as text, beginning with a slash. */
  @Override
  public String toString() {
    return text;
  }
}
