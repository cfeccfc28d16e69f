package org.vosfs.vospace.remote;

import org.vosfs.http.Url;
import org.vosfs.vospace.VospaceException;

/**
 * Finds a service's capabilities document: at a URL given by the user, or by asking a {@link
 * Registry} (protocol §3.1).
 */
@FunctionalInterface
public interface ServiceLocator {
  /** Reads a text of the web, without showing any credential. */
  @FunctionalInterface
  interface Texts {
    /** The text at {@code url}; tried once. */
    String read(Url url) throws VospaceException;
  }

  /**
   * The capabilities URL.
   *
   * @throws VospaceException with one line that says what is wrong and what to do
   */
  Url capabilities(Texts texts) throws VospaceException;

  /** The service URL under which {@code /capabilities} lies, or the capabilities URL itself. */
  static ServiceLocator endpoint(String url) {
    return texts -> {
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
