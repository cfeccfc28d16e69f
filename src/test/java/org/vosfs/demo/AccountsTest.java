package org.vosfs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens that end, the registry, service states, redirects (sections 3.1, 3.5, 4.2, 12). */
final class AccountsTest {
  @TempDir Path root;

  private final AtomicLong clock = new AtomicLong(1_800_000_000_000L);

  private Rig rig(Profile profile) throws Exception {
    return new Rig(
        DemoSettings.of(root, profile)
            .withClock(() -> Instant.ofEpochMilli(clock.get()))
            .withUsers(Rig.ALICE)
            .withRegistry(
                Map.of("ivo://example.org/other", URI.create("https://other.example/capabilities")))
            .with(b -> b.withTokenLifetime(Duration.ofSeconds(60))));
  }

  @ParameterizedTest
  @EnumSource
  void tokensLiveForAWhile(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String base = "http://127.0.0.1:" + rig.server().port();
      String token =
          rig.post(base + "/ac/login").form("username=alice&password=alice").send().text();
      assertThat(token).isNotEqualTo(Rig.ALICE.token());
      assertThat(with(rig, token).status()).isEqualTo(200);
      assertThat(with(rig, token).header("x-vo-authenticated")).isEqualTo("alice");
      assertThat(rig.get("/nodes").header("Cookie", "CADC_SSO=\"" + token + "\"").send())
          .extracting(Rig.Reply::status)
          .isEqualTo(200);
      clock.addAndGet(59_999);
      assertThat(with(rig, token).status()).isEqualTo(200);
      clock.addAndGet(1);
      Rig.Reply late = with(rig, token);
      assertThat(late.status()).isEqualTo(401);
      assertThat(late.http().headers().allValues("WWW-Authenticate"))
          .contains("Bearer error=\"invalid_token\", error_description=\"token expired\"");
      assertThat(with(rig, rig.server().token(Rig.ALICE)).status()).as("a new one").isEqualTo(200);
    }
  }

  private static Rig.Reply with(Rig rig, String token) throws Exception {
    return rig.get("/nodes?limit=0").header("Authorization", "Bearer " + token).send();
  }

  @Test
  void theRegistryListsSeveralServices() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      String base = "http://127.0.0.1:" + rig.server().port();
      assertThat(rig.get(base + "/reg/resource-caps").send().text().lines())
          .contains(
              "ivo://demo.vosfs.org/vault = " + base + "/vault/capabilities",
              "ivo://demo.vosfs.org/cred = " + base + "/cred/capabilities",
              "ivo://demo.vosfs.org/gms = " + base + "/ac/capabilities",
              "ivo://example.org/other = https://other.example/capabilities");
      assertThat(rig.get(base + "/cred/capabilities").send().text())
          .contains("CDP#proxy-1.0", base + "/cred/auth/priv", base + "/cred/priv");
      assertThat(rig.get(base + "/ac/capabilities").send().text())
          .contains("UMS#login-0.1", base + "/ac/login", "UMS#whoami-0.1", base + "/ac/whoami");
      assertThat(rig.get(base + "/ac/whoami").as(Rig.ALICE).send().text()).isEqualTo("alice");
      assertThat(rig.get(base + "/ac/whoami").send().status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VAULT", "CAVERN"})
  void serviceStates(Profile profile) throws Exception {
    try (Rig rig = rig(profile)) {
      String file = profile.home("alice") + "/f";
      rig.space().put(file, Rig.utf8("x"));
      rig.server().state(ServiceState.READ_ONLY);
      assertThat(rig.get("/availability").send().text()).contains("<vosi:available>false<");
      assertThat(rig.get("/availability?detail=min").send().status()).isEqualTo(200);
      assertThat(rig.get("/nodes" + file).as(Rig.ALICE).send().status()).isEqualTo(200);
      Rig.Reply refused = rig.mkfile(file + "2").as(Rig.ALICE).send();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("180");
      assertThat(refused.text()).isEqualTo("System is in read-only mode for maintainence\n");
      assertThat(rig.delete("/nodes" + file).as(Rig.ALICE).send().status()).isEqualTo(503);
      assertThat(rig.negotiate(c -> c.as(Rig.ALICE), file, true)).as("no push").isEmpty();
      assertThat(rig.negotiate(c -> c.as(Rig.ALICE), file, false)).as("pull").isNotEmpty();
      assertThat(rig.runMove(c -> c.as(Rig.ALICE), file, file + "3"))
          .as("moves go on, as measured")
          .isEqualTo("COMPLETED");
      rig.server().state(ServiceState.OFFLINE);
      Rig.Reply offline = rig.get("/nodes" + file).as(Rig.ALICE).send();
      assertThat(offline.status()).isEqualTo(503);
      assertThat(offline.text()).isEqualTo("System is offline for maintainence\n");
      assertThat(rig.get("/availability?detail=min").send().status()).isEqualTo(503);
      assertThat(rig.get("/capabilities").send().status()).isEqualTo(200);
      rig.server().state(ServiceState.READ_WRITE);
      assertThat(rig.get("/nodes" + file + "3").as(Rig.ALICE).send().status()).isEqualTo(200);
    }
  }

  @Test
  void proxiesBusyServicesAndRedirects() throws Exception {
    try (Rig rig = rig(Profile.VAULT)) {
      rig.server().faults().add("GET", "/nodes", 1, Fault.busy(7));
      Rig.Reply busy = rig.get("/nodes").send();
      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.header("Retry-After")).isEqualTo("7");
      rig.server().faults().add("GET", "/nodes", 1, Fault.html(502));
      Rig.Reply proxy = rig.get("/nodes").send();
      assertThat(proxy.status()).isEqualTo(502);
      assertThat(proxy.header("Content-Type")).startsWith("text/html");
      assertThat(proxy.text()).startsWith("<!doctype html>");
      rig.server().faults().add("GET", "/nodes", 1, Fault.html(200));
      assertThat(rig.get("/nodes").send().status()).as("a login page").isEqualTo(200);
      String plain = "http://elsewhere.example/x";
      rig.server().faults().add("GET", "/nodes", 1, Fault.redirect(303, plain));
      assertThat(rig.get("/nodes").send().location()).isEqualTo(plain);
      rig.server().faults().add("GET", "/nodes", 1, Fault.status(429, "slow down"));
      assertThat(rig.get("/nodes").send().status()).isEqualTo(429);
      assertThat(rig.get("/nodes").send().status()).as("over").isEqualTo(200);
    }
  }
}
