package org.vosfs.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.auth.BasicPassword;
import org.vosfs.auth.Credentials;
import org.vosfs.auth.Netrc;
import org.vosfs.auth.ProxyCertificate;
import org.vosfs.config.ConfigException;
import org.vosfs.fuse.MountException;
import org.vosfs.http.Traffic;
import org.vosfs.http.Transport;
import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.AccountServices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vosfs login}. */
@Command(
    name = "login",
    description = {
      "Gets a certificate (or with --token a token) for the service of SPACE and keeps it where",
      "mounts look for it; running mounts use it within seconds. Name and password come from",
      "~/.netrc, or are asked for."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; with --status: there is a credential, and it has not expired",
      "1:not; with --status: there is none, or it has expired"
    },
    footer = {
      "",
      "Example:",
      "  vosfs login --days-valid 30",
      "  vosfs login --status || vosfs login",
      "  vosfs login --status --json | jq .credential.secondsLeft",
      "  vosfs login --token arc:"
    })
final class LoginCommand implements Callable<Integer> {
  private static final int MOST_DAYS = 3650;

  private final Context context;

  @Mixin private SpaceArguments arguments = new SpaceArguments();

  @Option(
      names = "--days-valid",
      paramLabel = "N",
      description = "days wanted; the service may grant less (default: ${DEFAULT-VALUE})")
  private int days = 10;

  @Option(names = "--token", description = "a token instead of a certificate")
  private boolean token;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "ask for the password of NAME, and do not look into ~/.netrc")
  private @Nullable String user;

  @Option(
      names = "--status",
      description = "only tell which credential there is, whose, and how long it is valid")
  private boolean status;

  @Option(
      names = "--json",
      description = {
        "with --status, for scripts: valid (true or false), notUsed, and credential with source,",
        "reason, and identity, expires, secondsLeft and problem where they are known"
      })
  private boolean json;

  LoginCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ConfigException, MountException, IOException {
    Logs.toStandardError("error");
    if (days < 1 || days > MOST_DAYS) {
      throw new ConfigException("--days-valid " + days + " is not 1 to " + MOST_DAYS);
    }
    if (json && !status) {
      throw new ConfigException("--json goes with --status only");
    }
    SpaceArguments.Resolved asked = arguments.resolve(context.places());
    try (Workers workers = new Workers()) {
      Transport.Surroundings around =
          ServiceAccess.surroundings(System::nanoTime, workers.timer(), new Traffic());
      return status ? status(asked, around) : login(asked, around);
    } catch (VospaceException e) {
      throw new MountException(String.valueOf(e.getMessage()), e);
    }
  }

  private int status(SpaceArguments.Resolved asked, Transport.Surroundings around)
      throws MountException, IOException {
    CredentialChoice choice = asked.access().credential(around);
    if (json) {
      Map<String, Object> report = report(choice, Instant.now());
      context.out().println(ForScripts.json(report));
      return Boolean.TRUE.equals(report.get("valid")) ? ExitCode.OK : ExitCode.FAILED;
    }
    return tell(choice);
  }

  /** For scripts. */
  static Map<String, Object> report(CredentialChoice choice, Instant now) {
    Map<String, Object> credential = CredentialReport.of(choice, now);
    boolean isEnded = choice.credentials().expires().filter(now::isAfter).isPresent();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(
        "valid",
        !choice.credentials().methods().isEmpty()
            && !credential.containsKey("problem")
            && !isEnded);
    all.put("credential", credential);
    all.put("notUsed", choice.passedOver());
    return all;
  }

  private int tell(CredentialChoice choice) {
    Credentials credentials = choice.credentials();
    if (credentials.methods().isEmpty()) {
      context.out().println("no credential: " + String.join("; ", choice.passedOver()));
      return ExitCode.FAILED;
    }
    WhoamiCommand.line(context.out(), "credential", credentials.description());
    try {
      var unused = credentials.proof();
    } catch (IOException e) {
      WhoamiCommand.line(context.out(), "problem", String.valueOf(e.getMessage()));
      return ExitCode.FAILED;
    }
    credentials.identity().ifPresent(name -> WhoamiCommand.line(context.out(), "identity", name));
    Optional<Instant> end = credentials.expires();
    Duration left = Duration.between(Instant.now(), end.orElse(Instant.MAX.minusSeconds(1)));
    end.ifPresent(
        at ->
            WhoamiCommand.line(
                context.out(),
                "valid",
                "until " + at.truncatedTo(ChronoUnit.SECONDS) + " (" + Validity.words(left) + ")"));
    return left.isNegative() ? ExitCode.FAILED : ExitCode.OK;
  }

  private int login(SpaceArguments.Resolved asked, Transport.Surroundings around)
      throws MountException, VospaceException, IOException {
    AccountServices accounts = asked.access().accounts(around);
    Url place = token ? accounts.tokens() : accounts.certificates();
    BasicPassword who = who(asked, place);
    Path file;
    if (token) {
      file = CredentialChoice.tokenFile(asked.places(), asked.options(), asked.settings());
      SecretFile.write(file, accounts.token(place, who).strip() + "\n");
    } else {
      file = CredentialChoice.certificateFile(asked.places(), asked.options(), asked.settings());
      String pem = accounts.certificate(place, days, who);
      ProxyCertificate.check(pem, "what " + place.origin() + " gave");
      SecretFile.write(file, pem);
    }
    context.out().println("logged in as " + who.name() + "; kept in " + file);
    return ExitCode.OK;
  }

  @SuppressWarnings("SystemConsoleNull") // of Java 22 and later: reads to the end of the input then
  private BasicPassword who(SpaceArguments.Resolved asked, Url place) throws IOException {
    String host = place.origin().host();
    Path netrc = asked.settings().get(asked.options().netrcFile);
    if (user == null) {
      Optional<BasicPassword> known = Netrc.read(netrc).of(host);
      if (known.isPresent()) {
        return known.get();
      }
    }
    Console console = System.console();
    if (console == null) {
      throw new IOException(
          netrc + " has no entry for " + host + ", and there is no terminal to ask on");
    }
    String name = user != null ? user : console.readLine("Name at %s: ", host);
    char[] password = console.readPassword("Password of %s at %s: ", name, host);
    if (name == null || name.isBlank() || password == null) {
      throw new IOException("no name and password, no login");
    }
    return new BasicPassword(name.strip(), new String(password));
  }
}
