package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vosfs.demo.Profile;
import org.vosfs.fits.Samples;
import org.vosfs.fits.TinyFits;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;
import org.vosfs.testing.Vosfs;

/** Parts of FITS files as files of a mount, and by the commands. */
class CutoutsIT extends OnBothProfiles {
  private static final Set<String> TRIED =
      Set.of(
          "plain-u8.fits",
          "plain-i16.fits",
          "plain-f64.fits",
          "scaled.fits",
          "cube.fits",
          "four.fits",
          "several.fits",
          "sip.fits",
          "tiled-rice-i32.fits.fz",
          "tiled-rice-cube.fits.fz",
          "tiled-quant-one.fits.fz",
          "real-comp.fits");

  @Override
  String[] options() {
    return new String[] {"cutouts"};
  }

  private void put(String name, byte[] bytes) throws IOException {
    space.truth().put(space.container() + "/" + name, bytes);
  }

  private Shell.Result vosfs(String... words) throws IOException, InterruptedException {
    Path user = Files.createDirectories(directory.resolve("user-" + profile));
    return new Vosfs(user).run(words);
  }

  private static byte[] image() {
    return TinyFits.of().image("SCI", 1, 1000, 800).sky(10, 20, 60, 50).bytes();
  }

  @Test
  @Statement(
      "With `-o cutouts`, parts of FITS files have names: `img.fits[1][100:200,100:200]`, "
          + "`img.fits(ra,dec,radius)`; pixels and coordinates are those astropy cuts")
  void partsAreThoseOfAstropy() throws Exception {
    Samples samples = Samples.make(directory.resolve("made-" + profile));
    List<Samples.Case> tried =
        samples.cases().stream().filter(one -> TRIED.contains(one.file())).toList();
    assertThat(tried.size()).isGreaterThan(35);
    for (String name : TRIED) {
      put(name, Files.readAllBytes(samples.directory().resolve(name)));
    }
    Path results = Files.createDirectories(directory.resolve("results-" + profile));
    StringBuilder script = new StringBuilder("set -e\n");
    for (int i = 0; i < tried.size(); i++) {
      Samples.Case one = tried.get(i);
      String name = "'" + one.file() + one.spec() + "'";
      script.append("cp ").append(name).append(" '" + results + "/" + i + ".fits'\n");
    }
    List<String> requests = space.requests(() -> space.sh(script.toString()));
    assertThat(samples.verdict(tried, results)).isEqualTo(tried.size() + " are the same");
    // The service cuts where it can; what it refuses or gets wrong is cut here.
    long asked = requests.stream().filter(line -> line.contains("SUB=%5B")).count();
    if (profile == Profile.VAULT) {
      assertThat(asked).isGreaterThan(20);
    } else {
      assertThat(asked).as("found out that it cuts nothing").isEqualTo(1);
    }
  }

  @Test
  @Statement("No directory lists the parts; they cannot be changed (EROFS), and real names win")
  void partsAreReadOnlyAndRealNamesWin() throws Exception {
    put("img.fits", image());
    put("img.fits=5B2=5D", "real".getBytes(StandardCharsets.UTF_8));
    assertThat(space.sh("stat -c '%s %A' 'img.fits[1][5:6,7:8]'")).matches("5760 -[r-]*");
    assertThat(space.sh("cat 'img.fits[2]'")).isEqualTo("real");
    assertThat(space.sh("ls")).isEqualTo("img.fits\nimg.fits[2]");
    String refused =
        "LC_ALL=C; for c in 'rm -f' 'truncate -s 0' 'mv -t .. ' 'chmod 600'; do "
            + "{ $c 'img.fits[1]' 2>&1 || true; } | grep -c 'Read-only'; done";
    assertThat(space.sh(refused)).isEqualTo("1\n1\n1\n1");
    assertThat(space.sh("ls")).isEqualTo("img.fits\nimg.fits[2]");
  }

  @Test
  @Statement(
      "A part that there is not: no extension ENOENT, no such pixels or coordinates EINVAL, no FITS "
          + "file EINVAL, more than `cutout-size` EFBIG")
  void whatThereIsNotIsRefused() throws Exception {
    put("img.fits", image());
    put("text.fits", "no FITS".getBytes(StandardCharsets.UTF_8));
    String errors =
        space.python(
            """
            import os
            for name in ('img.fits[7]', 'img.fits[1][2000:2001,*]', 'img.fits(200,-20,0.1)',
                         'text.fits[0]', 'none.fits[0]', 'img.fits[x:y]'):
                try:
                    os.stat(name)
                    print(name)
                except OSError as e:
                    print(e.strerror)
            """);
    String invalid = "Invalid argument\n";
    String none = "No such file or directory";
    assertThat(errors).isEqualTo(none + "\n" + invalid.repeat(3) + none + "\n" + none);
  }

  @Test
  @Statement("A changed file has changed parts")
  void partsFollowTheFile() throws Exception {
    put("img.fits", image());
    String pixel = "dd if='img.fits[1][3:3,1:1]' bs=1 skip=2880 count=2 2> /dev/null | od -An -tx1";
    assertThat(space.sh(pixel).strip()).isEqualTo("00 02");
    // Into the file as it is mounted: not uploaded yet, and cut all the same.
    assertThat(
            space.sh(
                "printf 'AB' | dd of=img.fits bs=1 seek=5764 conv=notrunc 2> /dev/null; " + pixel))
        .endsWith("41 42");
  }

  @Test
  @Statement(
      "`vosfs cutout` and `vosfs head` write the same to standard output, without the option")
  void theCommandsDoTheSame() throws Exception {
    put("img.fits", image());
    String file = space.home().resolve("img.fits").toString();
    Path to = directory.resolve("cut-" + profile + ".fits");
    vosfs("cutout", file, "[1][3:4,2:2]", "-o", to.toString()).ok();
    assertThat(TinyFits.pixels(Files.readAllBytes(to), 2)).containsExactly(1002, 1003);
    assertThat(Files.readAllBytes(to))
        .isEqualTo(Files.readAllBytes(space.home().resolve("img.fits[1][3:4,2:2]")));
    assertThat(vosfs("cutout", file, "[1][3:4,2:2]").ok()).startsWith("SIMPLE  =");
    String head = vosfs("head", file).ok();
    assertThat(head.lines().filter("END"::equals)).hasSize(3);
    assertThat(head).contains("EXTNAME = 'SCI'");
    assertThat(space.sh("cat 'img.fits[head]'")).isEqualTo(head);
    Shell.Result none = vosfs("cutout", file, "[9]");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.errors() + none.output())
        .contains("there is no extension 9; the last one is number 2");
  }
}
