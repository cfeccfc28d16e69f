package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users do, and exactly which requests that costs. The performance budget as a test. */
class RequestCountIT extends OnBothProfiles {
  private static final int MANY = 500;

  /** What is known stays known: no count depends on how long the tests before took. */
  @Override
  String[] options() {
    return new String[] {"ttl=1h"};
  }

  private void onServer(String name, String text) {
    space.truth().put(space.container() + "/" + name, text.getBytes(StandardCharsets.UTF_8));
  }

  private String nodes(String below) {
    return "GET /" + profile.service() + "/nodes" + space.container() + below;
  }

  private List<String> requests(String script) throws IOException, InterruptedException {
    return space.requests(() -> space.sh(script));
  }

  /** Enters the directory first, so that only the last component is asked for. */
  private Path enterHome() throws IOException {
    Files.getLastModifiedTime(space.home());
    return space.home();
  }

  @Test
  void statOfAPathIsOneRequestAndNoneTheSecondTime() throws Exception {
    onServer("file", "content");
    enterHome();
    assertThat(requests("stat file")).hasSize(1).allMatch(line -> line.startsWith(nodes("/file")));
    assertThat(requests("stat file; stat file")).isEmpty();
  }

  @Test
  void statOfAnAbsentPathIsOneRequest() throws Exception {
    enterHome();
    assertThat(requests("test ! -e absent")).hasSize(1);
  }

  @Test
  void longListingOfFiveHundredFilesIsListingRequestsOnly() throws Exception {
    space.truth().mkdirs(space.container() + "/many");
    space.truth().mkdirs(space.container() + "/few");
    for (int i = 0; i < MANY; i++) {
      onServer("many/file" + i, "content " + i);
    }
    // The first listing of a mount also learns whether the service has pages.
    onServer("few/file", "content");
    space.sh("ls -l few");
    List<String> listing = requests("ls -l many | grep -c file | grep -x " + MANY);
    assertThat(listing)
        .as("the directory itself, then its listing")
        .containsExactly(nodes("/many?limit=0&detail=max"), nodes("/many?limit=1000"));
    assertThat(requests("ls -l many; find many -size +0; du -s many")).isEmpty();
    assertThat(requests("ls many/absent 2>/dev/null || true")).isEmpty();
  }

  @Test
  void creatingASmallFileIsTwoRequests() throws Exception {
    space.sh("ls");
    List<String> made =
        space.requests(
            () -> {
              space.sh("echo small > new");
              space.mount().awaitUploads();
            });
    assertThat(made).hasSize(2);
    assertThat(made.get(0)).contains("/synctrans");
    assertThat(made.get(1)).startsWith("PUT ");
  }

  @Test
  void readingACachedFileIsNoRequest() throws Exception {
    onServer("file", "content".repeat(100_000));
    space.sh("cat file > /dev/null");
    assertThat(
            requests("cat file | md5sum; cat file > /dev/null; head -c 10 file; tail -c 10 file"))
        .isEmpty();
    space.sh("echo own > own");
    space.mount().awaitUploads();
    assertThat(requests("grep -x own own; cat own")).isEmpty();
  }

  @Test
  void changesOfNamesAreFewRequests() throws Exception {
    space.sh("ls; echo text > a");
    space.mount().awaitUploads();
    assertThat(requests("mkdir d")).hasSize(1).allMatch(line -> line.startsWith("PUT "));
    assertThat(requests("rmdir d")).hasSizeLessThanOrEqualTo(2);
    space.sh("ln -s a first"); // learns whether the service takes properties with a link
    assertThat(requests("ln -s a l; readlink l")).hasSize(1);
    assertThat(requests("rm l")).hasSizeLessThanOrEqualTo(2);
    assertThat(requests("rm a")).hasSize(1).allMatch(line -> line.startsWith("DELETE "));
  }
}
