package org.vosfs.demo;

/** Which service is imitated. The differences are those of the protocol notes, section 14. */
public enum Profile {
  /** A metadata service whose bytes live on storage sites: ranges, atomic replace, paging. */
  VAULT("vault"),
  /** A service over a POSIX tree: no ranges, PUT truncates first, no paging. */
  CAVERN("arc"),
  /** The bare VOSpace 2.1 specification: recursive delete, page size imposed by the server. */
  SPEC("spec");

  private final String service;

  Profile(String service) {
    this.service = service;
  }

  /** The first path segment of the service's URLs, also the last part of its authority. */
  public String service() {
    return service;
  }

  /** Path of the container that a user may write in. */
  public String home(String user) {
    return this == CAVERN ? "/home/" + user : "/" + user;
  }
}
