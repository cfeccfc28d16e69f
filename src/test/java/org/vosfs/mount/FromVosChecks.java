package org.vosfs.mount;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The checks of docs/FROM-VOS.md, by what is typed. Prepared are: {@code ~/vos} with notes.txt
 * (one, two; titled, readable by a group), run1 with a.txt, b.txt and sub/c.txt, an empty
 * directory, a FITS file, tree/link to notes.txt; and, where it is typed, notes.txt (here) and data
 * with x.txt, y.tmp and sub/z.txt.
 */
final class FromVosChecks {
  static final Map<String, FromVosCheck> ALL = new LinkedHashMap<>();

  private static final String LINE = "[-rwxd.+]{10,11} +[0-9]+ +\\S+ +\\S+ +";
  private static final String DATE = " +\\S+ +[0-9]+ +[0-9:]+ ";
  private static final String ROWS =
      "total [0-9.K]+\n"
          + LINE
          + "%s"
          + DATE
          + "a.txt\n"
          + LINE
          + "2"
          + DATE
          + "b.txt\n"
          + LINE
          + "[0-9.K]+"
          + DATE
          + "sub";

  private static final String NO_LOCKS = "(.*Operation not supported)?";
  private static final String UNLOCKED =
      "vosfs forget ~/vos/notes.txt; echo 3 >> ~/vos/notes.txt; grep -x 3 ~/vos/notes.txt";

  private FromVosChecks() {}

  private static void row(String command, FromVosCheck check) {
    if (ALL.put(command, check) != null) {
      throw new AssertionError("twice: " + command);
    }
  }

  private static FromVosCheck prints(String output) {
    return FromVosCheck.prints(output);
  }

  private static FromVosCheck then(String script) {
    return FromVosCheck.then(script);
  }

  static {
    listing();
    copying();
    looking();
    moving();
    syncing();
    rights();
    properties();
    links();
    services();
    python();
  }

  private static void listing() {
    row("ls ~/vos", prints("empty\nimage.fits\nnotes.txt\nrun1\ntree"));
    row("ls ~/vos/run1", prints("a.txt\nb.txt\nsub"));
    row("ls -l ~/vos/run1", prints(ROWS.formatted("21")));
    row("ls -lh ~/vos/run1", prints(ROWS.formatted("21")));
    row("ls -lS ~/vos/run1", prints("total.*(sub.*)?a.txt.* b.txt.*"));
    row("ls -lt ~/vos/run1", prints("total.*\n.*\n.*\n.*"));
    row("ls -lSr ~/vos/run1", prints("total.* b.txt\n.*a.txt.*"));
    row("stat ~/vos/run1/b.txt", prints(".*Size: 2\\s.*regular file.*"));
    row(
        "getfattr -n user.vos.groupread ~/vos/notes.txt",
        prints(".*user.vos.groupread=\"ivo://cadc.nrc.ca/gms\\?team\".*"));
    row("ls ~/vos/run1/*.txt", prints("\\S+/vos/run1/a.txt\n\\S+/vos/run1/b.txt"));
    row("ls -R ~/vos/run1", prints(".*/run1:\na.txt\nb.txt\nsub\n\n.*/run1/sub:\nc.txt"));
    row("find ~/vos/run1 -name '*.txt'", prints("(\\S+/vos/run1/(a|b|sub/c).txt\n?){3}"));
    row("du -sb ~/vos/run1", prints("[0-9]+\t\\S+/vos/run1"));
  }

