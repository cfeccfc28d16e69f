package org.vosfs.fs;

import org.vosfs.vospace.JobWatch;

/**
 * How far work on a whole tree is, as far as that is known.
 *
 * @param phase of the service's job, in its own word; empty when this program does the work
 * @param done nodes done; {@link JobWatch#UNKNOWN} while nobody counts them
 * @param left entries that the service still lists directly in the directory; UNKNOWN as long as it
 *     was not asked
 */
public record TreeState(String phase, long done, long left) {}
