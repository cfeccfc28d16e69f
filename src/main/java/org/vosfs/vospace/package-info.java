/**
 * What a VOSpace service can be asked, and what it answers, without saying how.
 *
 * <p>IN: operations on {@link org.vosfs.base.NodePath}s relative to the mounted root. OUT:
 * immutable {@link org.vosfs.vospace.Node}s, byte streams, and {@link
 * org.vosfs.vospace.VospaceException}s. No state, no locks; every implementation is thread-safe.
 */
@NullMarked
package org.vosfs.vospace;

import org.jspecify.annotations.NullMarked;
