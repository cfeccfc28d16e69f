package org.vosfs.auth;

import java.util.List;

/** Nobody in particular. */
enum Anonymous implements Credentials {
  INSTANCE;

  @Override
  public List<SecurityMethod> methods() {
    return List.of();
  }

  @Override
  public Proof proof() {
    return Proof.NONE;
  }

  @Override
  public boolean refresh(Proof refused) {
    return false;
  }

  @Override
  public String description() {
    return "no credential (anonymous)";
  }
}
