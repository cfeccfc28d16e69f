package org.vosfs.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.Behaviour;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Fault;
import org.vosfs.demo.LoggedRequest;
import org.vosfs.demo.Profile;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.RenameMode;
import org.vosfs.http.Bandwidth;
import org.vosfs.testing.ServedRig;
import org.vosfs.testing.Statement;

/** What an upload costs, what it keeps, and when it is a conflict: over HTTP, on both services. */
class UploadRulesTest {
  private static final String PUBLIC = "ivo://ivoa.net/vospace/core#ispublic";
  private static final String GROUP = "ivo://ivoa.net/vospace/core#groupread";
  private static final String OWN = "ivo://example.org/vocabulary#note";

  @TempDir Path directory;

  @SuppressWarnings("NullAway") // made by each test
  private ServedRig rig;

  private void start(Profile profile) throws Exception {
    start(profile, behaviour -> behaviour);
  }

  private void start(Profile profile, UnaryOperator<Behaviour> behaviour) throws Exception {
    UnaryOperator<DemoSettings> demo = settings -> settings.with(behaviour);
    rig = new ServedRig(directory, demo, profile, remote -> remote);
  }

  @AfterEach
  void stop() throws Exception {
    if (rig != null) {
      rig.close();
    }
  }

  private void list() throws Exception {
    long handle = rig.fs.openDirectory(Location.of("/"));
    rig.fs.readDirectory(handle, 0, (name, number, type, next) -> false);
    rig.fs.releaseDirectory(handle);
    rig.server.requests().clear();
  }

