package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.testing.FakeVospace;
import org.vosfs.testing.Rig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.VospaceException;

/** Small files fetched before they are opened. */
class FilesAheadTest {
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void start() throws IOException {
    rig = new Rig(FakeVospace.Manner.VAULT, directory);
    for (String name : List.of("/t", "/t/a", "/t/b")) {
      rig.service.mkdirRemotely(name);
    }
    for (int i = 10; i < 40; i++) {
      put("/t/a/f" + i, "a" + i);
      put("/t/b/f" + i, "b" + i);
    }
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  private void put(String path, String text) {
    rig.service.putRemotely(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> reads() {
    return rig.service.requests().stream().filter(line -> line.startsWith("download")).toList();
  }

  private void read(String directory, int from, int to) throws FsException {
    for (int i = from; i < to; i++) {
      assertThat(rig.read("/t/" + directory + "/f" + i)).isEqualTo(directory + i);
    }
  }

  @Test
  @Statement(
      "A program that reads the small files of a directory one after the other finds the next ones"
          + " in the cache; at most 64 are fetched ahead")
  void smallFilesReadInARowAreFetchedAhead() throws FsException {
    rig.list("/t/a");
    read("a", 10, 13);
    assertThat(reads()).hasSizeBetween(5, 8);
    int before = reads().size();
    rig.holdBackground = true;
    read("a", 13, 15);
    assertThat(reads()).as("came before they were asked for").hasSize(before);
  }

  @Test
  void everyFileIsFetchedOnceAndTheNextDirectoryGoesOn() throws FsException {
    rig.list("/t/a");
    rig.list("/t/b");
    read("a", 10, 40);
    read("b", 10, 11);
    assertThat(reads()).doesNotHaveDuplicates().hasSizeGreaterThan(35);
    read("b", 11, 40);
    assertThat(reads()).doesNotHaveDuplicates().hasSize(60);
  }

  @Test
  void nobodyIsSentForWhatIsCached() throws FsException {
    rig.list("/t/a");
    read("a", 10, 40);
    rig.holdBackground = true;
    read("a", 10, 40);
    assertThat(rig.held).isEmpty();
  }

  @Test
  void aFewFilesHereAndThereFetchNothingElse() throws FsException {
    rig.list("/t/a");
    for (int i : List.of(30, 12, 35, 20, 10, 39, 25)) {
      read("a", i, i + 1);
    }
    assertThat(reads()).hasSize(7);
  }

  @Test
  @Statement(
      "Whoever was given bytes of a file within the TTL is not asked about the right to read it")
  void whatWasDeliveredNeedsNoQuestionAboutRights() throws FsException {
    rig.list("/t/a");
    read("a", 10, 13);
    rig.service.clearRequests();
    read("a", 13, 17);
    assertThat(rig.service.requests()).noneMatch(line -> line.startsWith("node"));
    rig.time.advance(Duration.ofSeconds(40));
    read("a", 13, 14);
    assertThat(rig.service.requests()).contains("node /t/a/f13");
  }

  private void putBigFiles() throws FsException {
    for (int i = 50; i < 60; i++) {
      byte[] bytes = new byte[4 << 20];
      bytes[0] = (byte) i; // else they would be cached as one
      rig.service.putRemotely("/t/a/f" + i, bytes);
    }
    rig.list("/t/a");
  }

  @Test
  @Statement(
      "Of large files read one after the other only the head is fetched ahead, where the service"
          + " sends ranges; elsewhere nothing")
  void ofBigFilesTheHeadIsFetchedAhead() throws FsException {
    putBigFiles();
    read("a", 36, 40);
    assertThat(reads()).hasSize(8);
    assertThat(reads()).filteredOn(line -> line.startsWith("download /t/a/f5")).hasSize(4);
    long handle = rig.fs.open(Rig.at("/t/a/f50"), OpenMode.READ).handle();
    String head = rig.read(handle, 0, 2880);
    assertThat(head).hasSize(2880);
    assertThat(reads()).filteredOn("download /t/a/f50"::equals).hasSize(1);
    String middle = rig.read(handle, 3 << 20, 2880);
    assertThat(middle).hasSize(2880);
    assertThat(reads()).filteredOn("download /t/a/f50"::equals).as("not all came").hasSize(2);
    rig.fs.release(handle);
  }

  @Test
  void ofBigFilesNothingIsFetchedAheadWithoutRanges() throws Exception {
    rig.close();
    rig = new Rig(FakeVospace.Manner.CAVERN, Files.createDirectory(directory.resolve("cavern")));
    rig.service.mkdirRemotely("/t");
    rig.service.mkdirRemotely("/t/a");
    for (int i = 30; i < 40; i++) {
      put("/t/a/f" + i, "a" + i);
    }
    putBigFiles();
    read("a", 36, 40);
    assertThat(reads()).hasSize(4);
  }

  @Test
  void whatCannotBeFetchedIsToldToWhoeverReadsIt() throws FsException {
    rig.list("/t/a");
    rig.service.failNext(
        line -> line.startsWith("download /t/a/f13"),
        new VospaceException.Unavailable("down", null));
    read("a", 10, 13);
    read("a", 13, 40);
    assertThat(reads()).as("f13 once more").hasSize(31);
  }

  @Test
  void aReplacedFileIsNeverServedFromWhatWasFetchedAhead() throws FsException {
    rig.list("/t/a");
    rig.holdBackground = true;
    read("a", 10, 13);
    put("/t/a/f13", "other");
    rig.holdBackground = false;
    while (!rig.held.isEmpty()) {
      rig.held.remove().run();
    }
    rig.time.advance(Duration.ofSeconds(40));
    assertThat(rig.read("/t/a/f13")).isEqualTo("other");
    assertThat(rig.read("/t/a/f14")).isEqualTo("a14");
  }
}
