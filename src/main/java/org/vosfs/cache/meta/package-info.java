/**
 * What is known of nodes and directories, and for how long it may be believed.
 *
 * <p>IN: nodes and complete listings as {@code fs} gets them, keyed by entry number so that a
 * rename moves nothing here. OUT: fresh, stale-but-known, known-absent, or unknown. Bounded by
 * weight. Caffeine is used by this package alone. No locks of its own, never a network call.
 */
@NullMarked
package org.vosfs.cache.meta;

import org.jspecify.annotations.NullMarked;