  private static void copying() {
    row("cp notes.txt ~/vos/run1/", then("grep -x here ~/vos/run1/notes.txt"));
    row("cp notes.txt ~/vos/run1/other.txt", then("grep -x here ~/vos/run1/other.txt"));
    row("cp ~/vos/run1/b.txt .", then("grep -x b b.txt"));
    row("cp -r data ~/vos/", then("diff -r data ~/vos/data"));
    row("cp -r ~/vos/run1 .", then("diff -r run1 ~/vos/run1; test -f run1/sub/c.txt"));
    row("cp data/*.txt ~/vos/run1/", then("cmp data/x.txt ~/vos/run1/x.txt"));
    row("cp ~/vos/run1/*.txt .", then("grep -x b b.txt; test -s a.txt; test ! -e c.txt"));
    String txtOnly =
        "test -f ~/vos/data/x.txt -a -f ~/vos/data/sub/z.txt; test ! -e ~/vos/data/y.tmp";
    row("rsync -a --exclude='*.tmp' data ~/vos/", then(txtOnly));
    row("rsync -am --include='*/' --include='*.txt' --exclude='*' data ~/vos/", then(txtOnly));
    row("cp -i notes.txt ~/vos/", prints("").orFails(1).checking("grep -x two ~/vos/notes.txt"));
    row("cp -rL ~/vos/tree .", then("test -f tree/link -a ! -L tree/link; grep -x two tree/link"));
    row("rsync -av data ~/vos/", prints(".*data/x.txt.*").checking("diff -r data ~/vos/data"));
    String same = "diff -r data ~/vos/data; test -z \"$(rsync -ai data ~/vos/)\"";
    row("rsync -a data ~/vos/", then(same));
    row(
        "cp notes.txt ~/vos/ && vosfs sync ~/vos/notes.txt && cat ~/vos/notes.txt",
        prints("(.*\n)?here")
            .checking("test \"$(getfattr --only-values -n user.vos.length ~/vos/notes.txt)\" = 5"));
    row(
        "python3 -c \"from astropy.io import fits;"
            + " print(fits.getheader('$HOME/vos/image.fits')['OBJECT'])\"",
        prints("M31"));
    row("vosfs head ~/vos/image.fits", prints(".*OBJECT.*M31.*"));
    String cut =
        "python3 -c \"from astropy.io import fits; d = [h.data for h in fits.open('cut.fits') if"
            + " h.data is not None][0]; assert d.shape == (5, 10) and d[0, 0] == 10 and d[4, 9]"
            + " == 139, d\"";
    row("vosfs cutout ~/vos/image.fits '[1][11:20,1:5]' -o cut.fits", then(cut));
    row("vosfs cutout ~/vos/image.fits '[1][11:20,1:5]' > cut.fits", then(cut));
    row(
        "python3 -c \"from astropy.io import fits; fits.writeto('cut.fits',"
            + " fits.open('$HOME/vos/image.fits')[1].section[0:5, 10:20])\"",
        then(
            "python3 -c \"from astropy.io import fits; d = fits.getdata('cut.fits');"
                + " assert d.shape == (5, 10) and d[0, 0] == 10 and d[4, 9] == 139, d\""));
  }

  private static void looking() {
    row(
        "vosfs get --zip -o run1.zip ~/vos/run1",
        then("unzip -q run1.zip || test $? = 1; diff -r run1 ~/vos/run1"));
    row(
        "vosfs get --tar ~/vos/run1 ~/vos/notes.txt > some.tar",
        then("tar x -f some.tar && diff -r run1 ~/vos/run1 && cmp notes.txt ~/vos/notes.txt"));
    row("cat ~/vos/run1/b.txt", prints("b"));
    row("cat ~/vos/none 2> /dev/null || echo nothing", prints("nothing"));
    row("head -n 1 ~/vos/notes.txt", prints("one"));
    row("grep two ~/vos/notes.txt", prints("two"));
    row("sed -i s/two/2/ ~/vos/notes.txt", then("test \"$(cat ~/vos/notes.txt)\" = $'one\\n2'"));
    row(
        "echo three >> ~/vos/notes.txt",
        then("test \"$(cat ~/vos/notes.txt)\" = $'one\\ntwo\\nthree'"));
  }

  private static void moving() {
    row("mkdir ~/vos/new", then("test -d ~/vos/new"));
    row("mkdir -p ~/vos/new/sub/deep", then("test -d ~/vos/new/sub/deep"));
    row(
        "mv ~/vos/notes.txt ~/vos/remarks.txt",
        then("grep -x two ~/vos/remarks.txt; test ! -e ~/vos/notes.txt"));
    row(
        "mv ~/vos/notes.txt ~/vos/run1/",
        then("grep -x two ~/vos/run1/notes.txt; test ! -e ~/vos/notes.txt"));
    row("mv ~/vos/run1 ~/vos/run2", then("cat ~/vos/run2/sub/c.txt; test ! -e ~/vos/run1"));
    row("rm ~/vos/notes.txt", then("test ! -e ~/vos/notes.txt"));
    row("rm ~/vos/run1/*.txt", then("test \"$(ls ~/vos/run1)\" = sub"));
    row("vosfs rm -r ~/vos/run1", then("test ! -e ~/vos/run1; mkdir ~/vos/run1"));
    row("rm ~/vos/run1", FromVosCheck.fails(1, ".*Is a directory", "test -f ~/vos/run1/sub/c.txt"));
    row("rmdir ~/vos/empty", then("test ! -e ~/vos/empty"));
    row(
        "rmdir ~/vos/run1",
        FromVosCheck.fails(1, ".*Directory not empty", "test -f ~/vos/run1/sub/c.txt"));
  }

