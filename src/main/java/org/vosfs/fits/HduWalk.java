package org.vosfs.fits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vosfs.fits.CutoutException.Kind;

/** Goes from header to header of a file, reading no data. One thread. */
final class HduWalk {
  /** Bytes read at once; most headers fit. */
  private static final int CHUNK = 16 * Cards.BLOCK;

  /** A header of more bytes is none. */
  private static final int LONGEST_HEADER = 4 << 20;

  private static final int MOST_HDUS = 100_000;

  private final FitsSource source;
  private final List<Hdu> seen = new ArrayList<>();
  private long next;
  private byte @Nullable [] chunk;
  private long chunkAt;

  HduWalk(FitsSource source) {
    this.source = source;
  }

  /** The header of that number; empty behind the last one. */
  Optional<Hdu> at(int index) throws IOException {
    while (seen.size() <= index) {
      if (!advance()) {
        return Optional.empty();
      }
    }
    return Optional.of(seen.get(index));
  }

  List<Hdu> all() throws IOException {
    while (advance()) {
      // until the end
    }
    return List.copyOf(seen);
  }

  /** Those seen so far. */
  int count() {
    return seen.size();
  }

  private boolean advance() throws IOException {
    if (!seen.isEmpty() && next >= source.length()) {
      return false;
    }
    if (seen.size() >= MOST_HDUS) {
      throw new CutoutException(Kind.NOT_FITS, "more than " + MOST_HDUS + " extensions");
    }
    if (!begins(seen.isEmpty() ? "SIMPLE  =" : "XTENSION=")) {
      if (seen.isEmpty()) {
        throw new CutoutException(Kind.NOT_FITS, "not a FITS file: it does not begin with SIMPLE");
      }
      return false; // special records behind the last extension: the standard allows anything
    }
    List<String> cards = new ArrayList<>();
    long start = next;
    long at = start;
    while (!takeCards(cards, at)) {
      at += Cards.BLOCK;
      if (at - start > LONGEST_HEADER) {
        throw new CutoutException(Kind.NOT_FITS, "a header without END at byte " + start);
      }
    }
    long data = at + Cards.BLOCK;
    Cards header = new Cards(cards);
    Hdu hdu = new Hdu(seen.size(), header, start, data, Hdu.dataLength(seen.size(), header));
    seen.add(hdu);
    next = hdu.end();
    return true;
  }

  private boolean begins(String mark) throws IOException {
    if (next + Cards.BLOCK > source.length()) {
      return false;
    }
    String block = new String(block(next), 0, mark.length(), StandardCharsets.ISO_8859_1);
    return block.equals(mark);
  }

  /** Adds the cards of a block; true when END is among them. */
  private boolean takeCards(List<String> cards, long at) throws IOException {
    byte[] block = block(at);
    for (int i = 0; i < Cards.BLOCK; i += Cards.CARD) {
      String card = new String(block, i, Cards.CARD, StandardCharsets.ISO_8859_1);
      if (card.startsWith("END     ")) {
        return true;
      }
      cards.add(card);
    }
    return false;
  }

  private byte[] block(long at) throws IOException {
    byte[] have = chunk;
    if (have == null || at < chunkAt || at + Cards.BLOCK > chunkAt + have.length) {
      int length = (int) Math.min(CHUNK, source.length() - at);
      if (length < Cards.BLOCK) {
        throw new CutoutException(Kind.NOT_FITS, "the file ends inside a header");
      }
      have = source.bytes(at, length);
      chunk = have;
      chunkAt = at;
    }
    int from = (int) (at - chunkAt);
    return Arrays.copyOfRange(have, from, from + Cards.BLOCK);
  }
}
