package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vosfs.base.NodePath;
import org.vosfs.demo.Behaviour;
import org.vosfs.demo.DemoServer;
import org.vosfs.demo.DemoSettings;
import org.vosfs.demo.Fault;
import org.vosfs.demo.FaultRule;
import org.vosfs.demo.LoggedRequest;
import org.vosfs.demo.Profile;
import org.vosfs.http.LeapingTime;
import org.vosfs.testing.Statement;
import org.vosfs.vospace.Stored;
import org.vosfs.vospace.UploadBody;
import org.vosfs.vospace.VospaceException;

/** Long contents in PUT transactions, against a site that commits whatever it was sent. */
class SegmentedUploadTest {
  private static final int SEGMENT = 1000;
  private static final int SIZE = 10_500;
  private static final NodePath FILE = NodePath.of("/big");
  private static final String SITE = "/minoc";

  @TempDir Path directory;

  private final LeapingTime time = new LeapingTime();
  private @Nullable DemoServer server;
  private @Nullable RemoteVospaceClient client;

  @AfterEach
  void stop() throws IOException {
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
    time.close();
  }

  private DemoServer server() {
    return java.util.Objects.requireNonNull(server);
  }

  private RemoteVospaceClient client() {
    return java.util.Objects.requireNonNull(client);
  }

  private void start(Profile profile, Behaviour.Segments limits) throws Exception {
    server =
        DemoServer.start(DemoSettings.of(directory, profile).with(b -> b.withSegments(limits)));
    connect();
  }

  private void start() throws Exception {
    start(Profile.VAULT, Behaviour.Segments.filesystem());
  }

  /** As a new process would. */
  private void connect() throws Exception {
    if (client != null) {
      client.close();
    }
    RemoteSettings settings =
        RemoteSettings.of(server().endpoint().toString(), home(), "vosfs-test")
            .withSegments(new Segmenting(2 * SEGMENT, SEGMENT, 50));
    client = RemoteVospaceClient.connect(settings, time.surroundings());
    server().requests().clear();
  }

  private NodePath home() {
    return NodePath.of(server().settings().profile().home(DemoSettings.SINGLE_USER));
  }

  private byte[] stored() throws IOException {
    return server().space().read(home().resolve(FILE.name()).toString());
  }

  private List<LoggedRequest> sent(String method) {
    return server().requests().matching(r -> r.method().equals(method) && r.at(SITE));
  }

  private long bytesIn() {
    return server().requests().snapshot().stream()
        .filter(r -> r.method().equals("PUT"))
        .mapToLong(LoggedRequest::bytesIn)
        .sum();
  }

  /** Content in memory; what is left on the service is kept as a journal would. */
  private static final class Body implements UploadBody {
    final byte[] bytes;
    @Nullable String left;
    boolean current = true;
    @Nullable IOException lastLook;

