package org.vosfs.cache.staging;

import java.nio.file.Path;

/**
 * Something damaged that was set aside and is never deleted by us.
 *
 * @param path the bytes, or the note about them when there are none
 * @param reason one line
 */
public record Quarantined(Path path, String reason) {}
