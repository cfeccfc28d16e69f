package org.vosfs.config;

/** A setting cannot be used. The message is one line: option, value, source, what is accepted. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
