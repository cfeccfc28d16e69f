package org.vosfs.hostile;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.vosfs.base.NodePath;
import org.vosfs.base.Ticker;
import org.vosfs.http.Transport;
import org.vosfs.vospace.ContentSink;
import org.vosfs.vospace.Detail;
import org.vosfs.vospace.Download;
import org.vosfs.vospace.Node;
import org.vosfs.vospace.Version;
import org.vosfs.vospace.VospaceException;
import org.vosfs.vospace.remote.RemoteSettings;
import org.vosfs.vospace.remote.RemoteVospaceClient;

/**
 * A client in a process of its own, with little memory, that asks a hostile server for everything.
 * Prints a line for each attack: its name, what came of it, the milliseconds it took, the message.
 */
public final class Victim {
  /** Longest time of a call, and longest silence, as set. */
  static final Duration LIMIT = Duration.ofSeconds(2);

  private Victim() {}

  /**
   * Entry point.
   *
   * @param words the base URL, then {@code CALL:name} for each attack
   */
  public static void main(String[] words) throws Exception {
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    ExecutorService callers = Executors.newFixedThreadPool(6);
    Ticker ticker = System::nanoTime;
    Transport.Surroundings around =
        new Transport.Surroundings(
            ticker,
            new Random(1),
            pause -> TimeUnit.NANOSECONDS.sleep(Math.min(pause.toNanos(), 10_000_000)),
            timer);
    RemoteSettings settings =
        RemoteSettings.of(words[0] + "/vault", NodePath.ROOT, "victim")
            .withDeadline(LIMIT)
            .withStall(LIMIT);
    try (RemoteVospaceClient client = RemoteVospaceClient.connect(settings, around)) {
      List<Future<String>> results = new ArrayList<>();
      for (String word : List.of(words).subList(1, words.length)) {
        results.add(callers.submit(() -> outcome(client, word)));
      }
      for (Future<String> result : results) {
        System.out.println(result.get());
      }
    }
    callers.shutdown();
    timer.shutdown();
  }

  private static String outcome(RemoteVospaceClient client, String word) {
    String name = word.substring(word.indexOf(':') + 1);
    NodePath path = NodePath.of("/" + name);
    long start = System.nanoTime();
    String what;
    String message = "";
    try {
      what = "ok " + call(client, Attack.Call.valueOf(word.substring(0, word.indexOf(':'))), path);
    } catch (VospaceException e) {
      what = e.getClass().getSimpleName();
      message = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      what = "bug: " + e;
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    return name + "\t" + what + "\t" + millis + "\t" + message.replace("\n", "\\n");
  }

  private static String call(RemoteVospaceClient client, Attack.Call call, NodePath path)
      throws VospaceException {
    switch (call) {
      case NODE -> {
        Node node = client.node(path, Detail.PROPERTIES);
        String date = node.properties().date().map(d -> d.toString().substring(0, 17)).orElse("-");
        return (node instanceof Node.Data data ? data.length() : 0) + " " + date;
      }
      case LIST -> {
        int[] count = {0};
        client.list(path, child -> count[0]++);
        return String.valueOf(count[0]);
      }
      case MOVE -> {
        client.move(path, NodePath.of("/elsewhere"));
        return "";
      }
      default -> {
        Counting sink = new Counting();
        try (Download download = client.download(path)) {
          download.read(0, 3, sink);
        }
        return String.valueOf(sink.count);
      }
    }
  }

  private static final class Counting implements ContentSink {
    private long count;

    @Override
    public boolean begin(Version version, long offset) {
      return true;
    }

    @Override
    public boolean bytes(ByteBuffer buffer) {
      count += buffer.remaining();
      buffer.position(buffer.limit());
      return true;
    }
  }
}
