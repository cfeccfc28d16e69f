/**
 * Unsent writes: precious, never evicted, quarantined (not deleted) when damaged.
 *
 * <p>IN: byte ranges and facts from {@code fs.OpenFile}. OUT: staged files to {@code upload}, the
 * list of what a dead process left behind. A file is in the SQLite journal before its first byte
 * can change.
 *
 * <p>On disk (docs/ONDISK.md): {@code lock}, {@code journal.db}, {@code files/ID.data}, {@code
 * quarantine/}. What must survive a kill is committed to the journal in this order:
 *
 * <ul>
 *   <li>create: row, then file. A row without a file that never was acknowledged is dropped.
 *   <li>write, fill: bytes, then presence rows, then the answer. Bytes without a row are absent and
 *       come from the base again.
 *   <li>truncate below what the journal relies on: the cut, then the file, then the cut taken back.
 *       A cut found at recovery is carried out.
 *   <li>release, discard: row marked as leaving, then the file moved or deleted, then the row
 *       removed. A leaving row found at recovery is carried to its end.
 * </ul>
 *
 * <p>Locks, taken in this order and never held across anything but local disk access: one
 * read-write lock per staged file (bytes, presence, size), then the journal's lock (connection,
 * facts of all files).
 */
@NullMarked
package org.vosfs.cache.staging;

import org.jspecify.annotations.NullMarked;
