package org.vosfs.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vosfs.fuse.Unmounter.Outcome;

class UnmounterTest {
  private static final Path PLACE = Path.of("/mnt/vos");
  private static final List<List<String>> COMMANDS =
      List.of(List.of("fusermount3", "-u", "/mnt/vos"), List.of("umount", "/mnt/vos"));
  private static final Outcome DONE = new Outcome(0, "");
  private static final Outcome BUSY = new Outcome(32, "umount: /mnt/vos: target is busy.");

  private final Deque<Outcome> outcomes = new ArrayDeque<>();
  private final List<String> started = new ArrayList<>();
  private String holders = "";
  private boolean helperMissing = true;
  private int pauses;

  private void unmount() throws MountException {
    Unmounter.unmount(
        PLACE,
        COMMANDS,
        new Unmounter.Programs() {
          @Override
          public Outcome run(List<String> command) throws IOException {
            if (helperMissing && command.get(0).startsWith("fusermount")) {
              throw new IOException("no fusermount3");
            }
            started.add(command.get(0));
            return outcomes.size() > 1 ? outcomes.remove() : outcomes.element();
          }

          @Override
          public String holders(Path mountPoint) {
            return holders;
          }

          @Override
          public void pause() {
            pauses++;
          }
        });
  }

  @Test
  void whatIsBusyForAMomentIsTriedAgain() throws Exception {
    outcomes.addAll(List.of(BUSY, BUSY, DONE));
    unmount();
    assertThat(started).hasSize(3);
    assertThat(pauses).isEqualTo(2);
  }

  @Test
  void whoUsesItIsNamedAtOnce() {
    outcomes.add(BUSY);
    holders = "vim (pid 17)";
    assertThatThrownBy(this::unmount)
        .isInstanceOf(MountException.class)
        .hasMessage(
            "/mnt/vos is busy: in use by vim (pid 17); close what is open there and try again");
    assertThat(pauses).isZero();
  }

  @Test
  void whatStaysBusyIsGivenUp() {
    outcomes.add(BUSY);
    assertThatThrownBy(this::unmount)
        .hasMessageStartingWith("/mnt/vos is busy: no process of yours is seen there")
        .hasMessageNotContaining("\n");
    assertThat(started).hasSize(Unmounter.MOST_TRIES);
  }

  @Test
  void otherFailuresAreToldAsTheyAre() {
    helperMissing = false;
    outcomes.add(new Outcome(1, "fusermount3: not found in /etc/mtab"));
    assertThatThrownBy(this::unmount)
        .hasMessageStartingWith("cannot unmount /mnt/vos: fusermount3: not found in /etc/mtab")
        .hasMessageContaining("ln -s /proc/self/mounts /etc/mtab");
    assertThat(started).containsExactly("fusermount3", "umount");
    assertThat(pauses).isZero();
  }
}
