package org.vosfs.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.Fault;
import org.vosfs.demo.Profile;
import org.vosfs.demo.ServiceState;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fs.OpenedFile;
import org.vosfs.fs.Reason;
import org.vosfs.testing.ServedRig;

/** What programs see of a service that is ill, and that nothing is lost: docs/ERRORS.md. */
class ServiceStatesTest {
  private static final byte[] OLD = "on the service".getBytes(StandardCharsets.UTF_8);
  private static final String NEW = "written meanwhile";

  /** The rows of the page. */
  @SuppressWarnings("ImmutableEnumChecker")
  private enum State {
    READ_ONLY("read-only maintenance", server -> server.state(ServiceState.READ_ONLY)),
    OFFLINE("offline maintenance", server -> server.state(ServiceState.OFFLINE)),
    BUSY_ONCE("503 with Retry-After, once", server -> add(server, 1, Fault.busy(2))),
    BUSY("503 with Retry-After, always", server -> always(server, Fault.busy(2))),
    THROTTLED_ONCE("429, once", server -> add(server, 1, Fault.status(429, "slow down"))),
    THROTTLED("429, always", server -> always(server, Fault.status(429, "slow down"))),
    GATEWAY_ONCE("502 with an HTML page, once", server -> add(server, 1, Fault.html(502))),
    GATEWAY("502 with an HTML page, always", server -> always(server, Fault.html(502))),
    PORTAL("200 with an HTML page, always", server -> always(server, Fault.html(200))),
    LOST("404 with an HTML page, always", server -> always(server, Fault.html(404))),
    AWAY("redirect to nowhere, always", server -> always(server, Fault.redirect(302, "ftp://x/")));

    private final String row;
    private final Consumer<DemoServer> begin;

    State(String row, Consumer<DemoServer> begin) {
      this.row = row;
      this.begin = begin;
    }

    private static void add(DemoServer server, int count, Fault fault) {
      server.faults().add("*", ".", count, fault);
    }

    private static void always(DemoServer server, Fault fault) {
      server.faults().always("*", ".", fault);
    }
  }

  /** The columns. */
  @SuppressWarnings("ImmutableEnumChecker")
  private enum Act {
    LOOK("look at a file", rig -> assertThat(size(rig, "/d/look")).isEqualTo(OLD.length)),
    LIST("list a directory", rig -> assertThat(names(rig, "/list")).contains("inside")),
    READ("read a file", rig -> assertThat(read(rig, "/d/read")).isEqualTo(OLD)),
    MAKE("make a directory", rig -> rig.fs.makeDirectory(Location.of("/made"), 0755)),
    REMOVE("remove a file", rig -> rig.fs.unlink(Location.of("/d/gone")));

    private final String column;
    private final Doing doing;

    Act(String column, Doing doing) {
      this.column = column;
      this.doing = doing;
    }
  }

  private interface Doing {
    void on(ServedRig rig) throws FsException;
  }

  @TempDir Path directory;

  private static List<List<String>> page() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("docs", "ERRORS.md"))) {
      inside = line.startsWith("| the service |") || (inside && line.startsWith("|"));
      if (inside && !line.startsWith("|---")) {
        rows.add(List.of(line.substring(2, line.length() - 2).split(" \\| ", -1)));
      }
    }
    return rows;
  }

  @Test
  void thePageHasEveryStateAndEveryAct() throws IOException {
    List<List<String>> page = page();
    assertThat(page.get(0))
        .isEqualTo(
            Stream.concat(Stream.of("the service"), Arrays.stream(Act.values()).map(a -> a.column))
                .toList());
    assertThat(page.stream().skip(1).map(row -> row.get(0)))
        .isEqualTo(Arrays.stream(State.values()).map(state -> state.row).toList());
  }

  @TestFactory
  Stream<DynamicTest> endsAsThePageSays() throws IOException {
    List<List<String>> page = page();
    List<DynamicTest> tests = new ArrayList<>();
    for (State state : State.values()) {
      List<String> row =
          page.stream().filter(one -> one.get(0).equals(state.row)).findFirst().orElseThrow();
      tests.add(dynamicTest(state.row, () -> run(state, row.subList(1, row.size()))));
    }
    return tests.stream();
  }

  private void run(State state, List<String> expected) throws Exception {
    List<String> got = new ArrayList<>();
    try (ServedRig rig =
        new ServedRig(
            directory.resolve(state.name()),
            demo -> demo,
            Profile.VAULT,
            remote ->
                remote.withDeadline(Duration.ofSeconds(20)).withStall(Duration.ofSeconds(5)))) {
      rig.server.space().mkdirs(rig.at("/d"));
      rig.server.space().mkdirs(rig.at("/list"));
      for (String name : List.of("/d/look", "/d/read", "/d/gone", "/list/inside", "/old")) {
        rig.putRemotely(name, OLD);
      }
      size(rig, "/old");
      for (Act act : Act.values()) {
        state.begin.accept(rig.server);
        got.add(outcome(rig, act));
        heal(rig);
      }
      assertThat(got).isEqualTo(expected);
      state.begin.accept(rig.server);
      rig.write("/old", NEW);
      rig.settle();
      heal(rig);
      for (int i = 0; i < 30 && !rig.uploads.status().isEmpty(); i++) {
        rig.time.advance(Duration.ofMinutes(11));
      }
      assertThat(new String(rig.stored("/old"), StandardCharsets.UTF_8)).isEqualTo(NEW);
    }
  }

  private static void heal(ServedRig rig) {
    rig.server.faults().clear();
    rig.server.state(ServiceState.READ_WRITE);
    // whatever was learned of the outage is forgotten
    rig.time.advance(Duration.ofMinutes(11));
    rig.httpTime.leap(Duration.ofMinutes(11));
  }

  private static String outcome(ServedRig rig, Act act) {
    try {
      act.doing.on(rig);
      return "done";
    } catch (FsException e) {
      assertThat(e.getMessage()).doesNotContain("\n").isNotBlank();
      return e.reason() == Reason.READ_ONLY
          ? "EROFS"
          : e.reason() == Reason.IO ? "EIO" : e.reason().name();
    }
  }

  private static long size(ServedRig rig, String path) throws FsException {
    return rig.fs.attributes(Location.of(path)).size();
  }

  private static List<String> names(ServedRig rig, String path) throws FsException {
    long handle = rig.fs.openDirectory(Location.of(path));
    try {
      List<String> names = new ArrayList<>();
      rig.fs.readDirectory(handle, 0, (name, number, type, next) -> names.add(name));
      return names;
    } finally {
      rig.fs.releaseDirectory(handle);
    }
  }

  private static byte[] read(ServedRig rig, String path) throws FsException {
    OpenedFile file = rig.fs.open(Location.of(path), OpenMode.READ);
    try {
      ByteBuffer into = ByteBuffer.allocate(OLD.length);
      rig.fs.read(file.handle(), 0, into);
      return into.array();
    } finally {
      rig.fs.release(file.handle());
    }
  }
}
