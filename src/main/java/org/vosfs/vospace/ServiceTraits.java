package org.vosfs.vospace;

import java.util.Optional;

/**
 * What a service was seen to do; learned from behaviour, never from host names. Empty = not yet
 * known.
 *
 * @param ranges ranged GETs are answered with 206
 * @param paging listings can be continued with {@code uri=}
 * @param atomicReplace a failed PUT leaves the old content (storage sites), not a wreck (cavern)
 * @param user who the service says the caller is ({@code x-vo-authenticated})
 */
public record ServiceTraits(
    Optional<Boolean> ranges,
    Optional<Boolean> paging,
    Optional<Boolean> atomicReplace,
    Optional<String> user) {}
