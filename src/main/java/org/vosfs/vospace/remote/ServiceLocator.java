package org.vosfs.vospace.remote;

import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;

/**
 * Finds a service's capabilities document. One way today: a URL given by the user. Looking it up in
 * a registry by resource id (protocol §3.1) is another implementation of this.
 */
@FunctionalInterface
public interface ServiceLocator {
  /**
   * The capabilities URL.
   *
   * @throws VospaceException.Invalid when what the user gave is no usable URL
   */
  Url capabilities() throws VospaceException;

  /** The service URL under which {@code /capabilities} lies, or the capabilities URL itself. */
  static ServiceLocator endpoint(String url) {
    return () -> {
      Url given =
          Url.of(url.strip())
              .orElseThrow(
                  () ->
                      new VospaceException.Invalid(
                          "endpoint '"
                              + url
                              + "' is no URL; give something like"
                              + " https://host/service"))
              .bare();
      String path = given.target();
      if (path.endsWith("/capabilities")) {
        return given;
      }
      return new Url(given.origin(), (path.equals("/") ? "" : path) + "/capabilities");
    };
  }
}