  private static void syncing() {
    String same = "diff -r data ~/vos/data; ";
    row("rsync -rt data ~/vos/", then(same + "test -z \"$(rsync -rti data ~/vos/)\""));
    row("rsync -aI data ~/vos/", then(same));
    String txtOnly =
        "test -f ~/vos/data/x.txt -a -f ~/vos/data/sub/z.txt; test ! -e ~/vos/data/y.tmp";
    row("rsync -a --exclude='*.tmp' data/ ~/vos/data/", then(txtOnly));
    row(
        "rsync -am --include='*/' --include='*.txt' --exclude='*' data/ ~/vos/data/",
        then(txtOnly));
    row("vosfs config show vos: -o uploads=20", prints(".*uploads +20 .*"));
    row("rsync -ac data ~/vos/", then(same));
    row("rsync -a ~/vos/run1 .", then("diff -r run1 ~/vos/run1; test -f run1/sub/c.txt"));
    row("rsync -a --delete ~/vos/run1/ mirror/", then("diff -r mirror ~/vos/run1"));
  }

  private static String is(String attribute, String value) {
    return "test \"$(getfattr --only-values -n user.vos."
        + attribute
        + " ~/vos/notes.txt)\" = '"
        + value
        + "'";
  }

  private static void rights() {
    row("vosfs chmod o+r ~/vos/notes.txt", prints(".*").checking(is("ispublic", "true")));
    row("vosfs chmod o-r ~/vos/notes.txt", prints(".*").checking(is("ispublic", "false")));
    row(
        "vosfs share --read astronomers ~/vos/notes.txt",
        prints(".*")
            .checking("getfattr -n user.vos.groupread ~/vos/notes.txt | grep team.*astronomers")
            .onCavern(1, "vosfs: .*", is("groupread", "ivo://cadc.nrc.ca/gms?team")));
    row(
        "vosfs chmod g+rw --group astronomers ~/vos/notes.txt",
        prints(".*")
            .checking(is("groupwrite", "ivo://cadc.nrc.ca/gms?astronomers"))
            .onCavern(1, "vosfs: .*", is("groupread", "ivo://cadc.nrc.ca/gms?team")));
    row(
        "vosfs share --remove-all ~/vos/notes.txt",
        prints(".*").checking("! getfattr -n user.vos.groupread ~/vos/notes.txt 2> /dev/null"));
    row(
        "vosfs chmod -R o+r ~/vos/run1",
        prints(".*5 changed.*")
            .checking("getfattr -n user.vos.ispublic ~/vos/run1/sub/c.txt | grep true"));
    row("vosfs share ~/vos/notes.txt", prints(".*gms\\?team.*"));
    row("vosfs url ~/vos/notes.txt", prints("http.*/notes.txt.*"));
    row("setfattr -n user.vos.ispublic -v true ~/vos/notes.txt", then(is("ispublic", "true")));
    row("setfattr -n user.vos.ispublic -v false ~/vos/notes.txt", then(is("ispublic", "false")));
    String team = "ivo://cadc.nrc.ca/gms?team";
    row(
        "setfattr -n user.vos.groupread -v '" + team + "' ~/vos/notes.txt",
        then(is("groupread", team)).onCavern(1, ".*Input/output error", "true"));
    row(
        "setfattr -n user.vos.groupwrite -v '" + team + "' ~/vos/notes.txt",
        then(is("groupwrite", team)).onCavern(1, ".*Input/output error", "true"));
    row(
        "setfattr -x user.vos.groupread ~/vos/notes.txt",
        then("! getfattr --only-values -n user.vos.groupread ~/vos/notes.txt 2> /dev/null"));
    row(
        "find ~/vos/run1 -exec setfattr -n user.vos.ispublic -v true {} +",
        then("getfattr -n user.vos.ispublic ~/vos/run1/sub/c.txt | grep true"));
    row("chmod 600 ~/vos/notes.txt", then(is("ispublic", "false")));
  }

  private static void properties() {
    row("getfattr -d ~/vos/notes.txt", prints(".*user.vos.title=\"Notes\".*"));
    row("getfattr --only-values -n user.vos.title ~/vos/notes.txt", prints("Notes"));
    row("setfattr -n user.vos.title -v Flat ~/vos/notes.txt", then(is("title", "Flat")));
    row(
        "setfattr -x user.vos.title ~/vos/notes.txt",
        then("! getfattr -n user.vos.title ~/vos/notes.txt 2> /dev/null"));
    row(
        "setfattr -n 'user.vos.ivo://example.org/q#seeing' -v 0.8 ~/vos/notes.txt",
        then(is("ivo://example.org/q#seeing", "0.8")));
    row(
        "getfattr --only-values -n user.vos.MD5 ~/vos/notes.txt",
        prints("2094b601daac3d68f5aed51d3c20f7cd").onCavern(1, ".*No such attribute", "true"));
  }

