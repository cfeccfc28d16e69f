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
      "  vosfs serve --root ~/space --profile vault --port 8080",
      "  vosfs mount vos: ~/vos -o endpoint=http://127.0.0.1:8080/vault",
      "",
      "With users it gives tokens, and certificates, for name and password; the password is the",
      "name. To see what happens when a token ends:",
      "  vosfs serve --root ~/space --port 8080 --user ana:secret --token-lifetime 60",
      "  vosfs login --token --endpoint http://127.0.0.1:8080/vault",
      "  vosfs mount vos: ~/vos -o endpoint=http://127.0.0.1:8080/vault",
      "",
      "With certificates of your own (their common name is the user):",
      "  vosfs serve --root ~/space --port 8443 --user ana:secret --tls server.p12 \\",
      "    --client-ca ca.pem --certificates given",
      "  vosfs login -o endpoint=https://127.0.0.1:8443/vault,ca-file=ca.pem",
      "",
      "Its registry is at the same port: -o registry=http://127.0.0.1:8080/reg, with the names",
      "resource=ivo://demo.vosfs.org/vault (or cavern, spec)."
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
      names = "--token-lifetime",
      paramLabel = "SECONDS",
      description = {
        "tokens that are given for name and password are refused after so long",
        "(default: never, and the user's own token is given)"
      })
  private int tokenLifetime;

  @Option(
      names = "--listing-lag",
      paramLabel = "SECONDS",
      description = "vault: listings show an upload so much later (default: at once)")
  private int listingLag;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "read-write, read-only or offline, as in maintenance (default: ${DEFAULT-VALUE})")
  private String state = "read-write";

  @Option(
      names = "--tls",
      paramLabel = "FILE",
      description = "serve HTTPS with the key and certificate in this PKCS#12 file")
  private @Nullable String tls;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "its first line is the password of the PKCS#12 file (default: none)")
  private @Nullable String tlsPassword;

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description = {
        "PEM file with the authorities whose client certificates are users: by common name;",
        "proxy certificates stand for the certificate that signed them"
      })
  private @Nullable String clientCa;

  @Option(
      names = "--certificates",
      paramLabel = "DIR",
      description = "vosfs login as NAME gets the file NAME.pem in it (default: none is given)")
  private @Nullable String certificates;

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
            requestLog == null ? null : working.resolve(requestLog),
            new Serving.Service(tokenLifetime, listingLag, state.toLowerCase(Locale.ROOT)),
            tls == null
                ? null
                : new Serving.Tls(
                    working.resolve(tls),
                    inside(working, tlsPassword),
                    inside(working, clientCa),
                    inside(working, certificates)));
    if (tls == null && (tlsPassword != null || clientCa != null || certificates != null)) {
      throw new ConfigException(
          "--tls-password-file, --client-ca and --certificates need --tls FILE");
    }
    return Serving.run(request, context.out());
  }

  private static @Nullable Path inside(Path working, @Nullable String name) {
    return name == null ? null : working.resolve(name);
  }
}
