package org.vosfs.cli;

import org.vosfs.fuse.MountException;

/** The only place that wires layers together. */
final class Assembly {
  private final Places places;

  Assembly(Places places) {
    this.places = places;
  }

  /**
   * Builds the layers of a mount from the HTTP client up to the filesystem, and makes sure that the
   * service answers and knows the caller.
   *
   * @throws MountException when it cannot be mounted; one line that says why and what to do
   */
  @SuppressWarnings("DoNotCallSuggester")
  Layers layers(MountRequest request) throws MountException {
    throw new MountException(
        "this build has no filesystem to mount "
            + request.space().text()
            + " with; state "
            + places.state());
  }
}
