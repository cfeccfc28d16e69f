package org.vosfs.status;

import java.util.Map;

/**
 * One part of a mount that has something to tell. Thread-safe, fast, never on the network.
 *
 * <p>Values are strings, numbers, booleans, lists and maps of these; never a secret.
 */
@FunctionalInterface
public interface StatusSource {
  /** The state now. */
  Map<String, Object> snapshot();
}
