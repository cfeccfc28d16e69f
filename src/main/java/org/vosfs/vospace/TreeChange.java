package org.vosfs.vospace;

/**
 * What a change of a whole tree did.
 *
 * @param changed nodes that have the properties now
 * @param refused nodes that do not, as far as the service counted them; it tells no names
 * @param ended whether it went through to the end
 */
public record TreeChange(long changed, long refused, boolean ended) {}
