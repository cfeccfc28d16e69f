/**
 * Clean content on the local disk: disposable, evictable, dropped when damaged.
 *
 * <p>IN: bytes pulled through a {@link org.vosfs.cache.block.BlockSource}, whole files adopted
 * after their upload. OUT: reads by the thousands from one sparse file per content, same offsets as
 * the object. Survives restarts.
 */
@NullMarked
package org.vosfs.cache.block;

import org.jspecify.annotations.NullMarked;
