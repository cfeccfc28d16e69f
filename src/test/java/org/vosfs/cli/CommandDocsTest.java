package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.ProcessOwner;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** docs/COMMANDS.md, the help texts and the manual pages against the commands themselves. */
class CommandDocsTest {
  private static final Path PAGE = Path.of("docs", "COMMANDS.md");

  @TempDir Path directory;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Context context() {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Places places = new Places(directory, directory, Map.of(), new ProcessOwner(1000, 1000));
    return new Context(
        places,
        out,
        out,
        request -> {
          throw new MountException("not in this test");
        });
  }

  private List<CommandSpec> commands() {
    List<CommandSpec> all = new ArrayList<>();
    add(Main.line(context()), all);
    return all;
  }

  private static void add(CommandLine line, List<CommandSpec> all) {
    if (line.getCommandSpec().usageMessage().hidden()) {
      return;
    }
    all.add(line.getCommandSpec());
    line.getSubcommands().entrySet().stream()
        .filter(entry -> entry.getKey().equals(entry.getValue().getCommandName()))
        .forEach(entry -> add(entry.getValue(), all));
  }

  @Test
  void theTableOfCommandsIsTheOneInTheCode() throws IOException {
    List<String> expected = new ArrayList<>();
    for (CommandSpec command : commands()) {
      if (command.parent() != null) {
        expected.add(
            "| `%s` | %s |"
                .formatted(
                    command.qualifiedName(),
                    String.join(" ", command.usageMessage().description())));
      }
    }
    assertThat(rows("| `vosfs ", 2)).isEqualTo(expected);
  }

  @Test
  void theTableOfExitCodesIsTheOneInTheCode() throws IOException {
    List<String> expected = new ArrayList<>();
    for (CommandSpec command : commands()) {
      command
          .usageMessage()
          .exitCodeList()
          .forEach(
              (code, meaning) ->
                  expected.add(
                      "| `%s` | %s | %s |".formatted(command.qualifiedName(), code, meaning)));
    }
    assertThat(rows("| `vosfs", 3)).isEqualTo(expected);
  }

  @Test
  void everyExitCodeOfTheProgramIsExplained() throws IllegalAccessException {
    Set<String> codes = new TreeSet<>();
    for (Field field : ExitCode.class.getDeclaredFields()) {
      if (!field.isSynthetic()) {
        codes.add(String.valueOf(field.getInt(null)));
      }
    }
    assertThat(codes).hasSizeGreaterThan(4);
    assertThat(commands().get(0).usageMessage().exitCodeList().keySet())
        .containsExactlyInAnyOrderElementsOf(codes);
    for (CommandSpec command : commands()) {
      assertThat(codes)
          .as(command.qualifiedName())
          .containsAll(command.usageMessage().exitCodeList().keySet());
    }
  }

  private static List<String> rows(String start, int columns) throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith(start))
        .filter(line -> line.chars().filter(c -> c == '|').count() == columns + 1)
        .toList();
  }

  @Test
  void everyHelpHasAnExampleAndAManualPage() {
    for (CommandSpec command : commands()) {
      String help = command.commandLine().getUsageMessage(CommandLine.Help.Ansi.OFF);
      assertThat(help).as(command.qualifiedName()).contains("Example");
      assertThat(ManPage.of(command.commandLine()))
          .contains(".SH \"NAME\"\n" + command.qualifiedName("-").replace("-", "\\-") + " \\- ")
          .contains("Example");
    }
  }

  @Test
  void everyOptionHasADescription() {
    for (CommandSpec command : commands()) {
      command.args().forEach(a -> assertThat(a.description()).as("%s %s", command, a).isNotEmpty());
    }
  }

  @Test
  void configShowTellsWhereEachValueComesFrom() throws IOException {
    Path config = Files.createDirectories(directory.resolve(".config/vosfs"));
    Files.writeString(config.resolve("config.toml"), "ttl = \"7s\"\n[space.arc]\nuploads = 3\n");
    int code = Main.run(context(), "config", "show", "arc:", "-o", "ro,quiet=2s");
    String file = config.resolve("config.toml").toString();
    assertThat(code).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8).lines().map(l -> l.replaceAll(" +", " ")))
        .contains(
            "ttl 7s # " + file,
            "uploads 3 # " + file,
            "ro yes # -o",
            "quiet 2s # -o",
            "deadline 30s # default",
            "endpoint # not set");
  }

  @Test
  void everyCommandIsFoundByItsName() {
    Main.commands(context())
        .forEach(
            (name, command) -> {
              Object made = command.get();
              CommandLine line = made instanceof CommandLine known ? known : new CommandLine(made);
              assertThat(line.getCommandName()).isEqualTo(name);
              if (!line.getCommandSpec().usageMessage().hidden()) {
                assertThat(Main.run(context(), name, "--help")).as(name).isEqualTo(ExitCode.OK);
              }
            });
  }

  @Test
  void wrongUseIsExitCodeTwoAndSaysHowToGoOn() {
    assertThat(Main.run(context(), "config")).isEqualTo(ExitCode.USAGE);
    assertThat(Main.run(context(), "lsit")).isEqualTo(ExitCode.USAGE);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("vosfs config show", "see: vosfs --help");
  }
}
