package org.vosfs.contract;

import org.vosfs.demo.Profile;

/** Against a service like vault. */
class RemoteVaultContractTest extends RemoteContract {
  @Override
  protected Profile profile() {
    return Profile.VAULT;
  }

  @Override
  protected boolean replacesAtomically() {
    return true;
  }
}
