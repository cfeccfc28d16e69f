package org.vosfs.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.vosfs.config.ConfigException;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: one command per class. */
@Command(
    name = "vosfs",
    description = "Mounts IVOA VOSpace storage as a local directory.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; one line on standard error says why",
      "2:wrong use of the command line",
      "3:umount, sync: done, but something is not uploaded and stays on this disk",
      "4:umount: a dead mount was cleared; what it had not uploaded goes with the next mount"
    },
    footer = {
      "",
      "Example:",
      "  vosfs mount vos:ana ~/vos",
      "  cp image.fits ~/vos/",
      "  vosfs umount ~/vos"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs the program and ends the process with its exit code. */
  public static void main(String[] words) throws IOException {
    Places places = Places.current();
    Assembly assembly = new Assembly(places);
    System.exit(run(new Context(places, System.out, System.err, assembly::layers), words));
  }

  /** Runs one command. */
  static int run(Context context, String... words) {
    Map<String, Supplier<Object>> all = commands(context);
    // Finding out what all commands are takes longer than most of them take: only the one meant.
    // Pages and completion are generated from all.
    if (words.length > 0 && !words[0].equals(GenerateCommand.NAME)) {
      all.keySet().stream()
          .filter(words[0]::equals)
          .findAny()
          .ifPresent(one -> all.keySet().retainAll(List.of(one)));
    }
    return line(context, all).execute(words);
  }

  /** The program with all its commands. */
  static CommandLine line(Context context) {
    return line(context, commands(context));
  }

  /** By name, as each command has it in its annotation. */
  static Map<String, Supplier<Object>> commands(Context context) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("mount", () -> MountCommand.line(context));
    commands.put("umount", () -> new UmountCommand(context));
    commands.put("status", () -> new StatusCommand(context));
    commands.put("list", () -> new ListCommand(context));
    commands.put("log-level", () -> new LogLevelCommand(context));
    commands.put(
        "config",
        () -> new CommandLine(new ConfigCommand()).addSubcommand(new ConfigShowCommand(context)));
    commands.put("doctor", () -> new DoctorCommand(context));
    commands.put("whoami", () -> new WhoamiCommand(context));
    commands.put("login", () -> new LoginCommand(context));
    commands.put("pending", () -> new PendingCommand(context));
    commands.put("sync", () -> new SyncCommand(context));
    commands.put("retry", () -> new RetryCommand(context));
    commands.put("export", () -> new ExportCommand(context));
    commands.put("discard", () -> new DiscardCommand(context));
    commands.put("rm", () -> new RemoveCommand(context));
    commands.put("get", () -> new GetCommand(context));
    commands.put("warm", () -> new WarmCommand(context));
    commands.put("forget", () -> new ForgetCommand(context));
    commands.put("cache", () -> new CacheCommand(context));
    commands.put("offline", () -> new OfflineCommand(context));
    commands.put("share", () -> new ShareCommand(context));
    commands.put("chmod", () -> new ChmodCommand(context));
    commands.put("url", () -> new UrlCommand(context));
    commands.put("cutout", () -> new CutoutCommand(context));
    commands.put("head", () -> new HeadCommand(context));
    commands.put("serve", () -> new ServeCommand(context));
    commands.put("archive", () -> new ArchiveCommand(context));
    commands.put(GenerateCommand.NAME, GenerateCommand::new);
    return commands;
  }

  private static CommandLine line(Context context, Map<String, Supplier<Object>> commands) {
    CommandLine line = new CommandLine(new Main());
    commands.values().forEach(command -> line.addSubcommand(command.get()));
    return line.setOut(writer(context.out()))
        .setErr(writer(context.err()))
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((e, args) -> misuse(context, e))
        .setExecutionExceptionHandler((e, command, result) -> failure(context, e));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static int misuse(Context context, ParameterException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong use");
    context.err().println("vosfs: " + message + suggestion(e));
    return ExitCode.USAGE;
  }

  private static String suggestion(ParameterException e) {
    String help = "; see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        return "; did you mean " + near.get(0) + "?";
      }
    }
    return help;
  }

  private static int failure(Context context, Exception e) {
    boolean expected =
        e instanceof MountException
            || e instanceof ConfigException
            || e instanceof CommandException
            || e instanceof IOException;
    String message = expected ? String.valueOf(e.getMessage()) : "internal error: " + e;
    context.err().println("vosfs: " + message.replace('\n', ' '));
    if (!expected) {
      e.printStackTrace(context.err());
    }
    return ExitCode.FAILED;
  }
}
