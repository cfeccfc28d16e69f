package org.vosfs.fs;

/**
 * A file just opened.
 *
 * @param handle for all further calls; never 0
 * @param keepCache the kernel may keep what it has cached of this file: the content is the one the
 *     last open had
 * @param direct the kernel must not cache this handle's bytes, since another content of the same
 *     inode is still open
 */
public record OpenedFile(long handle, boolean keepCache, boolean direct) {}
