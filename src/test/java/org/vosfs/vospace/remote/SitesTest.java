package org.vosfs.vospace.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vosfs.http.Url;

/** Which site the next read goes to. */
class SitesTest {
  private static final Endpoint A = endpoint("http://a.example.org/f");
  private static final Endpoint B = endpoint("http://b.example.org/f");
  private static final long PIECE = 4 << 20;
  private final Sites sites = new Sites(List.of(A, B));

  private static Endpoint endpoint(String url) {
    return new Endpoint(Url.of(url).orElseThrow(), false);
  }

  private Endpoint next() {
    Endpoint chosen = sites.choose();
    assertThat(chosen).isNotNull();
    sites.began(chosen);
    return chosen;
  }

  @Test
  void equalSitesShareTheReads() {
    Map<Endpoint, Integer> reads = new HashMap<>();
    for (int i = 0; i < 8; i++) {
      reads.merge(next(), 1, Integer::sum);
    }
    assertThat(reads).containsEntry(A, 4).containsEntry(B, 4);
  }

  @Test
  void aSlowSiteIsLeftBehind() {
    next();
    next();
    sites.ended(A, PIECE, 1_000_000);
    sites.ended(B, PIECE, 20_000_000);
    for (int i = 0; i < 8; i++) {
      assertThat(next()).isEqualTo(A);
    }
  }

  @Test
  void aSlowSiteThatHasBecomeTheLessBusyOneTakesAReadAgain() {
    next();
    next();
    sites.ended(A, PIECE, 1_000_000);
    sites.ended(B, PIECE, 4_000_000);
    for (int i = 0; i < 4; i++) {
      next();
    }
    assertThat(next()).isEqualTo(B);
  }

  @Test
  void aDeadSiteIsNotAskedAgain() {
    next();
    sites.leave(A);
    sites.ended(A, 0, 5);
    assertThat(sites.choose()).isEqualTo(B);
    sites.leave(B);
    assertThat(sites.choose()).isNull();
  }
}
