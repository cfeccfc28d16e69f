package org.vosfs.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vosfs generate}: for packages, not for users. */
@Command(
    name = GenerateCommand.NAME,
    hidden = true,
    description = "Writes manual pages and completion for shells into DIR.")
final class GenerateCommand implements Callable<Integer> {
  static final String NAME = "generate";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "DIR", description = "made when missing")
  private Path directory = Path.of("");

  @Override
  public Integer call() throws IOException {
    CommandLine all = spec.parent().commandLine();
    Path manuals = Files.createDirectories(directory.resolve("man"));
    write(manuals, all);
    for (CommandLine line : all.getSubcommands().values()) {
      if (!line.getCommandSpec().usageMessage().hidden()) {
        write(manuals, line);
      }
    }
    Path completion = Files.createDirectories(directory.resolve("completion"));
    Files.writeString(completion.resolve("vosfs"), AutoComplete.bash("vosfs", all));
    return ExitCode.OK;
  }

  private static void write(Path manuals, CommandLine line) throws IOException {
    Path file = manuals.resolve(ManPage.name(line) + ".1.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(ManPage.of(line).getBytes(StandardCharsets.UTF_8));
    }
    for (CommandLine below :
        line.getCommandSpec().parent() == null
            ? java.util.List.<CommandLine>of()
            : line.getSubcommands().values()) {
      write(manuals, below);
    }
  }
}
