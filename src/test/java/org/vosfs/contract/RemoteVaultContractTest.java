package org.vosfs.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vosfs.demo.Profile;
import org.vosfs.vospace.NodeKind;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.PropertyChanges;
import org.vosfs.vospace.TreeRemoval;

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

  @Test
  void whatIsLockedStaysAndIsCounted() throws Exception {
    mkdir("/d");
    mkdir("/d/e");
    put("/d/e/f", Content.random(1, 1000));
    put("/d/g", Content.random(2, 1000));
    client()
        .update(
            path("/d/e/f"),
            NodeKind.DATA,
            PropertyChanges.setting(NodeProperties.IS_LOCKED, "true"));
    TreeRemoval removal = client().deleteTree(path("/d"), (phase, count) -> true);
    assertThat(removal).isEqualTo(new TreeRemoval(1, 1, false));
    assertThat(list("/d/e")).containsKey("f");
    assertThat(list("/d")).doesNotContainKey("g");
  }
}
