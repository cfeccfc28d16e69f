package org.vosfs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import org.vosfs.vospace.ArchiveFormat;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs get}. */
@Command(
    name = "get",
    description = {
      "Writes files and directories, with everything below them, as one archive.",
      "The service makes it, in one request, and what it left out is told; where it cannot (links,"
          + " empty files, names it does not keep as they are, or no packages at all) it is made"
          + " from the mount. What is not uploaded yet is waited for."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all of it is in the archive",
      "1:something is not, one line each says what; or there is no archive, one line says why"
    },
    footer = {
      "",
      "Example:",
      "  vosfs get --zip -o run1.zip ~/vos/run1",
      "  vosfs get --tar ~/vos/run1 ~/vos/notes.txt | tar x -C /data"
    })
final class GetCommand implements Callable<Integer> {
  private static final int MOST_TOLD = 20;

  private final Context context;

  @ArgGroup(multiplicity = "1")
  private Format format = new Format();

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "in one mount")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "replaced when the archive is there (default: standard output)")
  private @Nullable String output;

  /** Either of them. */
  static final class Format {
    @Option(names = "--tar", required = true, description = "a tar archive")
    private boolean tar;

    @Option(names = "--zip", required = true, description = "a zip archive")
    private boolean zip;

    ArchiveFormat chosen() {
      return zip && !tar ? ArchiveFormat.ZIP : ArchiveFormat.TAR;
    }
  }

  GetCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    List<InMount> members = members();
    ArchiveFormat wanted = format.chosen();
    if (output == null) {
      if (Terminal.isStandardOutput()) {
        throw new CommandException("an archive does not go to a terminal; name a file with -o");
      }
      int code = run(members, wanted, context.out());
      context.out().flush();
      return code;
    }
    Path file = context.places().working().resolve(output).toAbsolutePath();
    Path above = file.getParent();
    if (above == null || Files.isDirectory(file)) {
      throw new CommandException(output + " is a directory; name a file");
    }
    Path part = Files.createTempFile(above, ".vosfs-get-", ".part");
    try {
      int code;
      try (OutputStream out = Files.newOutputStream(part)) {
        code = run(members, wanted, out);
      }
      Files.setPosixFilePermissions(part, NewFiles.permissions());
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return code;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private List<InMount> members() throws IOException, MountException, CommandException {
    List<InMount> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String path : paths) {
      InMount member = InMount.ofName(context.places(), path);
      if (!member
          .mountPoint()
          .equals(members.isEmpty() ? member.mountPoint() : members.get(0).mountPoint())) {
        throw new CommandException("all of them have to be in one mount; " + path + " is not");
      }
      if (!names.add(String.valueOf(member.outside(member.inside()).getFileName()))) {
        throw new CommandException("two of them have the name of " + path);
      }
      members.add(member);
    }
    return members;
  }

  private int run(List<InMount> members, ArchiveFormat wanted, OutputStream out)
      throws IOException, CommandException {
    LiveLine line = LiveLine.on(context.err());
    Asking asking = new Asking(context.places());
    for (InMount member : members) {
      asking.ask(member, "sync", Map.of(), state -> {});
    }
    List<Path> places = members.stream().map(m -> m.outside(m.inside())).toList();
    TreeWalk expected = TreeWalk.of(places);
    String reason = expected.notForTheService();
    if (members.stream().anyMatch(member -> member.inside().equals("/"))) {
      reason = "the service has another name for its root";
    }
    if (reason.isEmpty()) {
      ArchiveFromService service = new ArchiveFromService(asking, line);
      reason = service.copy(members, wanted, out);
      line.end();
      if (reason.isEmpty()) {
        return told(expected.missingFrom(service.names()));
      }
    }
    context.err().println("vosfs: note: made from the mount: " + reason);
    return told(ArchiveFromMount.write(places, wanted, out));
  }

  private int told(List<String> missing) {
    missing.stream()
        .limit(MOST_TOLD)
        .forEach(name -> context.err().println("vosfs: not in the archive: " + name));
    if (missing.size() > MOST_TOLD) {
      context.err().println("vosfs: and " + (missing.size() - MOST_TOLD) + " more");
    }
    return missing.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }
}
