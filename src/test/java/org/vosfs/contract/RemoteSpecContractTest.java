package org.vosfs.contract;

import org.vosfs.demo.Profile;

/** Against a service that is nothing but the bare specification. */
class RemoteSpecContractTest extends RemoteContract {
  @Override
  protected Profile profile() {
    return Profile.SPEC;
  }

  @Override
  protected boolean replacesAtomically() {
    return true;
  }
}
