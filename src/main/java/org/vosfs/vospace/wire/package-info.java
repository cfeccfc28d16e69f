/**
 * The XML of VOSpace, UWS and VOSI, read and written with StAX (protocol §3.2, §5.2, §8.1, §9).
 *
 * <p>IN: hostile documents. OUT: port values, or {@link org.vosfs.vospace.wire.BadXml}. DTDs and
 * entities are off, depth and text are bounded, listings are never held in memory. No state, no
 * locks.
 */
@NullMarked
package org.vosfs.vospace.wire;

import org.jspecify.annotations.NullMarked;
