package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Vosfs;

/** Each row of docs/FROM-VOS.md is run, on a prepared mount, and what comes of it looked at. */
class FromVosIT extends OnBothProfiles {
  private static final String TEAM = "ivo://cadc.nrc.ca/gms?team";
  private static final String PYTHON = "import glob, os, shutil; v = os.path.expanduser('~/vos'); ";

  private static byte[] image = {};

  static List<FromVosRow> rows() throws IOException {
    return FromVosRow.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void row(FromVosRow row) throws Exception {
    assumeTrue(Boolean.getBoolean("vosfs.full"), "minutes: with bin/test --full");
    FromVosCheck check = FromVosChecks.ALL.get(row.command());
    assertThat(check).as("a row without a check: %s", row).isNotNull();
    if (check.elsewhere() != null) {
      Class<?> test = Class.forName("org.vosfs.mount." + check.elsewhere().split("#", -1)[0]);
      assertThat(test.getDeclaredMethod(check.elsewhere().split("#", -1)[1]))
          .satisfies(method -> assertThat(method.isAnnotationPresent(Test.class)).isTrue());
      return;
    }
    Path home = prepare(check);
    List<String> words =
        row.isPython()
            ? List.of("/usr/bin/python3", "-c", PYTHON + row.command())
            : List.of("bash", "-c", "set -e -o pipefail; " + row.command());
    Shell.Result result = run(home, words);
    String told = result.code() == 0 ? result.output() : result.output() + result.errors();
    FromVosCheck.Outcome expected = check.on(profile);
    assertThat(result.code()).as(told).isIn(expected.code(), expected.otherCode());
    assertThat(told).matches("(?s)" + expected.output());
    run(home, List.of("bash", "-c", "set -e -o pipefail; " + expected.after())).ok();
  }

  @Test
  void rsyncAsTheRecipesHaveIt() throws Exception {
    String page = Files.readString(Vosfs.checkout().resolve("docs/RECIPES.md"));
    String section = page.substring(page.indexOf("## Copies with rsync"));
    String[] block = section.split("```", -1);
    assertThat(block[1]).startsWith("sh\n").contains("~/vos/data/ copy/");
    Path home = prepare(FromVosCheck.then(""));
    String script = block[1].substring(3);
    String again = "test -z \"$(rsync -ai data/ ~/vos/data/; rsync -ai ~/vos/data/ copy/)\"; ";
    String check = "diff -r data ~/vos/data; diff -r data copy; " + again;
    String change = "rm data/x.txt; echo more >> data/sub/z.txt; echo new > data/new; ";
    String twice = script + check + change + script + check + "test ! -e copy/x.txt";
    run(home, List.of("bash", "-c", "set -e -o pipefail; " + twice)).ok();
  }

  @Test
  void everyCheckHasItsRow() throws Exception {
    List<String> commands = rows().stream().map(FromVosRow::command).toList();
    assertThat(commands).doesNotHaveDuplicates().containsAll(FromVosChecks.ALL.keySet());
  }

  private Shell.Result run(Path home, List<String> words) throws Exception {
    Map<String, String> environment = new HashMap<>(space.mount().environment());
    environment.put("HOME", home.toString());
    environment.put(
        "PATH",
        Vosfs.checkout().resolve("bin") + ":" + home.resolve("bin") + ":" + System.getenv("PATH"));
    environment.put("TZ", "UTC");
    return Shell.run(home.resolve("work"), environment, words);
  }

  /** A home directory with ~/vos, and a working directory with something to send. */
  private Path prepare(FromVosCheck check) throws Exception {
    put("notes.txt", "one\ntwo\n");
    put("run1/a.txt", "a file of some bytes\n");
    put("run1/b.txt", "b\n");
    put("run1/sub/c.txt", "c\n");
    put("image.fits", "");
    space.truth().put(space.container() + "/image.fits", image());
    String at = space.container() + "/";
    space.truth().mkdirs(at + "empty");
    space.truth().mkdirs(at + "tree");
    space.truth().link(at + "tree/link", space.truth().uri(at + "notes.txt"));
    space.truth().setProperty(at + "notes.txt", "ivo://ivoa.net/vospace/core#title", "Notes");
    space.truth().setProperty(at + "notes.txt", "ivo://ivoa.net/vospace/core#groupread", TEAM);
    Path home = space.local("home");
    Path work = home.resolve("work");
    Files.createDirectories(work.resolve("data/sub"));
    Path python = Files.createDirectories(home.resolve("bin")).resolve("python3");
    Files.writeString(python, "#!/bin/sh\nexec /usr/bin/python3 \"$@\"\n");
    assertThat(python.toFile().setExecutable(true)).isTrue();
    Files.writeString(work.resolve("notes.txt"), "here\n");
    Files.writeString(work.resolve("data/x.txt"), "x\n");
    Files.writeString(work.resolve("data/y.tmp"), "y\n");
    Files.writeString(work.resolve("data/sub/z.txt"), "z\n");
    Path place = check.atRoot() ? space.mount().root() : space.home();
    Files.createSymbolicLink(home.resolve("vos"), place);
    return home;
  }

  private void put(String path, String text) {
    space.truth().mkdirs(space.container() + "/" + Path.of("/" + path).getParent());
    space.truth().put(space.container() + "/" + path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A primary header and an image extension of 30 by 20 pixels that count up. */
  private static synchronized byte[] image() throws Exception {
    if (image.length == 0) {
      Path file = directory.resolve("image.fits");
      String program =
          "import numpy; from astropy.io import fits; p = fits.PrimaryHDU();"
              + " p.header['OBJECT'] = 'M31'; fits.HDUList([p, fits.ImageHDU("
              + "numpy.arange(600, dtype='i4').reshape(20, 30))]).writeto('"
              + file
              + "')";
      Shell.run(directory, List.of("/usr/bin/python3", "-c", program)).ok();
      image = Files.readAllBytes(file);
    }
    return image;
  }
}
