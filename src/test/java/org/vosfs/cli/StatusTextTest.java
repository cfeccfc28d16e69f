package org.vosfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.vosfs.auth.Credentials;

class StatusTextTest {
  private static String text(String json) throws IOException {
    return StatusText.of(new ObjectMapper().readTree(json));
  }

  @Test
  void everythingThatIsKnownIsTold() throws IOException {
    assertThat(
            text(
                """
                {"space": "vos:ana", "mountPoint": "/mnt", "readOnly": false, "pid": 7,
                 "since": "2026-01-01T00:00:00Z", "kernel": "6.1", "fuseLibrary": "libfuse.so.2",
                 "fuseFeatures": ["readdirplus", "splice"], "fuseMissing": ["passthrough"],
                 "service": {"root": "vos://x~vault", "user": "ana", "offline": true},
                 "credential": {"source": "a token", "expires": "2026-01-02T00:00:00Z",
                   "secondsLeft": 7260},
                 "unsent": {"files": 3, "bytes": 2048, "failed": 1},
                 "uploads": {"states": {"running": 1, "failed": 1}, "items": [
                   {"path": "/a", "state": "running", "sent": 512, "size": 1024, "rate": 256,
                    "secondsLeft": 65},
                   {"path": "/w", "state": "waiting", "sent": 0, "size": 1},
                   {"path": "/b", "state": "failed", "sent": 0, "size": 1024,
                    "problem": "quota exceeded"}]},
                 "rates": {"receivedBytes": 2048.0, "sentBytes": 256.0, "requests": 1.25},
                 "requests": {"running": 2, "lastFailure": "x does not answer"},
                 "cache": {"bytes": 1024, "limit": 2048, "directory": "/c", "hits": 3, "misses": 1},
                 "metadata": {"hits": 1, "misses": 1},
                 "page": "http://127.0.0.1:1/#t", "metrics": "http://127.0.0.1:2/metrics"}
                """))
        .isEqualTo(
            """
            vos:ana on /mnt
              process   7 since 2026-01-01T00:00:00Z
              driver    libfuse.so.2, Linux 6.1
              with      readdirplus, splice
              without   passthrough
              service   vos://x~vault as ana, offline
              identity  ana by a token, valid until 2026-01-02T00:00:00Z (2 hours 1 minutes left)
              uploads   3 files (2.0 KiB) to do, 1 of them failed; in the queue: 1 running, 1 failed
              running   [##########          ] 50 % /a 256 B/s, 1:05 left
              failed    /b: quota exceeded
              now       receiving 2.0 KiB/s, sending 256 B/s, 1.3 requests/s, 2 running
              trouble   last time without an answer: x does not answer
              cache     1.0 KiB of 2.0 KiB in /c, 75 % of the reads served from it, 50 % of the \
            questions about names answered from memory
              page      http://127.0.0.1:1/#t
              metrics   http://127.0.0.1:2/metrics
            """);
  }

  @Test
  void aServiceThatIsAwayIsToldWithWhatToDo() throws IOException {
    assertThat(
            text(
                """
                {"space": "vos:ana", "mountPoint": "/mnt", "pid": 7, "since": "t",
                 "fuseLibrary": "libfuse.so.2", "unsent": {"files": 3, "bytes": 6, "failed": 0},
                 "service": {"root": "vos://x~vault", "user": "ana", "offline": false,
                   "silent": [{"who": "https://x", "why": "cannot reach https://x: refused",
                     "since": "2026-01-01T00:00:00Z", "seconds": 245, "lastAskedSeconds": 3}]},
                 "uploads": {"states": {"backoff": 3}, "items": [], "repeated": 3,
                   "nextSeconds": 12, "problem": "cannot reach https://x: refused"},
                 "requests": {"lastFailure": "cannot reach https://x: refused"}}
                """))
        .isEqualTo(
            """
            vos:ana on /mnt
              process   7 since t
              driver    libfuse.so.2
              service   vos://x~vault as ana
              away      since 2026-01-01T00:00:00Z (4 minutes): cannot reach https://x: refused; \
            last asked 3 s ago
                        what is cached is served, what is written waits and goes by itself; to \
            look closer: vosfs doctor vos:ana, with the -o that it was mounted with
              uploads   3 files (6 B) to do; in the queue: 3 backoff
              waiting   3 files, tried again in 12 s: cannot reach https://x: refused
            """);
  }

  @Test
  void whatAMountDoesNotKnowIsLeftOut() throws IOException {
    assertThat(
            text(
                """
                {"space": "vos:", "mountPoint": "/mnt", "readOnly": true, "pid": 7, "since": "t",
                 "fuseLibrary": "libfuse.so.2", "unsent": {"files": 0}}
                """))
        .isEqualTo(
            """
            vos: on /mnt (read-only)
              process   7 since t
              driver    libfuse.so.2
              uploads   everything is on the server
            """);
  }

  @Test
  void nobodyInParticularIsToldInPlainWords() throws IOException {
    assertThat(
            text(
                """
                {"service": {"root": "vos://x~vault", "user": "anonymous"},
                 "credential": {"source": "no credential (anonymous)",
                   "reason": "there is no other"}}
                """))
        .contains("  service   vos://x~vault as anonymous\n")
        .contains("  identity  anonymous (no credential)\n");
    assertThat(Credentials.anonymous().description()).isEqualTo("no credential (anonymous)");
  }

  @Test
  void onlyTheFirstOfManyFailuresAreNamed() throws IOException {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < 25; i++) {
      items.append(i == 0 ? "" : ",").append("{\"path\":\"/f\",\"state\":\"failed\"}");
    }
    assertThat(text("{\"uploads\":{\"items\":[" + items + "]}}"))
        .contains("and 15 more; see vosfs pending")
        .hasLineCount(15);
  }
}
