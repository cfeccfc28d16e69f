package org.vosfs.cache.meta;

/**
 * State and counters of a metadata cache; the counters begin at 0 at each start.
 *
 * @param nodes nodes known, the old ones included
 * @param hits questions about a node that was told within the TTL
 * @param misses questions about a node that was not
 */
public record MetaUsage(long nodes, long hits, long misses) {}
