package org.vosfs.fits;

import java.io.IOException;
import java.util.Optional;
import org.vosfs.fits.CutoutException.Kind;

/** All headers of a file as text: a line for each card, END included. */
final class HeaderText {
  private HeaderText() {}

  static String of(FitsSource source, long limit) throws IOException {
    long most = Math.min(limit, 64 << 20);
    HduWalk walk = new HduWalk(source);
    StringBuilder text = new StringBuilder();
    Optional<Hdu> hdu = walk.at(0);
    for (int i = 1; hdu.isPresent(); i++) {
      for (String card : hdu.get().cards().all()) {
        text.append(printable(card.stripTrailing())).append('\n');
      }
      text.append("END\n");
      if (text.length() > most) {
        throw new CutoutException(
            Kind.TOO_LARGE, "the headers have more than the " + most + " bytes that are allowed");
      }
      hdu = walk.at(i);
    }
    return text.toString();
  }

  /** FITS allows only printable characters; others must not drive a terminal. */
  private static String printable(String card) {
    StringBuilder out = new StringBuilder(card.length());
    card.chars().forEach(c -> out.append(c < ' ' || c > '~' ? '?' : (char) c));
    return out.toString();
  }
}
