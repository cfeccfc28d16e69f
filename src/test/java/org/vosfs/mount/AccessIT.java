package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.Mounted;
import org.vosfs.testing.SecureSpace;
import org.vosfs.testing.Shell;

/** Two users in two groups, each with a mount of the same space, and what each may do there. */
class AccessIT {
  private static final String CORE = "ivo://ivoa.net/vospace/core#";

  /** Tries every kind of call in the directories it is given, and prints how each ended. */
  private static final String CALLS =
      """
      import errno, os, sys
      def told(name, call):
          try:
              call()
              print(name, 'done')
          except OSError as e:
              print(name, errno.errorcode[e.errno])
      def put(path, flags):
          os.close(os.open(path, flags, 0o644))
      for d in sys.argv[1:]:
          print(d)
          told('list', lambda: os.listdir(d))
          told('read', lambda: open(d + '/f').read(1))
          told('write', lambda: put(d + '/f', os.O_WRONLY))
          told('truncate', lambda: put(d + '/f', os.O_WRONLY | os.O_TRUNC))
          told('create', lambda: put(d + '/new', os.O_CREAT | os.O_EXCL | os.O_WRONLY))
          told('mkdir', lambda: os.mkdir(d + '/d'))
          told('symlink', lambda: os.symlink('f', d + '/l'))
          told('rename', lambda: os.rename(d + '/f', d + '/g'))
          told('rename-in', lambda: os.rename('own/f', d + '/h'))
          told('unlink', lambda: os.unlink(d + '/f'))
          told('rmdir', lambda: os.rmdir(d + '/e'))
      """;

  private static final Map<String, String> NOTHING =
      Map.ofEntries(
          Map.entry("list", "EACCES"),
          Map.entry("read", "EACCES"),
          Map.entry("write", "EACCES"),
          Map.entry("truncate", "EACCES"),
          Map.entry("create", "EACCES"),
          Map.entry("mkdir", "EACCES"),
          Map.entry("symlink", "EACCES"),
          Map.entry("rename", "EACCES"),
          Map.entry("rename-in", "EACCES"),
          Map.entry("unlink", "EACCES"),
          Map.entry("rmdir", "EACCES"));

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void whatIsAnothersIsEaccesInEveryCall(Profile profile) throws Exception {
    Mounted.assumeFuse();
    try (SecureSpace space = new SecureSpace(directory, profile)) {
      space.certificate(Duration.ofDays(1));
      Path token = space.token(SecureSpace.BEN, "ben-token");
      // both users' homes hold the same: for the own group to read, for the other's, for nobody
      for (String home : List.of(profile.home("ana"), profile.home("ben"))) {
        make(space, home, "closed", "", "");
        make(space, home, "team", "groupread", SecureSpace.TEAM);
        make(space, home, "others", "groupread", SecureSpace.OTHERS);
        space.demo().space().setProperty(home, CORE + "ispublic", "true");
        space.demo().space().mkdirs(home + "/own");
        space.demo().space().put(home + "/own/f", new byte[] {1});
      }
      String top = profile.home("").replaceFirst("^/", "").replaceFirst("/$", "");
      CliMount ana = space.mount("ana", "vos:" + top);
      CliMount ben = space.mount("ben", "vos:" + top).option("token-file=" + token);
      ana.mount();
      ben.mount();
      check(ana, "ana", "ben", "team", "others");
      check(ben, "ben", "ana", "others", "team");
      for (CliMount mount : List.of(ana, ben)) {
        mount.umount();
      }
      for (String kept : List.of("/team/f", "/others/f", "/closed/f", "/own/f")) {
        assertThat(space.demo().space().read(profile.home("ana") + kept))
            .as(kept)
            .containsExactly(1);
      }
    }
  }

  private static void make(
      SecureSpace space, String home, String name, String property, String group) throws Exception {
    String path = home + "/" + name;
    space.demo().space().mkdirs(path + "/e");
    space.demo().space().put(path + "/f", new byte[] {1});
    if (!group.isEmpty()) {
      space.demo().space().setProperty(path, CORE + property, group);
      space.demo().space().setProperty(path + "/f", CORE + property, group);
    }
  }

  /** What {@code me} may do in another's directories; then that a group may write where it may. */
  private void check(CliMount mount, String me, String other, String mine, String foreign)
      throws Exception {
    Path script = directory.resolve("calls.py");
    Files.writeString(script, CALLS, StandardCharsets.UTF_8);
    List<String> places =
        List.of(
            "../" + other + "/closed", "../" + other + "/" + mine, "../" + other + "/" + foreign);
    Shell.Result result =
        mount.sh(mount.root().resolve(me), "python3 " + script + " " + String.join(" ", places));
    Map<String, Map<String, String>> found = parsed(result.ok());
    assertThat(found.get(places.get(0))).as("nobody's").isEqualTo(NOTHING);
    assertThat(found.get(places.get(2))).as("the other group's").isEqualTo(NOTHING);
    Map<String, String> readable = new java.util.HashMap<>(NOTHING);
    readable.put("list", "done");
    readable.put("read", "done");
    assertThat(found.get(places.get(1))).as("the own group's, to read").isEqualTo(readable);
    assertThat(mount.sh(mount.root(), "ls " + other + "/closed").output())
        .as("not an empty directory")
        .contains("Permission denied");
  }

  private static Map<String, Map<String, String>> parsed(String text) {
    Map<String, Map<String, String>> found = new java.util.HashMap<>();
    String place = "";
    for (String line : text.lines().collect(Collectors.toList())) {
      String[] words = line.split(" ", -1);
      if (words.length == 1) {
        place = line;
        found.put(place, new java.util.HashMap<>());
      } else {
        found.getOrDefault(place, new java.util.HashMap<>()).put(words[0], words[1]);
      }
    }
    return found;
  }
}
