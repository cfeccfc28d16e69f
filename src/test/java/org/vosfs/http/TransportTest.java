package org.vosfs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vosfs.http.ScriptedServer.answer;
import static org.vosfs.http.ScriptedServer.hangUp;
import static org.vosfs.http.ScriptedServer.redirect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.auth.BearerToken;
import org.vosfs.auth.Credentials;

/** Retry, redirects, credentials and time limits over real sockets. */
class TransportTest {
  private final LeapingTime time = new LeapingTime();
  private ScriptedServer server;
  private ScriptedServer other;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
    other = new ScriptedServer();
  }

  @AfterEach
  void stop() {
    server.close();
    other.close();
    time.close();
  }

  private Transport transport(Credentials credentials) {
    Transport transport =
        new Transport(HttpSettings.defaults("test"), credentials, time.surroundings());
    transport.showCredentials(CredentialScope.nowhere().around(url("/s/x")));
    return transport;
  }

  private Url url(String path) {
    return Url.of(server.base() + path).orElseThrow();
  }

  private Limits limits(Duration deadline) {
    return Limits.until(Deadline.in(deadline, time.ticker()));
  }

  private String get(Transport transport, String path) throws HttpFailure {
    try (Reply reply = transport.send(Call.get(url(path)), limits(Duration.ofSeconds(30)))) {
      return reply.status() + " " + reply.text();
    }
  }

  @Test
  void tokensStayWithTheirHostWhenRedirectedAway() throws Exception {
    server.on("GET", "/s/a", redirect(server.base() + "/s/b"));
    server.on("GET", "/s/b", redirect(other.base() + "/s/c"));
    other.on("GET", "/s/c", 200, "done");
    try (Transport transport = transport(BearerToken.of("secret"))) {
      assertThat(get(transport, "/s/a")).isEqualTo("200 done");
    }
    assertThat(server.seen()).hasSize(2);
    assertThat(server.seen())
        .allSatisfy(one -> assertThat(one.header("Authorization")).isEqualTo("Bearer secret"));
    assertThat(other.seen().get(0).header("Authorization")).isEmpty();
  }

  @Test
  void redirectsInCirclesEnd() throws Exception {
    server.on("GET", "/s/a", redirect("/s/a"));
    try (Transport transport = transport(Credentials.anonymous())) {
      assertThatThrownBy(() -> get(transport, "/s/a"))
          .isInstanceOf(HttpFailure.class)
          .hasMessageContaining("without end");
    }
    assertThat(server.seen()).hasSize(11);
  }

  @Test
  void httpsIsNeverLeft() {
    Url from = Url.of("https://h/x").orElseThrow();
    assertThatThrownBy(() -> Transport.redirectTarget(from, "http://h/x"))
        .isInstanceOf(HttpFailure.class)
        .hasMessageContaining("plain http");
  }

  @Test
  void targetsAreSentByteForByte() throws Exception {
    String odd = "/s/T~o==k/cadc:vault/a:fo/%7Eb?x=%2f%2F";
    server.on("GET", "/s/T~o==k/cadc:vault/a:fo/%7Eb", 200, "ok");
    try (Transport transport = transport(Credentials.anonymous())) {
      assertThat(get(transport, odd)).isEqualTo("200 ok");
    }
    assertThat(server.requests()).containsExactly("GET " + odd);
  }

  @Test
  void aRefusedTokenIsReadAgainOnce(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("token");
    Files.writeString(file, "old\n");
    server.on(
        "GET",
        "/s/a",
        (exchange, body) -> {
          boolean fresh =
              "Bearer new".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          if (!fresh) {
            Files.writeString(file, "new\n");
          }
          answer(fresh ? 200 : 401, Map.of(), fresh ? "in" : "invalid token").on(exchange, body);
        });
    try (Transport transport = transport(BearerToken.fromFile(file))) {
      assertThat(get(transport, "/s/a")).isEqualTo("200 in");
      assertThat(get(transport, "/s/a")).isEqualTo("200 in");
    }
    assertThat(server.seen()).hasSize(3);
  }

  @Test
  void aTokenThatStaysWrongIsNotTriedTwice() throws Exception {
    server.on("GET", "/s/a", 401, "invalid token");
    try (Transport transport = transport(BearerToken.of("wrong"))) {
      assertThat(get(transport, "/s/a")).isEqualTo("401 invalid token");
    }
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void busyServicesAreWaitedForAsTheyAsk() throws Exception {
    server.on(
        "GET",
        "/s/a",
        answer(503, Map.of("Retry-After", "7"), "ServiceBusy"),
        answer(200, Map.of(), "ready"));
    try (Transport transport = transport(Credentials.anonymous())) {
      assertThat(get(transport, "/s/a")).isEqualTo("200 ready");
    }
    assertThat(time.pauses()).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void aLostConnectionIsTriedAgainAtOnceWhenThatIsSafe() throws Exception {
    server.on("GET", "/s/a", hangUp(), answer(200, Map.of(), "ok"));
    try (Transport transport = transport(Credentials.anonymous())) {
      assertThat(get(transport, "/s/a")).isEqualTo("200 ok");
    }
    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void aRequestThatMayHaveBeenExecutedIsNotRepeated() {
    server.on("DELETE", "/s/a", hangUp());
    try (Transport transport = transport(Credentials.anonymous())) {
      Call call = Call.of("DELETE", url("/s/a"), Repeat.ONCE);
      assertThatThrownBy(() -> transport.send(call, limits(Duration.ofSeconds(30))))
          .isInstanceOfSatisfying(
              HttpFailure.class, e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.LOST));
    }
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void aServiceThatDoesNotAnswerIsGivenUpAtTheDeadline() {
    CountDownLatch end = new CountDownLatch(1);
    server.on(
        "GET",
        "/s/a",
        (exchange, body) -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (Transport transport = transport(Credentials.anonymous())) {
      assertThatThrownBy(
              () -> transport.send(Call.get(url("/s/a")), limits(Duration.ofMillis(300))))
          .isInstanceOfSatisfying(
              HttpFailure.class, e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.TIMED_OUT));
    } finally {
      end.countDown();
    }
  }

  @Test
  void aTrickleDoesNotOutliveTheDeadline() {
    CountDownLatch end = new CountDownLatch(1);
    server.on(
        "GET",
        "/s/a",
        (exchange, body) -> {
          exchange.sendResponseHeaders(200, 1000);
          try {
            while (!end.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
              exchange.getResponseBody().write('x');
              exchange.getResponseBody().flush();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (Transport transport = transport(Credentials.anonymous())) {
      assertThatThrownBy(
              () -> {
                try (Reply reply =
                    transport.send(Call.get(url("/s/a")), limits(Duration.ofMillis(400)))) {
                  reply.body().readAllBytes();
                }
              })
          .isInstanceOfSatisfying(
              HttpFailure.class, e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.TIMED_OUT));
    } finally {
      end.countDown();
    }
  }

  @Test
  void anOutageCostsItsPatienceOnlyOnceAndEndsWithTheFirstAnswer() throws Exception {
    server.on("GET", "/s/a", 200, "back");
    int port = Integer.parseInt(server.base().substring(server.base().lastIndexOf(':') + 1));
    server.close();
    Transport.Surroundings around = time.surroundings();
    try (Transport transport =
        new Transport(HttpSettings.defaults("test"), Credentials.anonymous(), around)) {
      assertUnreachable(transport);
      assertThat(around.traffic().silences().now(time.ticker().read()))
          .singleElement()
          .satisfies(silence -> assertThat(silence.why()).contains("connection refused"));
      int patience = time.pauses().size();
      assertThat(patience).isEqualTo(RetryPolicy.MOST_TRIES - 1);
      assertUnreachable(transport);
      assertUnreachable(transport);
      assertThat(time.pauses()).hasSize(patience);
      time.leap(Outages.MEMORY);
      assertUnreachable(transport);
      assertThat(time.pauses().size()).isGreaterThan(patience + 1);
      try (ScriptedServer back = new ScriptedServer(port)) {
        back.on("GET", "/s/a", 200, "back");
        assertThat(get(transport, "/s/a")).isEqualTo("200 back");
        back.on("GET", "/s/a", hangUp(), answer(200, Map.of(), "still"));
        assertThat(get(transport, "/s/a")).isEqualTo("200 still");
        assertThat(around.traffic().silences().now(time.ticker().read())).isEmpty();
      }
    }
  }

  private void assertUnreachable(Transport transport) {
    assertThatThrownBy(() -> get(transport, "/s/a"))
        .isInstanceOfSatisfying(
            HttpFailure.class, e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.UNREACHABLE))
        .hasMessageContaining("connection refused");
  }

  @Test
  void aBodyThatFailsIsNeverSentAsComplete() {
    server.on("PUT", "/s/a", 201, "");
    RequestBody failing =
        new RequestBody() {
          @Override
          public long length() {
            return 1000;
          }

          @Override
          public void writeTo(java.io.OutputStream out) throws IOException {
            out.write(new byte[10]);
            throw new SourceFailure(new IOException("gone"));
          }
        };
    try (Transport transport = transport(Credentials.anonymous())) {
      Call call = Call.of("PUT", url("/s/a"), Repeat.NEVER).body(failing);
      assertThatThrownBy(() -> transport.send(call, limits(Duration.ofSeconds(30))))
          .isInstanceOfSatisfying(
              HttpFailure.class, e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.LOCAL));
    }
    assertThat(server.seen()).isEmpty();
  }
}
