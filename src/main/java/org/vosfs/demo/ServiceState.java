package org.vosfs.demo;

/** What the service admits to, as an administrator has set it (section 3.5). */
public enum ServiceState {
  /** Everything works. */
  READ_WRITE(true, "service is accepting requests"),
  /** Reading goes on; changes of nodes are refused with 503 and a Retry-After of three minutes. */
  READ_ONLY(false, "System is in read-only mode for maintainence"),
  /** Only availability, capabilities, the registry and the storage sites answer. */
  OFFLINE(false, "System is offline for maintainence");

  private static final String RETRY_SECONDS = "180";

  private final boolean available;
  private final String note;

  ServiceState(boolean available, String note) {
    this.available = available;
    this.note = note;
  }

  /** What availability says. */
  boolean available() {
    return available;
  }

  /** The service's own words, misspelt as they are. */
  String note() {
    return note;
  }

  /** Refuses what this state does not allow; the path is that below the service. */
  void require(String method, String path) throws Refusal {
    boolean change = path.startsWith("/nodes") || path.startsWith("/files");
    boolean reads = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    boolean selfDescription = path.startsWith("/availability") || path.startsWith("/capabilities");
    if ((this == OFFLINE && !selfDescription) || (this == READ_ONLY && change && !reads)) {
      throw new Refusal(503, note + "\n").header("Retry-After", RETRY_SECONDS);
    }
  }
}
