package org.vosfs.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code --name value} words of a benchmark's command line, each with a default and a meaning. */
final class Arguments {
  private record Known(String fallback, String meaning) {}

  private final String name;
  private final Map<String, Known> known = new LinkedHashMap<>();
  private final Map<String, String> given = new LinkedHashMap<>();
  private final List<String> examples = new ArrayList<>();

  /**
   * @param name what {@code bin/bench} calls the benchmark
   */
  Arguments(String name) {
    this.name = name;
    with("repetitions", "5", "how often each side is measured");
  }

  Arguments with(String option, String fallback, String meaning) {
    known.put(option, new Known(fallback, meaning));
    return this;
  }

  /** Words that help shows as an example. */
  Arguments example(String words) {
    examples.add(words);
    return this;
  }

  /** Reads the words; with {@code --help}, and after a wrong one, this ends the program. */
  Arguments parse(String... words) {
    for (int i = 0; i < words.length; i++) {
      String option = words[i].startsWith("--") ? words[i].substring(2) : "";
      if (option.equals("help")) {
        help();
        System.exit(0);
      }
      if (!known.containsKey(option) || i + 1 == words.length) {
        System.err.println(
            "bench "
                + name
                + ": not understood: "
                + words[i]
                + "; see bin/bench "
                + name
                + " --help");
        System.exit(2);
      }
      given.put(option, words[++i]);
    }
    return this;
  }

  private void help() {
    System.out.println("Usage: bin/bench " + name + " [--OPTION VALUE]...");
    known.forEach(
        (option, about) ->
            System.out.printf(
                "  --%-14s %s (default: %s)%n", option, about.meaning(), about.fallback()));
    if (!examples.isEmpty()) {
      System.out.println("Examples:");
      examples.forEach(words -> System.out.println("  bin/bench " + name + " " + words));
    }
  }

  String text(String option) {
    Known about = known.get(option);
    if (about == null) {
      throw new IllegalArgumentException("no option " + option);
    }
    return given.getOrDefault(option, about.fallback());
  }

  int number(String option) {
    return Integer.parseInt(text(option));
  }

  /** The command that was typed. */
  String command() {
    StringBuilder command = new StringBuilder("bin/bench " + name);
    given.forEach(
        (option, value) -> command.append(" --").append(option).append(' ').append(value));
    return command.toString();
  }
}
