package org.vosfs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.LoggedRequest;
import org.vosfs.demo.Profile;
import org.vosfs.demo.Space;

/**
 * A single-user space mounted by the command line, with the server in this process: what it was
 * asked and what it holds on disk can be looked at. Closing it ends everything.
 */
public final class MountedSpace implements AutoCloseable {
  private final Profile profile;
  private final DemoServer server;
  private final CliMount mount;
  private String area = "";

  private MountedSpace(Profile profile, DemoServer server, CliMount mount) {
    this.profile = profile;
    this.server = server;
    this.mount = mount;
  }

  /**
   * Serves a new space and mounts it.
   *
   * @param directory empty; for the space, the mount point and the caches
   */
  public static MountedSpace open(Profile profile, Path directory, String... options)
      throws IOException, InterruptedException {
    Mounted.assumeFuse();
    Path real = directory.toRealPath();
    DemoServer server = DemoServer.start(DemoSettings.of(real.resolve("space"), profile));
    try {
      Vosfs program = new Vosfs(Files.createDirectories(real.resolve("user")));
      CliMount mount = new CliMount(program, real, server.endpoint());
      MountedSpace space = new MountedSpace(profile, server, mount);
      try {
        List.of(options).forEach(mount::option);
        mount.mount();
        return space;
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        mount.close();
        throw e;
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  public CliMount mount() {
    return mount;
  }

  public DemoServer server() {
    return server;
  }

  /** The server's own view. */
  public Space truth() {
    return server.space();
  }

  /**
   * Goes on in a container of its own, made by somebody else: the mount has not seen it yet. From
   * here on it is what {@link #container} and {@link #home} name.
   *
   * @param name unused until now, of letters, digits and hyphens
   */
  public void enter(String name) {
    area = "/" + name;
    truth().mkdirs(container());
  }

  /** The whole writable container again. */
  private void leave() {
    area = "";
  }

  /** Path of the writable container on the server. */
  public String container() {
    return profile.home(DemoSettings.SINGLE_USER) + area;
  }

  /** The writable directory in the mount. */
  public Path home() {
    return mount.root().resolve(container().substring(1));
  }

  /** A directory beside the mount, on the local disk. */
  public Path local(String name) throws IOException {
    return Files.createDirectories(
        mount.root().resolveSibling("local" + area.replace('/', '-')).resolve(name));
  }

  /** Whether the mount is there and its process lives. */
  public boolean isAlive() throws IOException {
    return mount.isMounted() && !mount.daemons().isEmpty();
  }

  /** Runs a shell script in the writable directory; it must succeed. */
  public String sh(String script) throws IOException, InterruptedException {
    return mount.sh(home(), script).ok();
  }

  /** Runs a Python program in the writable directory, by the system's Python; it must succeed. */
  public String python(String program) throws IOException, InterruptedException {
    Path file = local("python").resolve("program.py");
    Files.writeString(file, program);
    return Shell.run(home(), List.of("/usr/bin/python3", file.toString())).ok();
  }

  /** What the server was asked meanwhile: method, path and query. */
  public List<String> requests(Action action) throws IOException, InterruptedException {
    server.requests().clear();
    action.run();
    return server.requests().snapshot().stream().map(LoggedRequest::line).toList();
  }

  /** Something to do. */
  @FunctionalInterface
  public interface Action {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Uploads and unmounts, and compares, over everything that was entered: what the mount showed,
   * what is on the server's disk, and what a new mount with an empty cache shows. The last on one
   * kind of service, with {@code bin/test --full} on all.
   */
  public void settle() throws IOException, InterruptedException {
    leave();
    SortedMap<String, String> shown = Tree.below(home());
    mount.umount();
    SortedMap<String, String> onDisk = Tree.onServer(truth(), container());
    assertThat(onDisk).as("on the server's disk, compared with the mount").isEqualTo(shown);
    assertThat(onDisk.keySet())
        .as("no stray names on the server")
        .noneMatch(name -> name.contains(".fuse_hidden") || name.contains(".vosfs-"));
    if (profile == Profile.VAULT || Boolean.getBoolean("vosfs.full")) {
      mount.freshCache();
      mount.mount();
      assertThat(Tree.below(home())).as("in a new mount with an empty cache").isEqualTo(shown);
      mount.umount();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      mount.close();
    } finally {
      server.close();
    }
  }
}
