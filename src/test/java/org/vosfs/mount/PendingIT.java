package org.vosfs.mount;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.vosfs.demo.Fault;
import org.vosfs.demo.FaultRule;
import org.vosfs.demo.Profile;
import org.vosfs.testing.CliMount;
import org.vosfs.testing.MountedSpace;
import org.vosfs.testing.Shell;
import org.vosfs.testing.Statement;
import org.vosfs.testing.Tree;

/** What a person learns of files that are not uploaded, and can do about them. */
@ParameterizedClass(name = "{0}")
@EnumSource(
    value = Profile.class,
    names = {"VAULT", "CAVERN"})
class PendingIT {
  @Parameter Profile profile = Profile.VAULT;
  @TempDir Path directory;

  @Test
  @Statement(
      "`vosfs sync` waits until everything at a place is on the service and tells what "
          + "is not; `vosfs pending` lists it")
  void whatIsUnsentIsToldAndWaitedFor() throws Exception {
    try (MountedSpace space = MountedSpace.open(profile, directory, "quiet=10m", "metrics=0")) {
      CliMount mount = space.mount();
      Path home = space.home();
      space.sh("mkdir d; echo in > 'd/a b'; echo out > out");
      assertThat(space.sh("getfattr -n user.vos.state --only-values out")).isEqualTo("staged");
      assertThat(mount.vosfs("pending", home.resolve("d").toString()).ok())
          .isEqualTo(home.resolve("d/a b") + "  3 B  staged");
      JsonNode all =
          new ObjectMapper()
              .readTree(mount.vosfs("pending", "--json", home.toString()).ok())
              .path("files");
      assertThat(all).hasSize(2);
      assertThat(all.get(0).path("size").asInt()).isEqualTo(3);

      String metrics = metrics(mount);
      assertThat(figures(metrics))
          .contains("vosfs_unsent_files 2.0", "vosfs_uploaded_files_total 0.0")
          .anyMatch(line -> line.startsWith("vosfs_mount_info{") && line.endsWith("} 1"));

      assertThat(mount.vosfs("sync", home.resolve("d").toString()).code()).isZero();
      assertThat(figures(metrics))
          .as("at the same address, what is so now")
          .contains("vosfs_unsent_files 1.0", "vosfs_uploaded_files_total 1.0")
          .anyMatch(line -> line.matches("vosfs_requests_total\\{method=\"PUT\",.*} [1-9].*"));
      assertThat(mount.vosfs("pending", home.resolve("d").toString()).ok()).isEmpty();
      assertThat(Tree.onServer(space.truth(), space.container())).containsKey("d/a b");
      assertThat(space.sh("getfattr -n user.vos.state --only-values 'd/a b'")).isEqualTo("clean");

      FaultRule full =
          space.server().faults().always("PUT", "/files", Fault.status(507, "quota exceeded"));
      space.sh("echo more > d/more; echo wrong > d/wrong");
      Shell.Result left = mount.vosfs("sync", home.toString());
      assertThat(left.code()).isEqualTo(3);
      assertThat(left.errors().lines())
          .isNotEmpty()
          .allMatch(line -> line.startsWith("vosfs: not uploaded: ") && line.contains("failed: "));
      Path copy = space.local("rescued").resolve("more");
      String more = home.resolve("d/more").toString();
      assertThat(mount.vosfs("export", more, copy.toString()).code()).isZero();
      assertThat(copy).hasContent("more");
      assertThat(mount.vosfs("discard", home.resolve("d/wrong").toString()).code()).isZero();
      full.end();
      Shell.Result nowhere = mount.vosfs("sync", directory.toString());
      assertThat(nowhere.code()).isEqualTo(1);
      assertThat(nowhere.errors().lines())
          .singleElement()
          .asString()
          .contains("not in a vosfs mount");
    }
  }

  /** Where Prometheus is to ask, as the status says. */
  private static String metrics(CliMount mount) throws Exception {
    String status = mount.vosfs("status", "--json", mount.root().toString()).ok();
    return new ObjectMapper().readTree(status).path("mounts").path(0).path("metrics").asText();
  }

  private static List<String> figures(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body()
        .lines()
        .toList();
  }

  @Test
  @Statement(
      "Plain `umount` returns at once while the rest is uploaded; a mount of the same space "
          + "meanwhile takes over from the process that does it, says so, and goes on")
  void theNextMountTakesOverFromOneThatStillUploads() throws Exception {
    try (MountedSpace space = MountedSpace.open(profile, directory, "stop-timeout=1s")) {
      FaultRule stalled = space.server().faults().always("PUT", "/files", Fault.stall());
      space.sh("echo kept > f");
      Shell.run(directory, List.of("umount", space.mount().root().toString()));
      Shell.Result next = space.mount().tryMount();
      assertThat(next.code()).as(next.toString()).isZero();
      assertThat(next.errors()).contains("taking over from it");
      assertThat(space.mount().daemons()).hasSize(1);
      assertThat(space.sh("cat f")).isEqualTo("kept");
      stalled.end();
      space.mount().awaitUploads();
      assertThat(Tree.onServer(space.truth(), space.container())).containsKey("f");
    }
  }
}
