package org.vosfs.cli;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    footer = {"", "Example:", "  vosfs whoami vos:", "  vosfs whoami arc: -o auth=certificate"})
final class WhoamiCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private SpaceArguments arguments = new SpaceArguments();

  WhoamiCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ConfigException, MountException {
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
        tell(client.uriOf(NodePath.ROOT), client.traits().user().orElse(""), choice);
      }
      return ExitCode.OK;
    } catch (VospaceException e) {
      throw new MountException(String.valueOf(e.getMessage()), e);
    }
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
