package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.FakeVospace.Manner;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.NodeProperties;
import org.vosfs.vospace.VospaceException;

/** Renames of several requests, cut off between any two of them, with and without a new process. */
class UnfinishedStepsTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway") // made by each test
  private Rig rig;

  private void start(Manner manner) throws Exception {
    rig = new Rig(manner, directory);
  }

  @AfterEach
  void stop() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String content(String path) {
    return new String(rig.service.content(path), StandardCharsets.UTF_8);
  }

  /** The network goes away before a request, and the process dies. */
  private void dieBefore(String request) throws Exception {
    FakeVospace service = rig.service;
    service.putRemotely("/a", utf8("from a"));
    service.putRemotely("/b", utf8("from b"));
    service.beforeNext(r -> r.startsWith(request), () -> service.setOffline(true));
  }

  private void comeBack() throws Exception {
    service(false);
    rig.restart();
    rig.settle();
    rig.time.advance(Duration.ofMinutes(2));
  }

  private void service(boolean offline) {
    rig.service.setOffline(offline);
  }

  @ParameterizedTest
  @EnumSource
  void nothingHadHappened(Manner manner) throws Exception {
    start(manner);
    dieBefore("move /b ");
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    comeBack();
    assertThat(rig.service.paths()).containsExactly("/a", "/b");
    assertThat(content("/b")).isEqualTo("from b");
    assertThat(rig.staging.steps().left()).hasSize(1);
    rig.restart();
    assertThat(rig.staging.steps().left()).as("settled for good").isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  @Statement(
      "When the process dies in the middle, the next one undoes it before anything "
          + "else is uploaded there")
  void aReplacementCutOffInTheMiddleIsUndone(Manner manner) throws Exception {
    start(manner);
    dieBefore("move /a ");
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    assertThat(rig.service.paths()).hasSize(2).doesNotContain("/b");
    comeBack();
    assertThat(rig.service.paths()).containsExactly("/a", "/b");
    assertThat(content("/b")).isEqualTo("from b");
    assertThat(rig.read("/b")).isEqualTo("from b");
    assertThat(rig.list("/")).containsExactly("a", "b");
  }

  @ParameterizedTest
  @EnumSource
  void theSameProcessUndoesItOnceTheServiceAnswers(Manner manner) throws Exception {
    start(manner);
    dieBefore("move /a ");
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    rig.time.advance(Duration.ofMinutes(5));
    service(false);
    rig.time.advance(Duration.ofMinutes(2));
    assertThat(rig.service.paths()).containsExactly("/a", "/b");
    assertThat(rig.list("/")).containsExactly("a", "b");
    assertThat(rig.read("/b")).isEqualTo("from b");
    rig.restart();
    assertThat(rig.staging.steps().left()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  @Statement("When only the old content was left to remove, it is finished")
  void aReplacementCutOffAtItsEndIsFinished(Manner manner) throws Exception {
    start(manner);
    dieBefore("delete /.vosfs-replaced");
    rig.rename("/a", "/b");
    assertThat(rig.service.paths()).hasSize(2).contains("/b");
    comeBack();
    assertThat(rig.service.paths()).containsExactly("/b");
    assertThat(content("/b")).isEqualTo("from a");
    assertThat(rig.read("/b")).isEqualTo("from a");
  }

  /** Their only copy is at the old file until they are at the new one. */
  @ParameterizedTest
  @ValueSource(strings = {"update /b", "delete /.vosfs-saved"})
  void propertiesOfTheReplacedFileSurviveTheDeathOfTheProcess(String request) throws Exception {
    String title = NodeProperties.CORE + "title";
    String subject = NodeProperties.CORE + "subject";
    start(Manner.VAULT);
    dieBefore(request);
    rig.service.deleteRemotely("/a");
    rig.write("/a", "from a");
    rig.settle();
    rig.service.setProperty("/b", title, "of b");
    rig.service.setProperty("/b", subject, "of b");
    rig.service.setProperty("/a", subject, "of a");
    rig.time.advance(Duration.ofSeconds(31)); // what is known of it is old
    rig.rename("/a", "/b");
    assertThat(rig.service.paths()).as("the old file is aside").hasSize(2);
    comeBack();
    assertThat(rig.service.paths()).containsExactly("/b");
    assertThat(content("/b")).isEqualTo("from a");
    assertThat(rig.service.properties("/b"))
        .containsEntry(title, "of b")
        .containsEntry(subject, "of a");
    rig.restart();
    assertThat(rig.staging.steps().left()).as("settled for good").isEmpty();
  }

  @Test
  @Statement(
      "A file that was on the service before and is renamed over a public one is not published, "
          + "also when the end of the rename is carried out after a crash")
  void nothingIsPublishedByARenameThatIsFinishedLater() throws Exception {
    start(Manner.VAULT);
    dieBefore("delete /.vosfs-replaced");
    rig.service.setProperty("/b", NodeProperties.IS_PUBLIC, "true");
    rig.rename("/a", "/b");
    comeBack();
    assertThat(rig.service.paths()).containsExactly("/b");
    assertThat(content("/b")).isEqualTo("from a");
    assertThat(rig.service.properties("/b").get(NodeProperties.IS_PUBLIC)).isNotEqualTo("true");
  }

  @ParameterizedTest
  @EnumSource
  void aMoveWhoseAnswerWasLostIsFinished(Manner manner) throws Exception {
    start(manner);
    rig.service.putRemotely("/a", utf8("from a"));
    rig.service.putRemotely("/b", utf8("from b"));
    rig.service.loseReply(r -> r.startsWith("move /a /b"));
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    comeBack();
    assertThat(rig.service.paths()).containsExactly("/b");
    assertThat(content("/b")).isEqualTo("from a");
    assertThat(rig.list("/")).containsExactly("b");
  }

  @ParameterizedTest
  @EnumSource
  void whatStoodThereIsKeptWhenAnotherTakesTheName(Manner manner) throws Exception {
    start(manner);
    dieBefore("move /a ");
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    rig.service.putRemotely("/b", utf8("of another"));
    comeBack();
    assertThat(content("/a")).isEqualTo("from a");
    assertThat(content("/b")).isEqualTo("of another");
    assertThat(rig.service.paths()).hasSize(3);
    String kept = rig.service.paths().get(2);
    assertThat(kept).startsWith("/b.conflict-testhost-");
    assertThat(content(kept)).isEqualTo("from b");
  }

  /** The service moved the file, the process died before it wrote down that the bytes go along. */
  @ParameterizedTest
  @EnumSource
  @Statement(
      "Unsent changes go with a file whose rename the service had carried out when the "
          + "process died: never both names, never neither")
  void unsentChangesFollowAFileThatMovedAsTheProcessDied(Manner manner) throws Exception {
    start(manner);
    rig.service.putRemotely("/a", utf8("old"));
    rig.write("/a", "changed");
    rig.service.loseReply(r -> r.startsWith("move /a /b"));
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    comeBack();
    assertThat(rig.service.paths()).as("one name, never both").containsExactly("/b");
    assertThat(content("/b")).isEqualTo("changed");
    assertThat(rig.read("/b")).isEqualTo("changed");
  }

  /** The replaced content must not come back as somebody else's. */
  @ParameterizedTest
  @EnumSource
  void unsentContentThatWasReplacedByARemoteFileAsTheProcessDiedIsGone(Manner manner)
      throws Exception {
    start(manner);
    rig.service.putRemotely("/a", utf8("from a"));
    rig.write("/b", "never sent");
    rig.service.loseReply(r -> r.startsWith("move /a /b"));
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    comeBack();
    assertThat(rig.service.paths()).as("no conflict with ourselves").containsExactly("/b");
    assertThat(content("/b")).isEqualTo("from a");
    assertThat(rig.read("/b")).isEqualTo("from a");
    assertThat(rig.list("/")).containsExactly("b");
  }

  @ParameterizedTest
  @EnumSource
  void unsentChangesOfAReplacedRemoteFileAreGoneAsWell(Manner manner) throws Exception {
    start(manner);
    rig.service.putRemotely("/a", utf8("from a"));
    rig.service.putRemotely("/b", utf8("from b"));
    rig.write("/b", "never sent");
    rig.service.loseReply(r -> r.startsWith("move /a /b"));
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    comeBack();
    assertThat(rig.service.paths()).as("no conflict with ourselves").containsExactly("/b");
    assertThat(content("/b")).isEqualTo("from a");
    assertThat(rig.read("/b")).isEqualTo("from a");
  }

  @ParameterizedTest
  @EnumSource
  void unsentContentStaysWhenNothingReplacedIt(Manner manner) throws Exception {
    start(manner);
    rig.service.putRemotely("/a", utf8("from a"));
    rig.write("/b", "kept");
    FakeVospace service = rig.service;
    service.beforeNext(r -> r.startsWith("move /a /b"), () -> service.setOffline(true));
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    comeBack();
    assertThat(rig.service.paths()).containsExactly("/a", "/b");
    assertThat(content("/a")).isEqualTo("from a");
    assertThat(content("/b")).isEqualTo("kept");
  }

  @ParameterizedTest
  @EnumSource
  void unsentChangesStayWhereTheFileStayed(Manner manner) throws Exception {
    start(manner);
    rig.service.putRemotely("/a", utf8("old"));
    rig.write("/a", "changed");
    FakeVospace service = rig.service;
    service.beforeNext(r -> r.startsWith("move /a /b"), () -> service.setOffline(true));
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    comeBack();
    assertThat(rig.service.paths()).containsExactly("/a");
    assertThat(content("/a")).isEqualTo("changed");
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedReplacementLeavesNothingBehind(Manner manner) throws Exception {
    start(manner);
    rig.service.putRemotely("/a", utf8("from a"));
    rig.service.putRemotely("/b", utf8("from b"));
    rig.service.failNext(r -> r.startsWith("move /a "), new VospaceException.Denied("no"));
    assertThatThrownBy(() -> rig.rename("/a", "/b")).isInstanceOf(FsException.class);
    assertThat(rig.service.paths()).containsExactly("/a", "/b");
    rig.restart();
    assertThat(rig.staging.steps().left()).isEmpty();
  }
}
