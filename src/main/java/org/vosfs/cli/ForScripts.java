package org.vosfs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** The form of what {@code --json} prints. */
final class ForScripts {
  private ForScripts() {}

  /** One JSON object or list over several lines, without a line break at the end. */
  static String json(Object value) throws JsonProcessingException {
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }
}
