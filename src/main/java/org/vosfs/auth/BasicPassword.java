package org.vosfs.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** A name and a password, sent as HTTP Basic (RFC 7617). Its text form hides the password. */
public record BasicPassword(String name, String password) implements Credentials {
  @Override
  public List<SecurityMethod> methods() {
    return List.of(SecurityMethod.BASIC);
  }

  @Override
  public Proof proof() {
    return Proof.of(new AuthHeader("Authorization", "Basic " + encoded()));
  }

  String encoded() {
    byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public boolean refresh(Proof refused) {
    return false;
  }

  @Override
  public String description() {
    return "name and password of " + name;
  }

  @Override
  public String toString() {
    return "BasicPassword[" + name + "]";
  }
}
