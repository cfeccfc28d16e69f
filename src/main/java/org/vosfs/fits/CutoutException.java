package org.vosfs.fits;

import java.io.IOException;

/** Why there is no such part of a file: one line for the user. */
public final class CutoutException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  public enum Kind {
    /** The file is no FITS file, or is cut off. */
    NOT_FITS,
    /** What is wanted cannot be read. */
    BAD_SPEC,
    /** No such extension. */
    NO_EXTENSION,
    /** The extension is no image, or of a kind that cannot be cut here. */
    NOT_IMAGE,
    /** The image has no such pixels. */
    OUT_OF_RANGE,
    /** No extension has celestial coordinates that can be used here. */
    NO_WCS,
    /** The circle touches no image. */
    NO_OVERLAP,
    /** More than may be made. */
    TOO_LARGE
  }

  private final Kind kind;

  /** One line, without the name of the file. */
  public CutoutException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
