/**
 * Clean content on the local disk: disposable, evictable, dropped when damaged.
 *
 * <p>IN: bytes pulled through a {@link org.vosfs.cache.block.BlockSource}, whole files adopted
 * after their upload. OUT: reads by the thousands from one sparse file per content, same offsets as
 * the object. Survives restarts.
 *
 * <p>On disk (docs/ONDISK.md): {@code lock}, {@code xx/ID.data}, {@code xx/ID.map} (see {@link
 * org.vosfs.cache.block.BlockMap}), {@code trash/}. A block is present when the map says so and its
 * checksum agrees; the map is written after the bytes, by a rename, without forcing anything: what
 * a kill or a power loss leaves is either right or recognised as wrong.
 *
 * <p>Locks, in this order, none held while a source is called: {@code Flow} (who waits for what,
 * one per content), {@code Store} (index, pins, room), {@code BlockFile.disk} (names and channel of
 * one content), {@code BlockFile} (presence bits). Under the first two files are only renamed,
 * except that the map of a content nobody uses any more is written under its {@code Flow}.
 */
@NullMarked
package org.vosfs.cache.block;

import org.jspecify.annotations.NullMarked;