  private static void links() {
    row("ln -s notes.txt ~/vos/link", then("grep -x two ~/vos/link"));
    row("ln -s ../run1 ~/vos/run1/back", then("grep -x b ~/vos/run1/back/back/b.txt"));
    row(
        "ln -s http://example.org/x ~/vos/web",
        then("test \"$(readlink ~/vos/web)\" = http://example.org/x; rm ~/vos/web")
            .onCavern(1, ".*Invalid argument", "test ! -L ~/vos/web"));
    row("readlink ~/vos/tree/link", prints("../notes.txt"));
    row("rm ~/vos/tree/link", then("test ! -L ~/vos/tree/link; grep -x two ~/vos/notes.txt"));
    row(
        "ln ~/vos/notes.txt ~/vos/hard",
        FromVosCheck.fails(1, ".*Operation not permitted", "test ! -e ~/vos/hard"));
  }

  private static void services() {
    row("getfattr --only-values -n user.vos.islocked ~/vos/notes.txt", prints("false"));
    row(
        "setfattr -n user.vos.islocked -v true ~/vos/notes.txt",
        then(is("islocked", "true")
                + "; ! rm -f ~/vos/notes.txt; setfattr -n user.vos.islocked -v false"
                + " ~/vos/notes.txt; echo 3 >> ~/vos/notes.txt")
            .onCavern(1, NO_LOCKS, UNLOCKED)
            .orOnCavern(0));
    row(
        "setfattr -n user.vos.islocked -v false ~/vos/notes.txt",
        then(is("islocked", "false")).onCavern(1, NO_LOCKS, UNLOCKED).orOnCavern(0));
    row("df -h ~/vos", prints("Filesystem.*%.*/mount").atMountPoint());
    row("du -s --apparent-size ~/vos/run1", prints("[0-9]+\t\\S+/vos/run1"));
    row(
        "rsync --info=progress2 notes.txt ~/vos/",
        prints(".*100%.*").checking("grep -x here ~/vos/notes.txt"));
    row("vosfs pending ~/vos/run1", prints(".*"));
    row("getfattr --only-values -n user.vos.state ~/vos/notes.txt", prints("clean"));
    row("vosfs warm ~/vos/run1", prints("(?s).*3 files .*cached"));
    row("vosfs forget ~/vos/run1", prints("[0-9]+ files forgotten"));
    row("vosfs login", FromVosCheck.by("CredentialsIT#logInAndAsk"));
    row("vosfs login --days-valid 2", FromVosCheck.by("CredentialsIT#logInAndAsk"));
    row("vosfs login --status", FromVosCheck.by("CredentialsIT#logInAndAsk"));
    row(
        "vosfs log-level ~/vos debug",
        prints("(?s).*").atMountPoint().checking("vosfs log-level ~/vos info"));
    row("vosfs status ~/vos", prints("(?s).*vos://.*").atMountPoint());
  }

  private static void python() {
    row("print(sorted(os.listdir(v + '/run1')))", prints("\\['a.txt', 'b.txt', 'sub'\\]"));
    row(
        "print(sorted((e.name, e.stat().st_size) for e in os.scandir(v + '/run1')))",
        prints("\\[\\('a.txt', 21\\), \\('b.txt', 2\\), .*"));
    row("print(sorted(glob.glob(v + '/run1/*.txt')))", prints("\\['.*/a.txt', '.*/b.txt'\\]"));
    row("print(os.path.isdir(v + '/run1'))", prints("True"));
    row("print(os.path.isfile(v + '/run1'))", prints("False"));
    row("print(os.access(v + '/notes.txt', os.R_OK | os.W_OK))", prints("True"));
    row("print(os.stat(v + '/notes.txt').st_size)", prints("8"));
    row("print(open(v + '/notes.txt').read())", prints("one\ntwo"));
    row("shutil.copy('notes.txt', v + '/run1/new.txt')", then("grep -x here ~/vos/run1/new.txt"));
    row("shutil.copy(v + '/notes.txt', 'here.txt')", then("grep -x two here.txt"));
    row("os.mkdir(v + '/new')", then("test -d ~/vos/new"));
    row("shutil.move(v + '/notes.txt', v + '/run1')", then("grep -x two ~/vos/run1/notes.txt"));
    row("os.remove(v + '/notes.txt')", then("test ! -e ~/vos/notes.txt"));
    row("shutil.rmtree(v + '/run1')", then("test ! -e ~/vos/run1"));
    row("os.symlink('notes.txt', v + '/link')", then("grep -x two ~/vos/link"));
    row("print(os.getxattr(v + '/notes.txt', 'user.vos.title'))", prints("b'Notes'"));
    row("os.setxattr(v + '/notes.txt', 'user.vos.title', b'Flat')", then(is("title", "Flat")));
    row(
        "print(os.getxattr(v + '/notes.txt', 'user.vos.MD5'))",
        prints("b'2094b601daac3d68f5aed51d3c20f7cd'").onCavern(1, ".*Errno 61.*", "true"));
  }
}
