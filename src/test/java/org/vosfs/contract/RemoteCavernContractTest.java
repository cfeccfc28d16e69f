package org.vosfs.contract;

import org.vosfs.demo.Profile;

/** Against a service like cavern. */
class RemoteCavernContractTest extends RemoteContract {
  @Override
  protected Profile profile() {
    return Profile.CAVERN;
  }

  @Override
  protected boolean replacesAtomically() {
    return false;
  }
}
