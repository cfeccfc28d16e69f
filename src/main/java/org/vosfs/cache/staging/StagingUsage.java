package org.vosfs.cache.staging;

/**
 * What staging holds.
 *
 * @param files staged files
 * @param bytes their bytes on the disk: sizes less the base content that is not here; holes made by
 *     writing far behind the end count in full
 */
public record StagingUsage(long files, long bytes) {}
