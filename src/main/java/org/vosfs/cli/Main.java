package org.vosfs.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    return line(context).execute(words);
  }

  /** The program with all its commands. */
  static CommandLine line(Context context) {
    return new CommandLine(new Main())
        .addSubcommand(MountCommand.line(context))
        .addSubcommand(new UmountCommand(context))
        .addSubcommand(new StatusCommand(context))
        .addSubcommand(new ListCommand(context))
        .addSubcommand(new LogLevelCommand(context))
        .addSubcommand(
            new CommandLine(new ConfigCommand()).addSubcommand(new ConfigShowCommand(context)))
        .addSubcommand(new DoctorCommand(context))
        .addSubcommand(new WhoamiCommand(context))
        .addSubcommand(new LoginCommand(context))
        .addSubcommand(new PendingCommand(context))
        .addSubcommand(new SyncCommand(context))
        .addSubcommand(new RetryCommand(context))
        .addSubcommand(new ExportCommand(context))
        .addSubcommand(new DiscardCommand(context))
        .addSubcommand(new RemoveCommand(context))
        .addSubcommand(new GetCommand(context))
        .addSubcommand(new WarmCommand(context))
        .addSubcommand(new ForgetCommand(context))
        .addSubcommand(new CacheCommand(context))
        .addSubcommand(new OfflineCommand(context))
        .addSubcommand(new ShareCommand(context))
        .addSubcommand(new ChmodCommand(context))
        .addSubcommand(new UrlCommand(context))
        .addSubcommand(new ServeCommand(context))
        .addSubcommand(new ArchiveCommand(context))
        .addSubcommand(new GenerateCommand())
        .setOut(writer(context.out()))
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
