package org.vosfs.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.NodePath;
import org.vosfs.contract.Content;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.testing.ServedRig;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.RemoteVospaceClient;

/** A service whose node records hear of bytes long after its storage sites (protocol §21.2). */
class LateRecordsTest {
  @TempDir Path directory;

  @Test
  @Statement(
      "A file that somebody else has just stored is looked up with its length, also while the"
          + " service's records still say that it is empty")
  void whatOthersHaveJustStoredIsNotEmpty() throws Exception {
    UnaryOperator<DemoSettings> late =
        settings ->
            settings.with(b -> b.withSeparateDatabases(true).withListingLag(Duration.ofMinutes(5)));
    try (ServedRig rig = new ServedRig(directory, late, Profile.VAULT, UnaryOperator.identity())) {
      RemoteSettings settings =
          RemoteSettings.of(
              rig.server.endpoint().toString(), NodePath.of(rig.at("")), "vosfs-test");
      try (RemoteVospaceClient other =
          RemoteVospaceClient.connect(settings, rig.httpTime.surroundings())) {
        other.upload(NodePath.of("/f"), new Content.Body("abc".getBytes(StandardCharsets.UTF_8)));
      }
      assertThat(rig.fs.attributes(Location.of("/f")).size()).isEqualTo(3);
      OpenedFile file = rig.fs.open(Location.of("/f"), OpenMode.READ);
      ByteBuffer into = ByteBuffer.allocate(10);
      rig.fs.read(file.handle(), 0, into);
      rig.fs.release(file.handle());
      assertThat(StandardCharsets.UTF_8.decode(into.flip()).toString()).isEqualTo("abc");
    }
  }
}
