package org.vosfs.vospace;

/** How a service packs several nodes into one (protocol §11.2). */
public enum ArchiveFormat {
  TAR("application/x-tar"),
  ZIP("application/zip");

  private final String contentType;

  ArchiveFormat(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }
}
