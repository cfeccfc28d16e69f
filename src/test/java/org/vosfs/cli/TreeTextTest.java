package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.vosfs.fs.TreeState;
import org.vosfs.vospace.JobWatch;

class TreeTextTest {
  private static String text(String phase, long done, long left) {
    return TreeText.progress(
        new ObjectMapper().valueToTree(TreeRequests.told(new TreeState(phase, done, left))),
        "removed");
  }

  @Test
  void onlyWhatIsKnownIsTold() {
    long unknown = JobWatch.UNKNOWN;
    assertThat(text("QUEUED", unknown, unknown)).isEqualTo("the service's job is queued");
    assertThat(text("EXECUTING", 12, unknown))
        .isEqualTo("the service's job is executing, 12 removed");
    assertThat(text("EXECUTING", unknown, 1))
        .isEqualTo("the service's job is executing, 1 entry still listed in it");
    assertThat(text("EXECUTING", unknown, 40)).endsWith("40 entries still listed in it");
    assertThat(text("", 7, unknown)).isEqualTo("7 removed");
  }
}
