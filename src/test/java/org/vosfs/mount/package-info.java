/**
 * Real mounts, used by the programs that people use. Run by failsafe; skipped without /dev/fuse.
 */
@NullMarked
package org.vosfs.mount;

import org.jspecify.annotations.NullMarked;
