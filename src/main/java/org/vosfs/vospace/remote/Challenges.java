package org.vosfs.vospace.remote;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vosfs.http.Url;

/**
 * Where to log in, as a service itself tells an anonymous caller in {@code WWW-Authenticate}
 * (protocol §4.3): {@code ivoa_x509 standard_id="...", access_url="..."}.
 */
final class Challenges {
  private static final Pattern CHALLENGE =
      Pattern.compile(
          "(?i)\\b(ivoa_[a-z0-9]{1,20})\\s+((?:[a-z_]{1,40}\\s*=\\s*\"[^\"]{0,2000}\"\\s*,?\\s*){1,20})");
  private static final Pattern PARAMETER =
      Pattern.compile("(?i)([a-z_]{1,40})\\s*=\\s*\"([^\"]{0,2000})\"");

  private Challenges() {}

  /**
   * The first place that a challenge of that scheme names for one of these standards.
   *
   * @param headers all of the answer
   * @param scheme such as {@code ivoa_bearer}
   */
  static Optional<Url> place(List<String> headers, String scheme, Collection<String> standards) {
    for (String header : headers) {
      Matcher challenge = CHALLENGE.matcher(header);
      while (challenge.find()) {
        Optional<Url> url =
            challenge.group(1).equalsIgnoreCase(scheme)
                    && standards.contains(parameter(challenge.group(2), "standard_id"))
                ? Url.of(parameter(challenge.group(2), "access_url"))
                : Optional.empty();
        if (url.isPresent()) {
          return url;
        }
      }
    }
    return Optional.empty();
  }

  private static String parameter(String text, String name) {
    Matcher parameter = PARAMETER.matcher(text);
    while (parameter.find()) {
      if (parameter.group(1).equalsIgnoreCase(name)) {
        return parameter.group(2).strip();
      }
    }
    return "";
  }
}
