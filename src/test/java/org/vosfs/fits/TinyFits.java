package org.vosfs.fits;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Small FITS files made by hand: images of 16-bit pixels that count upwards. */
public final class TinyFits {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Begins with a primary image of these axes; none for a header without data. */
  public static TinyFits of(int... axes) {
    return new TinyFits().hdu(true, List.of(), axes);
  }

  /** Appends an image extension. */
  public TinyFits image(String name, int version, int... axes) {
    return hdu(false, List.of("EXTNAME = '" + name + "'", "EXTVER  = " + version), axes);
  }

  /** Appends an image extension with celestial coordinates and 0.01 degrees a pixel. */
  public TinyFits sky(double ra, double dec, int... axes) {
    return hdu(
        false,
        List.of(
            "CTYPE1  = 'RA---TAN'",
            "CTYPE2  = 'DEC--TAN'",
            "CRVAL1  = " + ra,
            "CRVAL2  = " + dec,
            "CRPIX1  = " + axes[0] / 2,
            "CRPIX2  = " + axes[1] / 2,
            "CDELT1  = -0.01",
            "CDELT2  = 0.01"),
        axes);
  }

  /** Appends a header and pixels. */
  public TinyFits hdu(boolean primary, List<String> more, int... axes) {
    StringBuilder header = new StringBuilder();
    header.append(card(primary ? "SIMPLE  = T" : "XTENSION= 'IMAGE   '"));
    header.append(card("BITPIX  = 16")).append(card("NAXIS   = " + axes.length));
    int pixels = axes.length == 0 ? 0 : 1;
    for (int i = 0; i < axes.length; i++) {
      header.append(card("NAXIS" + (i + 1) + "  = " + axes[i]));
      pixels *= axes[i];
    }
    more.forEach(line -> header.append(card(line)));
    header.append(card("END"));
    out.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
    pad(' ');
    ByteBuffer data = ByteBuffer.allocate(pixels * 2);
    for (int i = 0; i < pixels; i++) {
      data.putShort((short) i);
    }
    out.writeBytes(data.array());
    pad(0);
    return this;
  }

  private static String card(String text) {
    return String.format("%-80s", text);
  }

  private void pad(int with) {
    while (out.size() % 2880 != 0) {
      out.write(with);
    }
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  /** The 16-bit pixels of the last image of a file, as many as asked for. */
  public static short[] pixels(byte[] file, int count) {
    short[] pixels = new short[count];
    int length = (count * 2 + 2879) / 2880 * 2880;
    ByteBuffer.wrap(file, file.length - length, count * 2).asShortBuffer().get(pixels);
    return pixels;
  }
}
