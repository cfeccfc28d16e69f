package org.vosfs.demo;

/** Which service is imitated. The differences are those of the protocol notes, section 14. */
public enum Profile {
  /** A metadata service whose bytes live on storage sites: ranges, atomic replace, paging. */
  VAULT("vault", "OpenCADC/cadc-rest + cadc-vos-server"),
  /** A service over a POSIX tree: no ranges, PUT truncates first, no paging. */
  CAVERN("arc", "OpenCADC/cadc-rest + cadc-vos-server-2.0"),
  /** The bare VOSpace 2.1 specification: recursive delete, page size imposed by the server. */
  SPEC("spec", "");

  private final String service;
  private final String software;

  Profile(String service, String software) {
    this.service = service;
    this.software = software;
  }

  /** The {@code server} header as recorded; empty where none is sent. */
  String software() {
    return software;
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
