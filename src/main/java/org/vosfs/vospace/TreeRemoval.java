package org.vosfs.vospace;

/**
 * What came of removing a container with everything below it.
 *
 * @param removed nodes that are gone
 * @param failed nodes that could not be removed; what is above them stays, too
 * @param isComplete whether all of it is gone
 */
public record TreeRemoval(long removed, long failed, boolean isComplete) {}
