package org.vosfs.hostile;

import java.util.List;

/**
 * One thing a server may do to a client.
 *
 * @param name also the name of the node at which it happens
 * @param call what the client was asked to do
 * @param answer what the server sends
 * @param outcomes what may come of it: the name of an exception, or {@code ok} and what was read
 */
record Attack(String name, Call call, RawServer.Script answer, List<String> outcomes) {
  /** The client's side. */
  enum Call {
    NODE,
    LIST,
    READ,
    MOVE
  }

  Attack(String name, Call call, RawServer.Script answer, String... outcomes) {
    this(name, call, answer, List.of(outcomes));
  }

  @Override
  public String toString() {
    return name;
  }
}
