package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.vosfs.demo.Profile;
import org.vosfs.testing.Statement;

/** Symbolic links and link nodes, as programs follow them. */
class LinksIT extends OnBothProfiles {
  private void theirs(String name, String target) {
    space.truth().link(space.container() + "/" + name, target);
  }

  private String uri(String name) {
    return space.truth().uri(space.container() + "/" + name);
  }

  @Test
  @Statement(
      "Links that others made, and links made here, are followed alike: to files and directories,"
          + " through each other, from any depth, and after their directory was renamed")
  void linksAreFollowed() throws Exception {
    space.truth().mkdirs(space.container() + "/d/e");
    byte[] bytes = "content\n".getBytes(StandardCharsets.UTF_8);
    space.truth().put(space.container() + "/d/e/f", bytes);
    theirs("tofile", uri("d/e/f"));
    theirs("todirectory", uri("d"));
    theirs("d/e/up", uri("tofile"));
    space.sh(
        """
        ln -s todirectory/e/up mine; ln -s ../../mine d/e/back
        for l in tofile todirectory/e/f d/e/up mine d/e/back; do grep -qx content $l || echo $l; done
        test "$(cd -P todirectory/e; pwd)" = "$PWD/d/e"; test "$(ls todirectory)" = e
        echo more >> tofile; test "$(wc -l < d/e/f)" = 2; echo new > todirectory/new; cat d/new
        mv d moved; ! cat tofile 2> /dev/null; rm tofile; ln -s moved/e/f tofile; cat moved/e/up""");
    space.mount().awaitUploads();
    assertThat(space.truth().read(space.container() + "/moved/e/f"))
        .asString()
        .isEqualTo("content\nmore\n");
    space.mount().remountCold();
    assertThat(space.sh("readlink tofile mine moved/e/back; cat moved/e/up | wc -l"))
        .isEqualTo("moved/e/f\ntodirectory/e/up\n../../mine\n2");
    space.sh("rm todirectory mine moved/e/up moved/e/back tofile; grep -x content moved/e/f");
  }

  @Test
  @Statement(
      "Broken links are ENOENT, cyclic ones ELOOP, and both can be seen, renamed and removed")
  void brokenAndCyclicLinks() throws Exception {
    theirs("broken", uri("nothing/there"));
    theirs("one", uri("two"));
    theirs("two", uri("one"));
    theirs("self", uri("self"));
    space.python(
        """
        import errno, os
        os.symlink('.', 'here')
        def raises(code, f, *a):
            try:
                f(*a)
            except OSError as e:
                assert e.errno == code, (f, a, e)
                return
            raise AssertionError((f, a))
        raises(errno.ENOENT, open, 'broken')
        raises(errno.ENOENT, os.stat, 'broken')
        for name in 'one', 'two', 'self':
            raises(errno.ELOOP, open, name)
            raises(errno.ELOOP, os.listdir, name)
        raises(errno.ELOOP, os.stat, 'here/' * 41 + 'here')
        assert sorted(os.listdir('here/here')) == sorted(os.listdir('.'))
        assert os.readlink('self') == 'self'
        for name in os.listdir('.'):
            assert os.path.islink(name), name
            os.rename(name, name + '2')
            os.remove(name + '2')
        assert os.listdir('.') == []
        """);
  }

  @Test
  @Statement(
      "Links to a web page or to another space show their URI, name nothing here (ENOENT), and a"
          + " `file:` target is the absolute path; a service that takes no such links says EINVAL")
  void targetsElsewhere() throws Exception {
    theirs("page", "http://example.org/a?b=c");
    theirs("space", "vos://example.org~other/home/ana");
    theirs("users", "file:///etc/passwd");
    assertThat(space.sh("readlink page space users; cmp users /etc/passwd; ! cat page 2>&1"))
        .startsWith("http://example.org/a?b=c\nvos://example.org~other/home/ana\n/etc/passwd\n")
        .endsWith("cat: page: No such file or directory");
    String made = space.sh("ln -s http://example.org/x mine 2>&1 && readlink mine || true");
    assertThat(made)
        .matches(profile == Profile.CAVERN ? ".*Invalid argument" : "http://example.org/x");
    String other = space.sh("ln -s vos://example.org~other/x other 2>&1 && readlink other || true");
    assertThat(other)
        .matches(profile == Profile.CAVERN ? ".*Invalid argument" : "vos://example.org~other/x");
    space.sh("rm -f page space users mine other; test -z \"$(ls -A)\"");
  }

  @Test
  void absolutePathsIntoTheMountAreLinksInIt() throws Exception {
    space.sh("mkdir d; echo f > d/f; ln -s \"$PWD/d\" l; grep -x f l/f");
    assertThat(space.truth().get(space.container() + "/l").target()).contains("/d");
    assertThat(space.sh("! ln -s ../../../../../../../../etc/passwd bad 2>&1; rm l"))
        .contains("Operation not permitted");
  }

  @Test
  void noServersTrickLeadsOutOfTheMount() throws Exception {
    theirs("root", space.truth().uri("/"));
    theirs("climbs", "vos://example.org/root/../../../../../../../../../../etc/passwd");
    theirs("plain", "../../../../../../../../../../etc/passwd");
    assertThat(
            space.sh("for l in climbs plain; do ! cat $l 2> /dev/null; done; rm climbs plain root"))
        .isEmpty();
  }
}
