package org.vosfs.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.config.ConfigException;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Settings;
import org.vosfs.config.SpaceName;
import org.vosfs.fuse.MountException;
import org.vosfs.http.Traffic;
import org.vosfs.http.Transport;
import org.vosfs.vospace.VospaceClient;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.RemoteVospaceClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vosfs doctor}. */
@Command(
    name = "doctor",
    description = "Looks for what keeps vosfs from working here, or from working well.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it can be mounted; notes may say what could be better", "1:it cannot"},
    footer = {
      "",
      "Without SPACE only this machine is looked at. Nothing is changed.",
      "",
      "Example:",
      "  vosfs doctor vos:ana -o token-file=~/.token"
    })
final class DoctorCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SPACE",
      description = "also asks its service, as mount would")
  private @Nullable String space;

  @CommandLine.Option(
      names = "-o",
      paramLabel = "OPTION[,OPTION...]",
      description = "options as mount would be given")
  private List<String> words = new ArrayList<>();

  @CommandLine.Option(names = "--json", description = "for scripts: {\"findings\": [...]}")
  private boolean json;

  DoctorCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Places places = context.places();
    MountOptions options = new MountOptions(places.working(), places.home());
    SpaceName name = SpaceName.parse(space == null ? "vos:" : space);
    Settings settings =
        Settings.read(
            options,
            new Settings.Sources(
                words, places.environment(), places.userConfig(), places.systemConfig()),
            name.key());
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.fine("vosfs", Version.text() + ", Java " + System.getProperty("java.version")));
    findings.addAll(
        new MachineCheckup(
                Path.of("/"), places.owner().isRoot(), places.environment(), MountRun.installed())
            .run());
    findings.addAll(
        new PlaceCheckup(
                settings.get(options.cacheDir), settings.get(options.cacheSize), System::nanoTime)
            .run());
    findings.addAll(dead(MountState.dead(places)));
    if (space != null) {
      findings.addAll(service(new MountRequest(name, Path.of("/"), options, settings)));
    }
    print(findings);
    boolean broken = findings.stream().anyMatch(f -> f.grade() == Finding.Grade.BROKEN);
    return broken ? ExitCode.FAILED : ExitCode.OK;
  }

  private static List<Finding> dead(List<MountState> mounts) {
    return mounts.stream()
        .map(
            mount ->
                Finding.warning(
                    "mount",
                    mount.entry().place() + " is dead: its process was killed",
                    mount.remedy()))
        .toList();
  }

  private List<Finding> service(MountRequest request) {
    ServiceAccess access =
        new ServiceAccess(context.places(), request.space(), request.options(), request.settings());
    List<Finding> findings = new ArrayList<>();
    try (Workers workers = new Workers()) {
      Transport.Surroundings around =
          ServiceAccess.surroundings(System::nanoTime, workers.timer(), new Traffic());
      findings.addAll(reached(access, request));
      CredentialChoice choice = credential(access, around, findings);
      if (choice != null) {
        try (VospaceClient client =
            RemoteVospaceClient.connect(
                access.remote().withCredentials(choice.credentials()), around)) {
          findings.addAll(new ServiceCheckup(System::nanoTime).service(client));
        }
      }
    } catch (MountException | VospaceException e) {
      findings.add(ServiceCheckup.broken(e));
    }
    return findings;
  }

  private static List<Finding> reached(ServiceAccess access, MountRequest request)
      throws MountException {
    WebProbe web = new WebProbe(access.http().tls().context(null), System::nanoTime);
    AccessCheckup checkup = new AccessCheckup(web, Instant::now);
    Optional<URI> endpoint = request.settings().find(request.options().endpoint);
    if (endpoint.isEmpty()) {
      endpoint =
          checkup.registries(
              request.settings().get(request.options().registry), access.requiredResource());
    }
    endpoint.ifPresent(checkup::service);
    return checkup.findings();
  }

  private static @Nullable CredentialChoice credential(
      ServiceAccess access, Transport.Surroundings around, List<Finding> findings) {
    try {
      CredentialChoice choice = access.credential(around);
      Finding finding = CredentialCheckup.of(choice, Instant.now());
      findings.add(finding);
      return finding.grade() == Finding.Grade.BROKEN ? null : choice;
    } catch (MountException e) {
      findings.add(CredentialCheckup.broken(String.valueOf(e.getMessage())));
      return null;
    }
  }

  private void print(List<Finding> findings) throws IOException {
    if (!json) {
      findings.forEach(finding -> context.out().print(finding.text()));
      return;
    }
    List<Map<String, Object>> all = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("grade", finding.grade().name().toLowerCase(Locale.ROOT));
      one.put("what", finding.what());
      one.put("found", finding.found());
      one.put("fix", finding.fix());
      all.add(one);
    }
    context.out().println(ForScripts.json(Map.of("findings", all)));
  }
}
