package org.vosfs.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Every attack against a client with {@value #MEGABYTES} MB of memory: one clear line for each, in
 * bounded time, and never more memory than there is.
 */
class HostileServerTest {
  private static final int MEGABYTES = 192;

  /** A call may take a few tries, each within its limit; the rest is for a busy machine. */
  private static final long MOST_MILLIS = 10 * Victim.LIMIT.toMillis();

  private record Result(String what, long millis, String message) {}

  @TestFactory
  Stream<DynamicNode> everyAttackEndsInOneClearLine() throws Exception {
    try (RawServer server = new RawServer()) {
      List<Attack> attacks = Attacks.all(server.base());
      prepare(server, attacks);
      List<String> words = new ArrayList<>(List.of(server.base()));
      attacks.forEach(attack -> words.add(attack.call() + ":" + attack.name()));
      Process victim = start(words);
      String printed = new String(victim.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = victim.waitFor();
      assertThat(code).as("the client ended with: %s", last(printed)).isZero();
      Map<String, Result> results = results(printed);
      List<String> heads = List.copyOf(server.heads());
      List<DynamicNode> tests = new ArrayList<>();
      for (Attack attack : attacks) {
        Result result = results.getOrDefault(attack.name(), new Result("no outcome", 0, ""));
        tests.add(dynamicTest(attack.name(), () -> check(attack, result)));
      }
      tests.add(
          dynamicTest(
              "nothing that a document names is fetched",
              () -> assertThat(heads).noneMatch(head -> head.contains("/stolen"))));
      tests.add(
          dynamicTest(
              "most are known for what they are before the deadline",
              () ->
                  assertThat(results.values().stream().filter(HostileServerTest::isOver).count())
                      .isLessThan(attacks.size() / 2)));
      return tests.stream();
    }
  }

  /** On a busy machine the deadline may end any attack before it shows what it is. */
  private static boolean isOver(Result result) {
    return result.what().equals("Unavailable") && result.message().contains("in time");
  }

  private static void check(Attack attack, Result result) {
    if (!isOver(result)) {
      assertThat(attack.outcomes())
          .as("%s after %d ms: %s", result.what(), result.millis(), result.message())
          .contains(result.what());
    }
    assertThat(result.millis()).isLessThan(MOST_MILLIS);
    assertThat(result.message()).hasSizeLessThan(500).doesNotContain("\\n", "\u001b");
    if (!result.what().startsWith("ok")) {
      assertThat(result.message()).contains(attack.name());
    }
  }

  private static void prepare(RawServer server, List<Attack> attacks) {
    server.on("/vault/capabilities", Attacks.xml(Attacks.capabilities(server.base())));
    server.on("/vault/nodes", Attacks.xml(Attacks.node("ContainerNode", "", "<vos:nodes/>")));
    for (Attack attack : attacks) {
      server.on("/vault/nodes/" + attack.name(), attack.answer());
      server.on("/vault/files/" + attack.name(), attack.answer());
      if (attack.call() == Attack.Call.MOVE) {
        server.on(
            "/vault/transfers",
            out ->
                out.write(
                    "HTTP/1.1 303 X\r\nConnection: close\r\nContent-Length: 0\r\nLocation: /vault/jobs/1\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII)));
        server.on("/vault/jobs/1/phase", attack.answer());
      }
    }
  }

  private static Process start(List<String> arguments) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + MEGABYTES + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                classPath(),
                Victim.class.getName()));
    words.addAll(arguments);
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }

  /** As it is for this test, also when its runner has a class loader of its own. */
  private static String classPath() {
    if (HostileServerTest.class.getClassLoader() instanceof URLClassLoader loader) {
      return Stream.of(loader.getURLs())
          .map(URL::getPath)
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  private static Map<String, Result> results(String printed) {
    Map<String, Result> results = new HashMap<>();
    for (String line : printed.lines().toList()) {
      String[] parts = line.split("\t", 4);
      if (parts.length == 4) {
        results.put(parts[0], new Result(parts[1], Long.parseLong(parts[2]), parts[3]));
      }
    }
    return results;
  }

  private static String last(String text) {
    return text.substring(Math.max(0, text.length() - 2000));
  }
}
