package org.vosfs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vosfs serve}. */
@Command(
    name = "serve",
    description = {
      "Serves a VOSpace from a directory, on 127.0.0.1 only, until it is interrupted.",
      "The first line on standard output is the URL that mount -o endpoint= takes."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {
      "",
      "Without users it is a space of one user who needs no credential and owns the container",
      "demo (vault, spec) or home/demo (cavern).",
      "",
      "Example:",
      "  vosfs serve --root ~/space --profile vault --port 8080"
    })
final class ServeCommand implements Callable<Integer> {
  private final Context context;

  @Option(
      names = "--root",
      required = true,
      paramLabel = "DIR",
      description = "holds the space; made when absent")
  private String root = "";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "which service to imitate: vault, cavern or spec (default: ${DEFAULT-VALUE})")
  private String profile = "vault";

  @Option(names = "--port", paramLabel = "N", description = "TCP port (default: any free one)")
  private int port;

  @Option(
      names = "--user",
      paramLabel = "NAME:TOKEN",
      description = "a user with a bearer token; may be repeated")
  private List<String> users = new ArrayList<>();

  @Option(
      names = "--latency",
      paramLabel = "MS",
      description = "delay every reply by so many milliseconds")
  private int latency;

  @Option(
      names = "--request-log",
      paramLabel = "FILE",
      description = "write one line for every request served")
  private @Nullable String requestLog;

  ServeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Path working = context.places().working();
    Serving.Request request =
        new Serving.Request(
            working.resolve(root),
            profile.toLowerCase(Locale.ROOT),
            port,
            users,
            latency,
            requestLog == null ? null : working.resolve(requestLog));
    return Serving.run(request, context.out());
  }
}
