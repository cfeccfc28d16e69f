package org.vosfs.fits;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One part of a FITS file: an extension, or a box of pixels of it.
 *
 * @param extension number (0 = primary), or a name, or {@code NAME,VERSION}
 * @param ranges one for each axis in the order of NAXIS1, NAXIS2...; axes without one are taken
 *     whole; empty = the whole extension as it stands
 */
public record Section(String extension, List<PixelRange> ranges) {
  public Section {
    ranges = List.copyOf(ranges);
  }

  /** The number of the extension, when it is given by number. */
  Optional<Integer> index() {
    return extension.matches("[0-9]{1,6}")
        ? Optional.of(Integer.valueOf(extension))
        : Optional.empty();
  }

  /** Whether a header with that name and version is meant. */
  boolean names(String name, int version) {
    int comma = extension.lastIndexOf(',');
    boolean versioned = comma > 0 && extension.substring(comma + 1).strip().matches("[0-9]{1,6}");
    String wanted = versioned ? extension.substring(0, comma) : extension;
    int number = versioned ? Integer.parseInt(extension.substring(comma + 1).strip()) : 1;
    return name.strip().toUpperCase(Locale.ROOT).equals(wanted.strip().toUpperCase(Locale.ROOT))
        && number == version;
  }

  /** As the SUB parameter of a service has it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[").append(extension).append(']');
    if (!ranges.isEmpty()) {
      String joined =
          ranges.stream().map(PixelRange::toString).reduce((a, b) -> a + "," + b).orElse("");
      text.append('[').append(joined).append(']');
    }
    return text.toString();
  }
}