    Body(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public Optional<String> md5() {
      return Optional.empty();
    }

    @Override
    public Optional<String> contentType() {
      return Optional.of("image/fits");
    }

    @Override
    public Optional<String> contentEncoding() {
      return Optional.empty();
    }

    @Override
    public int read(long offset, ByteBuffer into) {
      int count = (int) Math.min(into.remaining(), bytes.length - offset);
      into.put(bytes, (int) offset, count);
      return count;
    }

    @Override
    public Optional<String> left() {
      return Optional.ofNullable(left);
    }

    @Override
    public void leave(@Nullable String state) {
      left = state;
    }

    @Override
    public boolean isCurrent() {
      return current;
    }

    @Override
    public void beforeVisible() throws IOException {
      if (lastLook != null) {
        throw lastLook;
      }
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** An upload whose first segment is at the site, and nothing is known of it. */
  private Body interrupted(byte[] bytes) {
    Body body = new Body(bytes);
    FaultRule silence = server().faults().always("HEAD", SITE, Fault.status(503, "busy"));
    assertThatThrownBy(() -> client().upload(FILE, body))
        .satisfies(e -> assertThat(((VospaceException) e).isTransient()).isTrue());
    silence.end();
    assertThat(body.left).startsWith("put ").doesNotContain("/files/");
    server().requests().clear();
    return body;
  }

  private Body interrupted() {
    return interrupted(random(SIZE));
  }

  @Test
  void longContentGoesInSegmentsEachLookedAt() throws Exception {
    start();
    Body body = new Body(random(SIZE));
    Stored stored = client().upload(FILE, body);
    assertThat(stored.length()).isEqualTo(SIZE);
    assertThat(stored.digestConfirmed()).isTrue();
    assertThat(stored()).isEqualTo(body.bytes);
    assertThat(sent("PUT")).as("start, 11 segments, commit").hasSize(13);
    assertThat(sent("HEAD")).as("a look after each segment").hasSize(11);
    assertThat(body.left).isNull();
    assertThat(bytesIn()).isEqualTo(SIZE);
  }

  @Test
  void shortContentIsOnePut() throws Exception {
    start();
    client().upload(FILE, new Body(random(2 * SEGMENT - 1)));
    assertThat(sent("PUT")).hasSize(1);
  }

  @Test
  void noTransactionIsEverTriedOnTheServicesOwnByteAccess() throws Exception {
    for (Profile profile : List.of(Profile.CAVERN, Profile.SPEC)) {
      start(profile, Behaviour.Segments.filesystem());
      Body body = new Body(random(SIZE));
      client().upload(FILE, body);
      assertThat(server().requests().matching(r -> r.method().equals("PUT")))
          .as("an attempt would be a PUT without bytes")
          .singleElement()
          .satisfies(put -> assertThat(put.bytesIn()).isEqualTo(SIZE));
      client().close();
      server().close();
      client = null;
      server = null;
      directory = directory.resolve("next");
    }
  }

  @Test
  void aSiteThatTakesOneSegmentOnlyGetsAPlainPut() throws Exception {
    start(Profile.VAULT, Behaviour.Segments.objectStore(100_000));
    client().upload(FILE, new Body(random(SIZE)));
    assertThat(stored()).isEqualTo(random(SIZE));
    assertThat(sent("PUT")).as("a start to learn it").hasSize(2);
    client().upload(FILE, new Body(random(SIZE)));
    assertThat(sent("PUT")).as("known now").hasSize(3);
  }

  @Test
  void anObjectStoreGetsSegmentsOfItsOwnMinimum() throws Exception {
    start(Profile.VAULT, Behaviour.Segments.objectStore(4000));
    Body body = new Body(random(SIZE));
    client().upload(FILE, body);
    assertThat(stored()).isEqualTo(body.bytes);
    assertThat(sent("PUT"))
        .extracting(LoggedRequest::bytesIn)
        .containsExactly(0L, 3500L, 3500L, 3500L, 0L);
  }

  @Test
  void aBrokenSegmentIsSentAgainAndNothingElse() throws Exception {
    start();
    Body body = new Body(random(SIZE));
    cutSegmentsAfterStart(3);
    client().upload(FILE, body);
    assertThat(stored()).isEqualTo(body.bytes);
    assertThat(bytesIn()).isLessThanOrEqualTo(SIZE + 3 * SEGMENT);
    List<Long> sizes = sent("PUT").stream().map(LoggedRequest::bytesIn).toList();
    assertThat(sizes).as("halved three times").contains(125L).doesNotContain(62L);
  }

  /** The start passes; the segments after it are cut. */
  private void cutSegmentsAfterStart(int times) {
    // a request without bytes cannot be cut: start and commit pass
    server().faults().add("PUT", SITE, times + 1, Fault.cutUpload(10));
  }

  @Test
  void aSegmentWhoseAnswerWasLostIsNotSentAgain() throws Exception {
    start();
    Body body = interrupted();
    server().faults().add("PUT", SITE, 1, Fault.resetAfter());
    client().upload(FILE, body);
    assertThat(stored()).isEqualTo(body.bytes);
    assertThat(bytesIn()).isEqualTo(SIZE - SEGMENT);
  }

  @Test
  @Statement(
      "A broken upload of a long file goes on where the storage site is, also in a new "
          + "process; at most one segment is sent again")
  void aNewProcessGoesOnWhereTheSiteIs() throws Exception {
    start();
    Body body = interrupted();
    connect();
    client().upload(FILE, body);
    assertThat(stored()).isEqualTo(body.bytes);
    assertThat(bytesIn()).as("nothing again").isEqualTo(SIZE - SEGMENT);
    assertThat(body.left).isNull();
  }

  @Test
  void aCommitWhoseAnswerWasLostIsNotRepeated() throws Exception {
    start();
    Body body = interrupted(random(2 * SEGMENT));
    // the last segment, then the commit
    server().faults().add("PUT", SITE, 2, Fault.resetAfter());
    client().upload(FILE, body);
    assertThat(stored()).isEqualTo(body.bytes);
    assertThat(bytesIn()).isLessThanOrEqualTo(SEGMENT);
    assertThat(body.left).isNull();
  }

  @Test
  void aProcessThatDiedAfterTheCommitSendsNothingAgain() throws Exception {
    start();
    Body body = interrupted(random(2 * SEGMENT));
    String left = body.left;
    client().upload(FILE, body);
    body.left = left; // the death came before this was taken back
    connect();
    Stored stored = client().upload(FILE, body);
    assertThat(stored.length()).isEqualTo(2 * SEGMENT);
    assertThat(bytesIn()).isZero();
    assertThat(body.left).isNull();
  }

  @Test
  @Statement(
      "Nothing is committed at a storage site that is not, by length and MD5, what was "
          + "to be sent")
  void whatTheSiteHasWrongIsNeverCommitted() throws Exception {
    start();
    Body body = interrupted();
    String id = java.util.Objects.requireNonNull(body.left).split(" ", -1)[2];
    // a segment the site refuses with 412, and keeps (protocol §21.1)
    String url = endpoint();
    HttpRequest refused =
        HttpRequest.newBuilder(URI.create(url))
            .header("x-put-txn-id", id)
            .PUT(BodyPublishers.ofByteArray(new byte[SIZE]))
            .build();
    assertThat(HttpClient.newHttpClient().send(refused, BodyHandlers.discarding()).statusCode())
        .isEqualTo(412);
    assertThatThrownBy(() -> client().upload(FILE, body))
        .isInstanceOf(VospaceException.Corrupt.class);
    assertThat(sent("POST")).as("given up at the site").hasSize(1);
    assertThat(body.left).isNull();
    client().upload(FILE, body);
    assertThat(stored()).isEqualTo(body.bytes);
  }

  private String endpoint() throws Exception {
    String path = home().resolve(FILE.name()).toString();
    String query =
        "/synctrans?TARGET="
            + server().space().uri(path).replace(":", "%3A").replace("/", "%2F").replace("~", "%7E")
            + "&DIRECTION=pushToVoSpace&PROTOCOL=ivo%3A%2F%2Fivoa.net%2Fvospace%2Fcore%23httpput";
    HttpRequest ask = HttpRequest.newBuilder(URI.create(server().endpoint() + query)).build();
    return HttpClient.newHttpClient()
        .send(ask, BodyHandlers.discarding())
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  @Test
  void aDigestThatIsNotOursEndsTheTransaction() throws Exception {
    start();
    Body body = interrupted();
    server().faults().add("PUT", SITE, 1, Fault.wrongDigest());
    assertThatThrownBy(() -> client().upload(FILE, body))
        .isInstanceOf(VospaceException.Corrupt.class)
        .hasMessageContaining("sent anew");
    assertThat(sent("POST")).hasSize(1);
    client().upload(FILE, body);
    assertThat(stored()).isEqualTo(body.bytes);
  }

  @Test
  void aForgottenTransactionIsBegunAnew() throws Exception {
    start();
    Body body = interrupted();
    body.left = java.util.Objects.requireNonNull(body.left).replaceFirst("[0-9a-f-]{36}", "gone");
    client().upload(FILE, body);
    assertThat(stored()).isEqualTo(body.bytes);
  }

  @Test
  void otherContentIsNotAppendedToWhatIsThere() throws Exception {
    start();
    Body body = interrupted();
    Body longer = new Body(Arrays.copyOf(random(SIZE), SIZE + 7));
    longer.left = body.left;
    client().upload(FILE, longer);
    assertThat(stored()).isEqualTo(longer.bytes);
    assertThat(sent("POST")).as("the old one is given up").hasSize(1);

    byte[] other = random(SIZE);
    other[5] ^= 1;
    Body changed = interrupted();
    Body same = new Body(other);
    same.left = changed.left;
    assertThatThrownBy(() -> client().upload(FILE, same))
        .isInstanceOf(VospaceException.Corrupt.class);
    client().upload(FILE, same);
    assertThat(stored()).isEqualTo(other);
  }

  @Test
  void aRunOutGrantIsRenewedAndTheTransactionGoesOn() throws Exception {
    start();
    Body body = interrupted();
    server().faults().add("PUT", SITE, 1, Fault.status(403, "invalid auth token"));
    client().upload(FILE, body);
    assertThat(stored()).isEqualTo(body.bytes);
    assertThat(bytesIn()).isLessThanOrEqualTo(SIZE);
  }

  @Test
  void aLastingRefusalGivesTheTransactionUp() throws Exception {
    start();
    Body body = interrupted();
    server().faults().add("PUT", SITE, 1, Fault.status(413, "limit: 10"));
    assertThatThrownBy(() -> client().upload(FILE, body))
        .isInstanceOf(VospaceException.QuotaExceeded.class);
    assertThat(sent("POST")).hasSize(1);
    assertThat(body.left).isNull();
  }

  @Test
  void contentThatMayNotBecomeVisibleIsGivenUp() throws Exception {
    start();
    Body body = new Body(random(SIZE));
    body.lastLook = new IOException("somebody was faster");
    body.current = false;
    assertThatThrownBy(() -> client().upload(FILE, body))
        .isInstanceOf(VospaceException.Local.class)
        .hasMessageContaining("somebody was faster");
    assertThat(sent("POST")).hasSize(1);
    assertThat(body.left).isNull();
    assertThat(stored()).isEmpty();
  }

  @Test
  void aSiteThatStaysSilentIsLeftForAnother() throws Exception {
    start();
    Body body = interrupted();
    String site =
        java.util.Objects.requireNonNull(body.left)
            .replaceFirst("put http://[^/]*(/[^ ]*) .*", "$1/");
    server().faults().always("HEAD", site, Fault.resetBefore());
    int tries = 0;
    while (body.left != null && tries++ < 20) {
      try {
        client().upload(FILE, body);
      } catch (VospaceException.Unavailable e) {
        assertThat(body.left).as("still hoped for").contains(site.substring(0, site.length() - 1));
      }
    }
    assertThat(tries).isBetween(2, 19);
    assertThat(stored()).isEqualTo(body.bytes);
  }
}
