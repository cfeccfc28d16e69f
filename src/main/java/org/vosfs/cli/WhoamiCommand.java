package org.vosfs.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.vosfs.auth.Credentials;
import org.vosfs.base.NodePath;
import org.vosfs.config.ConfigException;
import org.vosfs.fuse.MountException;
import org.vosfs.http.Traffic;
import org.vosfs.http.Transport;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.RemoteVospaceClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vosfs whoami}. */
@Command(
    name = "whoami",
    description = {
      "Asks the service of SPACE who you are there, and tells which credential was used and why."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the service answers; the user may be nobody",
      "1:it does not, or refuses the credential"
    },
    footer = {
      "",
      "Example:",
      "  vosfs whoami vos:",
      "  vosfs whoami arc: -o auth=certificate",
      "  vosfs whoami vos: --json | jq -r .user"
    })
final class WhoamiCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private SpaceArguments arguments = new SpaceArguments();

  @Option(
      names = "--json",
      description = {
        "for scripts: space, user (left out for nobody), notUsed, and credential with source,",
        "reason, and identity, expires and secondsLeft where they are known"
      })
  private boolean json;

  WhoamiCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ConfigException, MountException, IOException {
    Logs.toStandardError("error");
    SpaceArguments.Resolved asked = arguments.resolve(context.places());
    try (Workers workers = new Workers()) {
      Transport.Surroundings around =
          ServiceAccess.surroundings(System::nanoTime, workers.timer(), new Traffic());
      ServiceAccess access = asked.access();
      CredentialChoice choice = access.credential(around);
      try (RemoteVospaceClient client =
          RemoteVospaceClient.connect(
              access.remote().withCredentials(choice.credentials()), around)) {
        String uri = client.uriOf(NodePath.ROOT);
        String user = client.traits().user().orElse("");
        if (json) {
          context.out().println(ForScripts.json(report(uri, user, choice, Instant.now())));
        } else {
          tell(uri, user, choice);
        }
      }
      return ExitCode.OK;
    } catch (VospaceException e) {
      throw new MountException(String.valueOf(e.getMessage()), e);
    }
  }

  /** For scripts. */
  static Map<String, Object> report(String uri, String user, CredentialChoice choice, Instant now) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("space", uri);
    if (!user.isEmpty()) {
      all.put("user", user);
    }
    all.put("credential", CredentialReport.of(choice, now));
    all.put("notUsed", choice.passedOver());
    return all;
  }

  private void tell(String uri, String user, CredentialChoice choice) {
    PrintStream out = context.out();
    line(out, "space", uri);
    line(out, "user", user.isEmpty() ? "nobody (anonymous)" : user);
    Credentials credentials = choice.credentials();
    line(out, "credential", credentials.description());
    line(out, "because", choice.reason());
    credentials.identity().ifPresent(name -> line(out, "identity", name));
    credentials
        .expires()
        .ifPresent(
            end ->
                line(
                    out,
                    "valid",
                    "until "
                        + end.truncatedTo(ChronoUnit.SECONDS)
                        + " ("
                        + Validity.words(java.time.Duration.between(Instant.now(), end))
                        + ")"));
    choice.passedOver().forEach(other -> line(out, "not used", other));
  }

  static void line(PrintStream out, String label, String value) {
    out.printf("%-11s %s%n", label, value);
  }
}
