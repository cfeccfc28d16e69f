/**
 * Unsent writes: precious, never evicted, quarantined (not deleted) when damaged.
 *
 * <p>IN: byte ranges and facts from {@code fs.OpenFile}. OUT: staged files to {@code upload}, the
 * list of what a dead process left behind. A file is in the SQLite journal before its first byte
 * can change. Locks: one per staged file, then the journal.
 */
@NullMarked
package org.vosfs.cache.staging;

import org.jspecify.annotations.NullMarked;
