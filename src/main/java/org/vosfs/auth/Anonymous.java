package org.vosfs.auth;

import java.util.List;
import java.util.Optional;

/** Nobody in particular. */
enum Anonymous implements Credentials {
  INSTANCE;

  @Override
  public List<SecurityMethod> methods() {
    return List.of();
  }

  @Override
  public Optional<AuthHeader> header() {
    return Optional.empty();
  }

  @Override
  public boolean refresh(AuthHeader refused) {
    return false;
  }

  @Override
  public String description() {
    return "no credential (anonymous)";
  }
}
