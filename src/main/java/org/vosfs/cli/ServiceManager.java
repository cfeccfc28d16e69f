package org.vosfs.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the mount is, by sd_notify(3): ready, alive, what it does, and that it ends.
 * Does nothing when no service manager asked for it. Thread-safe.
 */
final class ServiceManager {
  private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);
  private static final Duration REFRESH = Duration.ofSeconds(10);

  /** Beyond the time for uploads: unmounting twice, and closing the journal. */
  private static final Duration END = Duration.ofSeconds(40);

  /** Takes one message. */
  @FunctionalInterface
  interface Channel {
    void send(String text) throws IOException;
  }

  private final @Nullable Channel channel;
  private final Duration pause;
  private volatile boolean stopping;

  private ServiceManager(@Nullable Channel channel, Duration pause) {
    this.channel = channel;
    this.pause = pause;
  }

  /**
   * The one that started this process.
   *
   * @param environment of the process
   * @param pid of this process; a watchdog meant for another one is none
   * @param connect makes a channel of the address in NOTIFY_SOCKET
   */
  static ServiceManager of(Map<String, String> environment, long pid, Connect connect) {
    String address = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (address.isEmpty()) {
      return new ServiceManager(null, REFRESH);
    }
    try {
      return new ServiceManager(connect.to(address), pause(environment, pid));
    } catch (IOException e) {
      log.warn("the service manager cannot be told: {}", e.getMessage());
      return new ServiceManager(null, REFRESH);
    }
  }

  /** Makes a channel. */
  @FunctionalInterface
  interface Connect {
    Channel to(String address) throws IOException;
  }

  /** A third of what the watchdog allows, so that one late message does not end the mount. */
  private static Duration pause(Map<String, String> environment, long pid) {
    String mine = environment.getOrDefault("WATCHDOG_PID", String.valueOf(pid));
    try {
      long micros = Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0"));
      if (micros > 0 && mine.equals(String.valueOf(pid))) {
        Duration third = Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros) / 3);
        return third.compareTo(REFRESH) < 0 ? third : REFRESH;
      }
    } catch (NumberFormatException e) {
      log.debug("WATCHDOG_USEC is no number");
    }
    return REFRESH;
  }

  boolean isListening() {
    return channel != null;
  }

  /** How often {@link #alive} is to be called. */
  Duration pause() {
    return pause;
  }

  /** The mount answers. */
  void ready(String state) {
    send("READY=1\nSTATUS=" + line(state));
  }

  /**
   * Says that all is well, having looked.
   *
   * @param state asks the mount how it is; when it hangs, nothing is said, and the watchdog acts
   */
  void alive(Supplier<String> state) {
    String text = line(state.get());
    send(stopping ? "WATCHDOG=1" : "WATCHDOG=1\nSTATUS=" + text);
  }

  /**
   * The mount was told to end.
   *
   * @param uploads how long it will wait for uploads; the manager gives it that long
   */
  void stopping(Duration uploads) {
    stopping = true;
    send(
        "STOPPING=1\nSTATUS=uploading what is left\nEXTEND_TIMEOUT_USEC="
            + TimeUnit.NANOSECONDS.toMicros(uploads.plus(END).toNanos()));
  }

  private static String line(String text) {
    return text.replace('\n', ' ');
  }

  private void send(String text) {
    Channel to = channel;
    if (to == null) {
      return;
    }
    try {
      to.send(text);
    } catch (IOException e) {
      log.debug("the service manager was not told: {}", e.getMessage());
    }
  }
}
