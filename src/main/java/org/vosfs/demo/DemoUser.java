package org.vosfs.demo;

import java.util.Set;

/**
 * A user of the demo service.
 *
 * @param name login and display name; also the name of the home container
 * @param token the bearer (or cookie) value that identifies the user
 * @param password for the login and certificate endpoints
 * @param groups group URIs, such as {@code ivo://cadc.nrc.ca/gms?team}
 */
public record DemoUser(String name, String token, String password, Set<String> groups) {
  public DemoUser {
    groups = Set.copyOf(groups);
  }

  /** A user without groups whose password is the name. */
  public DemoUser(String name, String token) {
    this(name, token, name, Set.of());
  }

  /** The same user as member of these groups. */
  public DemoUser withGroups(String... uris) {
    return new DemoUser(name, token, password, Set.of(uris));
  }

  @Override
  public String toString() {
    return "DemoUser[" + name + ", groups=" + groups + "]";
  }
}
