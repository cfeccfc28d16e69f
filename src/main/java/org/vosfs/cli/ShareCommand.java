package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.fs.RightsChange;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs share}. */
@Command(
    name = "share",
    description = {
      "Lets groups or everybody read or write PATH on the service, or ends that; without options it",
      "tells who may."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; what is not uploaded yet gets it with its upload",
      "1:something is not changed; one line each says what and why"
    },
    footer = {
      "",
      "A GROUP is a name at CADC and CANFAR (my-team), or a URI (ivo://cadc.nrc.ca/gms?my-team);",
      "its options may be given again. Whoever may write may read. With -R everything below gets",
      "the groups that PATH then has.",
      "",
      "Examples:",
      "  vosfs share ~/vos/run1 --read my-team --write my-pipeline -R",
      "  vosfs share ~/vos/run1 --remove my-team --private -R",
      "  vosfs share ~/vos/run1"
    })
final class ShareCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "in a mount")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--read",
      paramLabel = "GROUP",
      arity = "1",
      description = "may read it, besides those who may")
  private List<String> read = new ArrayList<>();

  @Option(
      names = "--write",
      paramLabel = "GROUP",
      arity = "1",
      description = "may read and write it, besides those who may")
  private List<String> write = new ArrayList<>();

  @Option(
      names = "--remove",
      paramLabel = "GROUP",
      arity = "1",
      description = "may no longer read nor write it")
  private List<String> remove = new ArrayList<>();

  @Option(names = "--remove-all", description = "no group may; those named with it are added then")
  private boolean removeAll;

  @ArgGroup private @Nullable Everybody everybody;

  /** Both at once make no sense. */
  private static final class Everybody {
    @Option(names = "--public", description = "everybody may read it")
    private boolean may;

    @Option(names = "--private", description = "not everybody may read it")
    private boolean mayNot;
  }

  @ArgGroup private @Nullable Inherited inherited;

  /** Both at once make no sense. */
  private static final class Inherited {
    @Option(names = "--inherit", description = "what is made in this directory gets its rights")
    private boolean on;

    @Option(names = "--no-inherit", description = "what is made in it is yours alone")
    private boolean off;
  }

  @Option(
      names = {"-R", "--recursive"},
      description = "and everything below, by a job of the service")
  private boolean recursive;

  ShareCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, MountException, CommandException {
    RightsChange change = change();
    RightsWork work = new RightsWork(context);
    if (!change.isEmpty()) {
      return work.change(paths, change, recursive);
    }
    if (recursive) {
      throw new CommandException("-R needs something to change; see: vosfs share --help");
    }
    for (String path : paths) {
      show(path, work.ask(path, "rights", Map.of(), LiveLine.on(context.out())));
    }
    return ExitCode.OK;
  }

  private RightsChange change() throws CommandException {
    List<String> gone = uris(remove);
    Boolean all = everybody == null ? null : everybody.may && !everybody.mayNot;
    Boolean inherits = inherited == null ? null : inherited.on && !inherited.off;
    return new RightsChange(
        all,
        new RightsChange.Groups(removeAll, uris(read), gone),
        new RightsChange.Groups(removeAll, uris(write), gone),
        inherits);
  }

  private static List<String> uris(List<String> groups) throws CommandException {
    List<String> uris = new ArrayList<>();
    for (String group : groups) {
      uris.add(GroupName.uri(group));
    }
    return uris;
  }

  private void show(String path, JsonNode rights) {
    context.out().println(path);
    line("everybody", rights.path("everybody").asBoolean() ? "may read" : "may not");
    line("may read", names(rights.path("readers")));
    line("may read and write", names(rights.path("writers")));
    if (rights.path("inherited").asBoolean()) {
      line("new files in it", "get the same rights");
    }
  }

  private void line(String what, String text) {
    context.out().printf("  %-20s%s%n", what + ":", text);
  }

  private static String names(JsonNode groups) {
    List<String> names = RightsText.texts(groups);
    return names.isEmpty() ? "no group" : String.join(" ", names);
  }
}
