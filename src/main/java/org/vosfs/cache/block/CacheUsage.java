package org.vosfs.cache.block;

/**
 * State and counters of a block cache; the counters begin at 0 at each start.
 *
 * @param bytes bytes on the disk, block maps included
 * @param limit most bytes allowed
 * @param files contents kept
 * @param hits reads served without waiting for a source
 * @param misses reads that had to wait
 * @param fetchedBytes bytes taken from sources
 * @param evictedBytes bytes dropped to make room
 */
public record CacheUsage(
    long bytes,
    long limit,
    long files,
    long hits,
    long misses,
    long fetchedBytes,
    long evictedBytes) {}
