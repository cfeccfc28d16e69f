package org.vosfs.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The manual page of one command, made of the same definition as its {@code --help}. See man(7).
 */
final class ManPage {
  private static final int SECTION = 1;

  private final StringBuilder text = new StringBuilder();
  private final CommandSpec command;

  private ManPage(CommandSpec command) {
    this.command = command;
  }

  /** Its source, for groff. */
  static String of(CommandLine line) {
    return new ManPage(line.getCommandSpec()).write();
  }

  /** Such as {@code vosfs-mount}. */
  static String name(CommandLine line) {
    return line.getCommandSpec().qualifiedName("-");
  }

  private String write() {
    UsageMessageSpec usage = command.usageMessage();
    String name = command.qualifiedName("-");
    request("TH", quoted(name.toUpperCase(Locale.ROOT)), String.valueOf(SECTION), "\"\"", "vosfs");
    section("NAME");
    line(name + " - " + plain(String.join(" ", usage.description())));
    section("SYNOPSIS");
    line(plain(command.commandLine().getHelp().synopsis(0).strip()));
    section("DESCRIPTION");
    line(plain(String.join(" ", usage.description())));
    parameters();
    options();
    subcommands();
    exitCodes(usage.exitCodeList());
    footer(usage.footer());
    section("SEE ALSO");
    line(command.parent() == null ? "mount.vosfs(8)" : "vosfs(1)");
    return text.toString();
  }

  private void parameters() {
    List<PositionalParamSpec> all =
        command.positionalParameters().stream().filter(p -> !p.hidden()).toList();
    if (!all.isEmpty()) {
      section("ARGUMENTS");
      all.forEach(parameter -> entry(parameter.paramLabel(), described(parameter)));
    }
  }

  private void options() {
    section("OPTIONS");
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        entry(String.join(", ", option.names()) + value, described(option));
      }
    }
  }

  private static String described(ArgSpec argument) {
    return plain(String.join(" ", argument.description()));
  }

  private void subcommands() {
    if (command.subcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (Map.Entry<String, CommandLine> entry : command.subcommands().entrySet()) {
      CommandSpec one = entry.getValue().getCommandSpec();
      if (!one.usageMessage().hidden() && one.name().equals(entry.getKey())) {
        entry(one.name(), plain(String.join(" ", one.usageMessage().description())));
      }
    }
  }

  private void exitCodes(Map<String, String> codes) {
    if (!codes.isEmpty()) {
      section("EXIT CODES");
      codes.forEach((code, meaning) -> entry(code, plain(meaning)));
    }
  }

  private void footer(String... lines) {
    if (lines.length > 0) {
      section("FURTHER");
      request("nf");
      for (String line : lines) {
        line(plain(line));
      }
      request("fi");
    }
  }

  private void section(String title) {
    request("SH", quoted(title));
  }

  private void entry(String left, String right) {
    request("TP");
    text.append("\\fB").append(escaped(left)).append("\\fR\n");
    line(right);
  }

  private void request(String name, String... words) {
    text.append('.').append(name);
    for (String word : words) {
      text.append(' ').append(word);
    }
    text.append('\n');
  }

  private void line(String words) {
    String escaped = escaped(words);
    // A dot or an apostrophe would begin a request.
    boolean control = escaped.startsWith(".") || escaped.startsWith("'");
    text.append(control ? "\\&" : "").append(escaped).append('\n');
  }

  private static String quoted(String words) {
    return '"' + words + '"';
  }

  /** As shown to people: format characters are resolved. */
  private static String plain(String described) {
    return Ansi.OFF.string(described.replace("%n", " ").replace("%%", "%"));
  }

  private static String escaped(String words) {
    return words.replace("\\", "\\e").replace("-", "\\-");
  }
}
