package org.vosfs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vosfs.config.ConfigException;
import org.vosfs.config.MountOptions;
import org.vosfs.config.Settings;
import org.vosfs.config.SpaceName;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Profile;
import org.vosfs.fs.FileSystem;
import org.vosfs.fs.FsException;
import org.vosfs.fs.Location;
import org.vosfs.fs.OpenMode;
import org.vosfs.fuse.FuseLibrary;
import org.vosfs.fuse.FuseMount;
import org.vosfs.fuse.MountException;
import org.vosfs.fuse.MountSettings;
import org.vosfs.status.CommandException;
import org.vosfs.status.ControlClient;
import org.vosfs.status.ControlServer;

/**
 * Goes through a mount's life without the kernel's part, so that Java loads the classes a mount
 * needs. Java then writes them into an archive from which it starts in half the time.
 */
final class Rehearsal {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Context context;

  Rehearsal(Context context) {
    this.context = context;
  }

  void run()
      throws IOException,
          ConfigException,
          MountException,
          FsException,
          CommandException,
          InterruptedException {
    Path scratch = Files.createTempDirectory("vosfs-archive");
    try {
      Logs.toFile(scratch.resolve("log"), "debug");
      DemoSettings settings = DemoSettings.of(scratch.resolve("space"), Profile.VAULT);
      try (DemoServer server = DemoServer.start(settings)) {
        mount(scratch, server);
      }
    } finally {
      Logs.toStandardError("warn");
      remove(scratch);
    }
  }

  private void mount(Path scratch, DemoServer server)
      throws ConfigException,
          IOException,
          MountException,
          FsException,
          CommandException,
          InterruptedException {
    MountOptions options = new MountOptions(scratch, scratch);
    Path place = scratch.resolve("mnt");
    Settings settings =
        Settings.read(
            options,
            new Settings.Sources(
                List.of("endpoint=" + server.endpoint() + ",cache-dir=" + scratch.resolve("cache")),
                Map.of(),
                scratch.resolve("none"),
                scratch.resolve("none")),
            "vos");
    MountRequest request = new MountRequest(SpaceName.parse("vos:"), place, options, settings);
    try (Layers layers = context.layers().make(request)) {
      FuseMount.create(
          layers.files(),
          MountSettings.of(place, "vos:", 0, 0),
          FuseLibrary.load(FuseLibrary.Choice.AUTO, MountRun.installed()),
          new FuseMount.Surroundings(Thread::new, Instant::now, System::nanoTime));
      use(layers.files(), Location.of(Profile.VAULT.home(DemoSettings.SINGLE_USER) + "/file"));
      layers.unsent().hurry();
      layers.unsent().await(LIMIT);
      control(scratch.resolve("socket"), layers);
    }
  }

  private static void use(FileSystem files, Location at) throws FsException {
    long directory = files.openDirectory(Location.of("/"));
    files.readDirectory(directory, 0, (name, number, type, next) -> true);
    files.releaseDirectory(directory);
    long made = files.create(at, OpenMode.WRITE, 0600).handle();
    files.write(made, 0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    files.flush(made);
    files.release(made);
    long opened = files.open(at, OpenMode.READ).handle();
    files.read(opened, 0, ByteBuffer.allocateDirect(3));
    files.release(opened);
    files.attributes(at);
    files.usage(at);
  }

  private void control(Path socket, Layers layers) throws IOException, CommandException {
    Map<String, org.vosfs.status.Command> commands =
        Map.of("status", (request, progress) -> layers.unsent().pending().asMap());
    try (ControlServer server =
        ControlServer.start(
            socket,
            commands,
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            })) {
      new ControlClient(socket).ask("status", Map.of(), line -> {}, LIMIT);
    }
    new ObjectMapper().writeValueAsString(layers.status());
    StatusReport.collect(context.places(), null).text();
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
