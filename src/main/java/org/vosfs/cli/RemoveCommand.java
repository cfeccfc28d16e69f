package org.vosfs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vosfs.fuse.MountException;
import org.vosfs.status.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vosfs rm}. */
@Command(
    name = "rm",
    description = {
      "Removes as rm does, without asking; directories by one job of the service, whatever they hold.",
      "Links are removed themselves, never what they lead to. What is below PATH and not uploaded"
          + " yet is thrown away; files that are open stay readable for those who have them open."
          + " Interrupting it ends the job: what is removed by then is gone.",
      "What takes long tells the state of the job, and how much is removed where the service counts"
          + " it, else how much is still listed.",
      "Where the service has no such job, everything is removed one by one."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all of it is gone",
      "1:something is not; one line for each PATH says why, and what is left"
    },
    footer = {"", "Example:", "  vosfs rm -r ~/vos/run1"})
final class RemoveCommand implements Callable<Integer> {
  private static final Duration SIGHT = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final long QUIET_SECONDS = 3;

  private final Context context;
  private final LiveLine line;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "in a mount")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = {"-r", "-R", "--recursive"},
      description = "directories, too, with everything below them")
  private boolean recursive;

  @Option(
      names = {"-f", "--force"},
      description = "what does not exist is no failure")
  private boolean force;

  RemoveCommand(Context context) {
    this.context = context;
    this.line = LiveLine.on(context.err());
  }

  @Override
  public Integer call() {
    int failed = 0;
    for (String path : paths) {
      String problem = "";
      try {
        problem = remove(path);
      } catch (NoSuchFileException e) {
        problem = force ? "" : "no such file or directory";
      } catch (FileSystemException e) {
        problem = e.getReason() == null ? e.toString() : e.getReason();
      } catch (IOException | MountException | CommandException e) {
        problem = String.valueOf(e.getMessage());
      }
      if (!problem.isEmpty()) {
        context.err().println("vosfs: " + path + ": " + problem);
        failed++;
      }
    }
    return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Returns why it is not gone; nothing when it is. */
  private String remove(String path) throws IOException, MountException, CommandException {
    InMount at = InMount.ofName(context.places(), path);
    Path place = at.outside(at.inside());
    if (at.inside().equals("/")) {
      return "is the mount itself; vosfs umount ends it";
    }
    BasicFileAttributes attributes =
        Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      Files.delete(place);
      return "";
    }
    if (!recursive) {
      return "is a directory; -r removes it with everything in it";
    }
    return removeTree(at, place);
  }

  private String removeTree(InMount at, Path place) throws IOException, CommandException {
    long start = System.nanoTime();
    JsonNode result =
        new Asking(context.places())
            .ask(at, "remove-tree", Map.of(), state -> show(place, state, start));
    line.end();
    if (result.has("unsupported")) {
      removeOneByOne(place);
      return "";
    }
    if (result.path("complete").asBoolean()) {
      awaitSight(place);
      return "";
    }
    return result.path("removed").asLong()
        + " removed, "
        + result.path("failed").asLong()
        + " could not be (a lock, or no right to); what is left: find "
        + place;
  }

  /** As silent as rm, unless it takes long. */
  private void show(Path place, JsonNode state, long start) {
    long seconds = (System.nanoTime() - start) / 1_000_000_000L;
    if (seconds >= QUIET_SECONDS) {
      String known = TreeText.progress(state, "removed");
      line.show(
          "removing " + place + ": " + (known.isEmpty() ? "" : known + ", ") + seconds + " s");
    }
  }

  /** libfuse 2 takes nothing back: the kernel goes on showing the name for up to a second. */
  private static void awaitSight(Path place) throws IOException, CommandException {
    boolean unused =
        Waiting.until(() -> !Files.exists(place, LinkOption.NOFOLLOW_LINKS), PAUSE, SIGHT);
  }

  private static void removeOneByOne(Path place) throws IOException {
    Files.walkFileTree(
        place,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
