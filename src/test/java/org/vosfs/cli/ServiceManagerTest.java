package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceManagerTest {
  private static final long PID = 42;

  private final List<String> told = new ArrayList<>();

  private ServiceManager manager(Map<String, String> environment) {
    return ServiceManager.of(
        environment,
        PID,
        address -> {
          assertThat(address).isEqualTo("/run/notify");
          return told::add;
        });
  }

  @Test
  void theLifeOfAMountIsTold() {
    ServiceManager manager = manager(Map.of("NOTIFY_SOCKET", "/run/notify"));
    manager.ready("vos: on /mnt");
    manager.alive(() -> "1 file\nto upload");
    manager.stopping(Duration.ofSeconds(30));
    manager.alive(() -> "nothing new");
    assertThat(told)
        .containsExactly(
            "READY=1\nSTATUS=vos: on /mnt",
            "WATCHDOG=1\nSTATUS=1 file to upload",
            "STOPPING=1\nSTATUS=uploading what is left\nEXTEND_TIMEOUT_USEC=70000000",
            "WATCHDOG=1");
  }

  @Test
  void withoutAServiceManagerNothingIsSaid() {
    ServiceManager manager = manager(Map.of());
    assertThat(manager.isListening()).isFalse();
    manager.ready("vos: on /mnt");
    assertThat(told).isEmpty();
  }

  @Test
  void itIsToldThreeTimesInWhatTheWatchdogAllows() {
    assertThat(pause("WATCHDOG_USEC", "15000000")).isEqualTo(Duration.ofSeconds(5));
    assertThat(pause("WATCHDOG_USEC", "300000000")).isEqualTo(Duration.ofSeconds(10));
    assertThat(pause("WATCHDOG_USEC", "soon")).isEqualTo(Duration.ofSeconds(10));
    assertThat(pause("WATCHDOG_USEC", "15000000", "WATCHDOG_PID", "41"))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(pause("WATCHDOG_USEC", "15000000", "WATCHDOG_PID", "42"))
        .isEqualTo(Duration.ofSeconds(5));
  }

  private Duration pause(String... variables) {
    Map<String, String> environment = new java.util.HashMap<>();
    environment.put("NOTIFY_SOCKET", "/run/notify");
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return manager(environment).pause();
  }

  @Test
  void aManagerThatDoesNotListenIsNoReasonToFail() {
    ServiceManager deaf =
        ServiceManager.of(
            Map.of("NOTIFY_SOCKET", "/run/notify"),
            PID,
            address ->
                text -> {
                  throw new IOException("nobody");
                });
    deaf.ready("vos: on /mnt");
    ServiceManager none =
        ServiceManager.of(
            Map.of("NOTIFY_SOCKET", "vsock:1"),
            PID,
            address -> {
              throw new IOException("not a Unix socket");
            });
    assertThat(none.isListening()).isFalse();
  }
}
