package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vosfs cache}. */
@Command(
    name = "cache",
    description = "Shows, empties or checks the caches of running mounts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  vosfs cache status", "  vosfs cache verify ~/vos"})
final class CacheCommand implements Runnable {
  private static final String WHERE = "where it is mounted (default: all mounts of this user)";

  private final Context context;
  @Spec private CommandSpec spec = CommandSpec.create();

  CacheCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? status, clear or verify");
  }

  private static String size(JsonNode bytes) {
    return Amounts.bytes(bytes.asLong());
  }

  @Command(
      name = "status",
      footer = {"", "Example:", "  vosfs cache status ~/vos", "  vosfs cache status --json"},
      description = "How much is cached, of how much, and how often it helped.",
      mixinStandardHelpOptions = true)
  int status(
      @Parameters(arity = "0..1", paramLabel = "DIR", description = WHERE)
          @Nullable String directory,
      @Option(
              names = "--json",
              description =
                  "for scripts: {\"mounts\": [...]}, each with mountPoint, bytes, limit, ...")
          boolean json)
      throws IOException, CommandException {
    List<JsonNode> mounts = new ArrayList<>();
    for (MountOf mount : MountOf.all(context.places(), directory)) {
      JsonNode cache = mount.ask("status", Map.of(), state -> {}).path("cache");
      if (json) {
        mounts.add(report(mount, cache));
        continue;
      }
      context
          .out()
          .printf(
              "%s: %s of %s in %d files in %s; %d reads served from it, %d fetched (%s)%n",
              mount.mountPoint(),
              size(cache.path("bytes")),
              size(cache.path("limit")),
              cache.path("files").asLong(),
              cache.path("directory").asText(),
              cache.path("hits").asLong(),
              cache.path("misses").asLong(),
              size(cache.path("fetchedBytes")));
    }
    if (json) {
      context.out().println(ForScripts.json(Map.of("mounts", mounts)));
    }
    return ExitCode.OK;
  }

  private static ObjectNode report(MountOf mount, JsonNode cache) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("mountPoint", mount.mountPoint().toString());
    if (cache instanceof ObjectNode counters) {
      shown.setAll(counters);
    }
    return shown;
  }

  @Command(
      name = "clear",
      footer = {"", "Example:", "  vosfs cache clear ~/vos"},
      description = "Drops all cached content; what is not uploaded yet stays.",
      mixinStandardHelpOptions = true)
  int clear(
      @Parameters(arity = "0..1", paramLabel = "DIR", description = WHERE)
          @Nullable String directory)
      throws IOException, CommandException {
    for (MountOf mount : MountOf.all(context.places(), directory)) {
      JsonNode result = mount.ask("cache-clear", Map.of(), state -> {});
      context.out().printf("%s: %s dropped%n", mount.mountPoint(), size(result.path("bytes")));
    }
    return ExitCode.OK;
  }

  @Command(
      name = "verify",
      footer = {"", "Example:", "  vosfs cache verify ~/vos"},
      description = {
        "Reads all cached content and compares checksums; what is damaged is dropped and fetched",
        "again when needed. The exit code is 1 when something was."
      },
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(arity = "0..1", paramLabel = "DIR", description = WHERE)
          @Nullable String directory)
      throws IOException, CommandException {
    long damaged = 0;
    for (MountOf mount : MountOf.all(context.places(), directory)) {
      LiveLine line = LiveLine.on(context.out());
      JsonNode result =
          mount.ask(
              "cache-verify",
              Map.of(),
              state ->
                  line.show(LiveLine.bar(state.path("bytes").asLong(), state.path("of").asLong())));
      line.end();
      damaged += result.path("damaged").asLong();
      context
          .out()
          .printf(
              "%s: %s in %d files read, %d damaged blocks dropped%n",
              mount.mountPoint(),
              size(result.path("bytes")),
              result.path("files").asLong(),
              result.path("damaged").asLong());
    }
    return damaged == 0 ? ExitCode.OK : ExitCode.FAILED;
  }
}
