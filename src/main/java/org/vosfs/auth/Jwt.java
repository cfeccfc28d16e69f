package org.vosfs.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** What a JSON web token says of itself (RFC 7519 §4.1); nothing is verified here. */
record Jwt(Optional<Instant> expires, Optional<String> subject) {
  private static final Jwt NOTHING = new Jwt(Optional.empty(), Optional.empty());

  /** Reads a token; one of another form tells nothing. */
  static Jwt of(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return NOTHING;
    }
    try {
      JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
      long end = claims.path("exp").asLong(0);
      String name = claims.path("preferred_username").asText(claims.path("sub").asText(""));
      return new Jwt(
          end > 0 && end < Instant.MAX.getEpochSecond()
              ? Optional.of(Instant.ofEpochSecond(end))
              : Optional.empty(),
          name.isEmpty() || name.chars().anyMatch(Character::isISOControl)
              ? Optional.empty()
              : Optional.of(name));
    } catch (IllegalArgumentException | IOException e) {
      return NOTHING;
    }
  }
}