  private String stored(String path) {
    return new String(rig.stored(path), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<LoggedRequest> puts() {
    return rig.server.requests().matching(r -> r.method().equals("PUT"));
  }

  private List<String> names() {
    String home = rig.at("/");
    return rig.server.space().snapshot().keySet().stream()
        .filter(path -> path.startsWith(home) && path.length() > home.length())
        .map(path -> path.substring(home.length()))
        .toList();
  }

  private List<String> conflictsOf(String name) {
    return names().stream().filter(n -> n.startsWith(name + ".conflict-testhost-")).toList();
  }

  // ---- cost

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void aNewSmallFileTakesTwoRoundTrips(Profile profile) throws Exception {
    start(profile);
    list();
    rig.write("/new", "small");
    rig.settle();
    assertThat(stored("/new")).isEqualTo("small");
    assertThat(rig.requests()).hasSize(2);
    assertThat(rig.requests().get(0)).startsWith("GET ").contains("/synctrans?");
    assertThat(rig.requests().get(1)).startsWith("PUT ");
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  @Statement("A new small file takes two round trips, a replacement three")
  void aReplacementTakesThree(Profile profile) throws Exception {
    start(profile);
    rig.putRemotely("/there", utf8("old"));
    list();
    rig.write("/there", "newer");
    rig.server.requests().clear();
    rig.settle();
    assertThat(stored("/there")).isEqualTo("newer");
    assertThat(rig.requests()).hasSize(3);
    assertThat(rig.requests().get(0)).as("the look").startsWith("GET ").contains("/nodes/");
    assertThat(rig.requests().get(1)).startsWith("GET ").contains("/synctrans?");
    assertThat(rig.requests().get(2)).startsWith("PUT ");
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  @Statement("Saving by rename keeps groups, public flag and properties of the file")
  void savingByRenameSendsOnceAndKeepsWhatTheFileHad(Profile profile) throws Exception {
    start(profile);
    rig.putRemotely("/doc", utf8("old"));
    rig.server.space().setProperty(rig.at("/doc"), PUBLIC, "true");
    rig.server.space().setProperty(rig.at("/doc"), GROUP, "ivo://example.org/gms?readers");
    rig.server.space().setProperty(rig.at("/doc"), OWN, "mine");
    list();
    rig.write("/.doc.tmp", "saved");
    rig.fs.rename(Location.of("/.doc.tmp"), Location.of("/doc"), RenameMode.REPLACE);
    rig.settle();
    assertThat(stored("/doc")).isEqualTo("saved");
    assertThat(puts()).hasSize(1);
    assertThat(rig.requests()).as("no temporary name").noneMatch(line -> line.contains("doc.tmp"));
    assertThat(rig.server.space().get(rig.at("/doc")).properties())
        .containsEntry(PUBLIC, "true")
        .containsEntry(GROUP, "ivo://example.org/gms?readers")
        .containsEntry(OWN, "mine");
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void aFileCreatedRenamedTwiceAndDeletedSendsNothing(Profile profile) throws Exception {
    start(profile);
    list();
    rig.write("/a", "short-lived");
    rig.fs.rename(Location.of("/a"), Location.of("/b"), RenameMode.REPLACE);
    rig.fs.rename(Location.of("/b"), Location.of("/c"), RenameMode.REPLACE);
    rig.fs.unlink(Location.of("/c"));
    rig.settle();
    assertThat(rig.requests()).isEmpty();
    assertThat(names()).isEmpty();
  }

  @Test
  @Statement(
      "Content rewritten unchanged is not sent (where the service's MD5 can be "
          + "trusted: vault)")
  void contentRewrittenUnchangedIsNotSent() throws Exception {
    start(Profile.VAULT);
    rig.write("/same", "content");
    rig.settle();
    rig.server.requests().clear();
    rig.write("/same", "content");
    rig.settle();
    assertThat(puts()).isEmpty();
    assertThat(rig.uploads.status()).isEmpty();
    assertThat(rig.staging.usage().files()).isZero();
  }

  @Test
  void bandwidthIsKeptInBothDirections() throws Exception {
    rig =
        new ServedRig(
            directory,
            demo -> demo,
            Profile.VAULT,
            remote -> remote.withHttp(remote.http().withBandwidth(new Bandwidth(1000, 4000))));
    rig.putRemotely("/down", new byte[20_000]);
    list();
    Duration before = waited();
    rig.write("/up", new byte[8000]);
    rig.settle();
    assertThat(waited().minus(before)).isGreaterThanOrEqualTo(Duration.ofSeconds(8));
    before = waited();
    OpenedFile file = rig.fs.open(Location.of("/down"), OpenMode.READ);
    rig.fs.read(file.handle(), 0, java.nio.ByteBuffer.allocate(20_000));
    rig.fs.release(file.handle());
    assertThat(waited().minus(before)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
  }

  private Duration waited() {
    return rig.httpTime.pauses().stream().reduce(Duration.ZERO, Duration::plus);
  }

  // ---- conflicts, and what only looks like one

  @Test
  @Statement(
      "Records that lag behind (vault) are no conflict, and content that is rewritten "
          + "to what lags is sent all the same")
  void recordsThatLagAreNoConflictAndNeverHideAChange() throws Exception {
    start(Profile.VAULT, b -> b.withListingLag(Duration.ofHours(1)).withSeparateDatabases(true));
    for (String content : List.of("zero", "one", "two", "zero", "one", "zero")) {
      rig.write("/f", content);
      rig.settle();
      assertThat(stored("/f")).isEqualTo(content);
    }
    assertThat(names()).containsExactly("f");
    assertThat(rig.uploads.status()).isEmpty();
  }

  @Test
  void theWreckOfAnOwnUploadIsNoConflictAndIsRepaired() throws Exception {
    start(Profile.CAVERN);
    rig.putRemotely("/f", utf8("before"));
    rig.write("/f", "x".repeat(50_000));
    rig.server.faults().add("PUT", "/files/", 1, Fault.cutUpload(1000));
    rig.settle();
    assertThat(rig.stored("/f")).as("destroyed").hasSizeLessThan(50_000);
    rig.time.advance(Duration.ofMinutes(3));
    assertThat(stored("/f")).isEqualTo("x".repeat(50_000));
    assertThat(names()).containsExactly("f");
  }

  @Test
  @Statement("The wreck of an own upload (cavern) is repaired by the next process, too")
  void theWreckIsRepairedByTheNextProcessToo() throws Exception {
    start(Profile.CAVERN);
    rig.putRemotely("/f", utf8("before"));
    rig.write("/f", "x".repeat(50_000));
    rig.server.faults().add("PUT", "/files/", 1, Fault.cutUpload(1000));
    rig.settle();
    rig.restart();
    rig.settle();
    assertThat(stored("/f")).isEqualTo("x".repeat(50_000));
    assertThat(names()).containsExactly("f");
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void aChangeByAnotherKeepsBoth(Profile profile) throws Exception {
    start(profile, b -> b);
    rig.putRemotely("/f", utf8("before"));
    OpenedFile file = rig.fs.open(Location.of("/f"), OpenMode.WRITE);
    rig.fs.write(file.handle(), 0, java.nio.ByteBuffer.wrap(utf8("ours! ")));
    rig.fs.flush(file.handle());
    rig.fs.release(file.handle());
    rig.putRemotely("/f", utf8("theirs"));
    rig.settle();
    rig.settle();
    assertThat(stored("/f")).isEqualTo("theirs");
    assertThat(conflictsOf("f")).hasSize(1);
    assertThat(stored("/" + conflictsOf("f").get(0))).isEqualTo("ours! ");
  }
}
