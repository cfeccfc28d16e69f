package org.vosfs.cli;

import java.net.URI;
import java.net.URISyntaxException;
import org.vosfs.status.CommandException;

/** A group as people write it. */
final class GroupName {
  /** Where groups given by their bare name are, as the vos client has it. */
  private static final String USUAL = "ivo://cadc.nrc.ca/gms?";

  private GroupName() {}

  /**
   * The URI of a group.
   *
   * @param text the URI, or the bare name of a group of CADC and CANFAR
   * @throws CommandException with what a group looks like
   */
  static String uri(String text) throws CommandException {
    String uri = text.contains(":") ? text : USUAL + text;
    try {
      URI parsed = new URI(uri);
      String name = parsed.getRawQuery();
      boolean named = name != null && name.matches("[A-Za-z0-9/._~-]+");
      if ("ivo".equals(parsed.getScheme()) && parsed.getRawAuthority() != null && named) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new CommandException(
        "'" + text + "' is no group; one is like my-team or ivo://cadc.nrc.ca/gms?my-team");
  }
}
