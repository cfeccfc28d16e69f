package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.Fault;
import org.vosfs.demo.FaultRule;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Browser;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Tree;
import org.vosfs.testing.Vosfs;

/** The page in a real browser, on a real mount: what a person clicks, and what comes of it. */
@EnabledIfSystemProperty(named = "vosfs.full", matches = "true", disabledReason = "a long form")
class PageIT {
  private static final String HOSTILE = "<img src=x onerror=alert(1)> & \"quoted\".txt";

  @TempDir Path directory;
  @TempDir Path profile;
  private MountedSpace space;
  private Browser browser;
  private FaultRule refusal;

  @BeforeEach
  void open() throws Exception {
    Browser.assumeInstalled();
    space = MountedSpace.open(Profile.VAULT, directory, "page=0", "quiet=0");
    try {
      refusal =
          space.server().faults().always("*", "/synctrans", Fault.status(403, "PermissionDenied"));
      browser = Browser.start(profile);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      space.close();
      throw e;
    }
  }

  @AfterEach
  void close() throws Exception {
    try (MountedSpace closed = space) {
      if (browser != null) {
        browser.close();
      }
    }
  }

  private String address() throws IOException, InterruptedException {
    String status = space.mount().vosfs("status", "--json", space.mount().root().toString()).ok();
    return new ObjectMapper().readTree(status).path("mounts").path(0).path("page").asText();
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(space.home().resolve(name), content);
  }

  private static String item(String name) {
    return "//li[@data-path='/demo/" + name + "']";
  }

  private static String button(String label) {
    return "//button[text()='" + label + "']";
  }

  private boolean isOnTheServersDisk(String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try (Stream<Path> files = Files.walk(directory.resolve("space"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) == bytes.length
            && java.util.Arrays.equals(Files.readAllBytes(file), bytes)) {
          return true;
        }
      }
    }
    return false;
  }

  private void keepPicture(String name) throws IOException, InterruptedException {
    Path place = Files.createDirectories(Vosfs.checkout().resolve("target/page"));
    Files.write(place.resolve(name + ".png"), browser.picture());
  }

  @Test
  void failedUploadsAreRetriedAndDiscardedByClicks() throws Exception {
    write("kept.txt", "kept content, retried by a click");
    write("wrong.txt", "wrong content, discarded by a click");
    write(HOSTILE, "of a hostile name");
    browser.open(address());
    browser.await("document.querySelectorAll('#files li').length === 3");
    browser.await(
        "[...document.querySelectorAll('#files li')].every(i => i.innerText.includes('failed'))");
    assertThat(browser.script("return location.href").asText())
        .as("the token is not left in the address bar")
        .doesNotContain("#");
    assertThat(Tree.onServer(space.truth(), space.container())).isEmpty();

    namesAreTextOnly();
    itFitsOnAPhone();

    refusal.end();
    browser.click(item("kept.txt") + button("Retry"));
    browser.await("document.querySelectorAll('#files li').length === 2");
    assertThat(space.truth().read(space.container() + "/kept.txt"))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("kept content, retried by a click");
    assertThat(isOnTheServersDisk("kept content, retried by a click")).isTrue();

    List<String> asked =
        space.requests(
            () -> {
              browser.click(item("wrong.txt") + button("Discard…"));
              browser.click(item("wrong.txt") + button("Keep it"));
              browser.click(item("wrong.txt") + button("Discard…"));
              browser.click(item("wrong.txt") + button("Discard for good"));
              browser.await("document.querySelectorAll('#files li').length === 1");
            });
    assertThat(asked).noneMatch(line -> line.contains("PUT"));
    assertThat(isOnTheServersDisk("wrong content, discarded by a click")).isFalse();
    assertThat(space.home().resolve("wrong.txt")).doesNotExist();
    assertThat(space.mount().vosfs("pending", space.home().toString()).ok())
        .doesNotContain("wrong.txt");

    browser.click(button("Retry all now"));
    browser.await("document.querySelector('#unsent').innerText === 'Everything is on the server.'");
    assertThat(isOnTheServersDisk("of a hostile name")).isTrue();
    assertThat(browser.problems()).isEmpty();
  }

  private void namesAreTextOnly() throws Exception {
    assertThat(browser.script("return document.images.length").asInt()).isZero();
    assertThat(browser.script("return document.getElementById('files').innerText").asText())
        .contains("/demo/" + HOSTILE);
  }

  private void itFitsOnAPhone() throws Exception {
    for (int width : List.of(390, 320)) {
      browser.screen(width, 800);
      assertThat(browser.script("return innerWidth").asInt()).isEqualTo(width);
      assertThat(browser.script("return document.documentElement.scrollWidth").asInt())
          .as("no scrolling to the side at " + width)
          .isLessThanOrEqualTo(width);
      assertThat(
              browser
                  .script(
                      "return Math.min(...[...document.querySelectorAll('#files button')]"
                          + ".map(b => b.getBoundingClientRect().height))")
                  .asInt())
          .as("a finger hits it")
          .isGreaterThanOrEqualTo(40);
    }
    browser.screen(390, 1600);
    keepPicture("phone-light");
    String color = "return getComputedStyle(document.body).backgroundColor";
    String light = browser.script(color).asText();
    browser.colors("dark");
    assertThat(browser.script(color).asText()).isNotEqualTo(light);
    keepPicture("phone-dark");
    browser.colors("light");
    browser.screen(1100, 1000);
    keepPicture("wide");
  }

  @Test
  void withoutTheTokenThePageSaysWhereItIs() throws Exception {
    String address = address();
    browser.open(address.substring(0, address.indexOf('#')));
    browser.await("!document.getElementById('message').hidden");
    assertThat(browser.script("return document.getElementById('message').innerText").asText())
        .contains("vosfs status");
    assertThat(browser.script("return document.getElementById('main').hidden").asBoolean())
        .isTrue();
  }

  @Test
  void aReloadKeepsThePageAndTheEndOfTheMountIsTold() throws Exception {
    browser.open(address());
    browser.await("!document.getElementById('main').hidden");
    browser.script("location.reload()");
    browser.await("!document.getElementById('main').hidden");
    refusal.end();
    space.sh("ls");
    space.server().pause();
    write("waits.txt", "waits for the service");
    browser.await("document.getElementById('state').innerText.includes('connection refused')");
    space.server().resume();
    browser.await("!document.getElementById('state').innerText.includes('connection refused')");
    space.mount().umount();
    browser.await(
        "document.getElementById('message').innerText.includes('The mount does not answer')");
  }
}
