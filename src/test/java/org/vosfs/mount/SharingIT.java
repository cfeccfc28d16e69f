package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;

/** Rights through real mounts: nothing publishes by accident, people publish by command. */
class SharingIT extends OnBothProfiles {
  private static final String PUBLIC = "ivo://ivoa.net/vospace/core#ispublic";
  private static final String GROUP_READ = "ivo://ivoa.net/vospace/core#groupread";

  @Override
  String[] options() {
    // What is done within it is done before anything is uploaded.
    return new String[] {"quiet=1h"};
  }

  private Shell.Result vosfs(String... words) throws Exception {
    return space.mount().vosfs(words);
  }

  private String path(String name) {
    return space.home().resolve(name).toString();
  }

  private void send() throws Exception {
    vosfs("sync", space.home().toString()).ok();
  }

  private boolean isPublic(String name) {
    String at = space.container() + "/" + name;
    return "true".equals(space.truth().get(at).properties().get(PUBLIC));
  }

  @Test
  @Statement(
      "`tar x`, `cp -p`, `rsync -a` and git of files with mode 0644 leave every node private; their "
          + "chmod and utimens cost at most one request for each file, none before its upload")
  void programsPublishNothing() throws Exception {
    space.sh(
        """
        src=$(mktemp -d) && cd $src && umask 022
        mkdir tree && for i in 1 2 3; do echo $i > tree/f$i; done && chmod 644 tree/* && chmod 755 tree
        touch -d 2020-01-02 tree/* && tar cf ../$$.tar tree && cd "$OLDPWD"
        tar xf $src/../$$.tar && rm $src/../$$.tar
        cp -pr $src/tree copied && rsync -a $src/tree/ synced
        rm -r $src
        """);
    List<String> early = lines("POST");
    assertThat(early).as("before the upload").noneMatch(line -> line.contains("/f1"));
    send();
    space.sh(
        "git init -q repo && cd repo && echo a > a && git add a && git -c user.name=n "
            + "-c user.email=e commit -qm m && git status --short");
    send();
    for (String file : List.of("tree/f1", "copied/f2", "synced/f3", "repo/a", "tree", "copied")) {
      assertThat(isPublic(file)).as(file).isFalse();
    }
    assertThat(
            space.truth().snapshot().entrySet().stream()
                .filter(item -> item.getKey().startsWith(space.container() + "/"))
                .filter(item -> "true".equals(item.getValue().properties().get(PUBLIC))))
        .isEmpty();
    for (String file : List.of("/tree/f1", "/copied/f2", "/synced/f3")) {
      assertThat(lines("POST").stream().filter(line -> line.endsWith(file)).count())
          .as(file)
          .isLessThanOrEqualTo(1);
    }
    assertThat(space.sh("stat -c %a tree/f1 copied/f1 synced/f1 tree"))
        .isEqualTo("644\n644\n644\n755");
  }

  private List<String> lines(String method) {
    return space.server().requests().snapshot().stream()
        .map(request -> request.line())
        .filter(line -> line.startsWith(method) && line.contains("/nodes/"))
        .toList();
  }

  @Test
  @Statement(
      "`vosfs chmod o+r` publishes a file, also one that is not uploaded yet, `vosfs url` then "
          + "tells where anybody reads it, and `o-r` ends that")
  void aFileIsPublished() throws Exception {
    space.sh("echo shown > f; echo hidden > g");
    vosfs("chmod", "o+r", path("f")).ok();
    send();
    assertThat(isPublic("f")).isTrue();
    assertThat(isPublic("g")).isFalse();
    Shell.Result told = vosfs("url", path("f"));
    assertThat(told.ok()).startsWith("http");
    assertThat(told.errors()).isEmpty();
    assertThat(get(told.ok().strip())).isEqualTo("shown\n");
    String attribute = "import os; print(os.getxattr('f', 'user.vos.url').decode())";
    assertThat(space.python(attribute)).isEqualTo(told.ok());
    vosfs("chmod", "o-r", path("f")).ok();
    assertThat(isPublic("f")).isFalse();
    // libfuse 2 cannot take back what the kernel believes for a second.
    Awaitility.await().until(() -> space.sh("stat -c %A f").endsWith("---"));
    assertThat(vosfs("url", path("f")).errors()).contains("not everybody may read");
    Shell.Result refused = vosfs("chmod", "o+w", path("f"));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.errors()).contains("nobody can be let write but groups");
    space.sh("ln -s f link");
    vosfs("chmod", "o+r", path("link")).ok();
    assertThat(isPublic("f")).isTrue();
  }

  private static String get(String url) throws Exception {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  @Statement(
      "`vosfs share -R` and `vosfs chmod -R` change everything below, unsent files too, and "
          + "say how many; `vosfs share PATH` tells who may")
  void treesAreShared() throws Exception {
    space.sh("mkdir -p d/sub; echo 1 > d/f; echo 2 > d/sub/g");
    send();
    space.sh("ls -lR d > /dev/null; echo 3 > d/sub/unsent");
    Shell.Result done = vosfs("chmod", "-R", "o+r", path("d"));
    assertThat(done.ok()).contains("4 changed");
    send();
    assertThat(List.of("d", "d/f", "d/sub", "d/sub/g", "d/sub/unsent")).allMatch(this::isPublic);
    vosfs("share", "--private", "-R", path("d")).ok();
    assertThat(List.of("d", "d/f", "d/sub/unsent")).noneMatch(this::isPublic);
    Shell.Result shared = vosfs("share", path("d/f"), "--read", "astronomers");
    if (profile == Profile.VAULT) {
      shared.ok();
      assertThat(space.truth().get(space.container() + "/d/f").properties())
          .containsEntry(GROUP_READ, "ivo://cadc.nrc.ca/gms?astronomers");
      assertThat(vosfs("share", path("d/f")).ok()).contains("gms?astronomers");
      Awaitility.await().until(() -> space.sh("stat -c %A d/f").charAt(4) == 'r');
    } else {
      assertThat(shared.code()).as("a group unknown there").isEqualTo(1);
      assertThat(shared.errors().strip().lines()).hasSize(1);
    }
    assertThat(vosfs("share", path("d/f"), "--read", "no group").code()).isEqualTo(1);
    assertThat(vosfs("share", "/", "--public").code()).isEqualTo(1);
  }
}
