package org.vosfs.config;

import java.util.Locale;

/**
 * One option of a mount.
 *
 * @param <T> its value
 * @param key as in {@code -o KEY=VALUE} and in the TOML files
 * @param preset the default as it would be written; empty when there is none
 * @param help one line, without a full stop
 */
public record Option<T>(String key, Kind<T> kind, String preset, String help) {
  /** The environment variable that sets it. */
  public String variable() {
    return "VOSFS_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Whether there is a value when nobody sets one. */
  public boolean hasPreset() {
    return !preset.isEmpty();
  }
}
