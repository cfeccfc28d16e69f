package org.vosfs.fs;

import java.time.Instant;

/**
 * What stat prints: the server's word overlaid with what this mount knows better.
 *
 * @param number st_ino: given at first sight, kept across renames, never reused in a mount
 * @param permissions the nine rwx bits
 * @param links st_nlink; 0 for a removed file that is still open
 * @param size bytes
 * @param allocated bytes that st_blocks is made from
 * @param fresh how long the kernel may go on believing this, in milliseconds; 0 = not at all
 */
public record Attributes(
    long number,
    FileType type,
    int permissions,
    int links,
    long size,
    long allocated,
    Instant accessed,
    Instant modified,
    Instant changed,
    long fresh) {}
