package org.vosfs.auth;

/** A request header that identifies the caller. Its text form hides the value. */
public record AuthHeader(String name, String value) {
  @Override
  public String toString() {
    return name + ": (hidden)";
  }
}
