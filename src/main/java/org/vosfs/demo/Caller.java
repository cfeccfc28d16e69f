package org.vosfs.demo;

import java.util.Set;

/**
 * Who sends a request.
 *
 * @param name the identity used for ownership; of an anonymous caller a name nobody owns, except in
 *     a single-user space
 * @param anonymous whether the request came without credentials
 * @param groups URIs of the groups the caller is a member of
 */
record Caller(String name, boolean anonymous, Set<String> groups) {
  /** Owner of the root and of what users may not create. */
  static final String ADMIN = "admin";

  static final Caller NOBODY = new Caller("", true, Set.of());

  boolean admin() {
    return name.equals(ADMIN);
  }
}
