package org.vosfs.fs;

/** What statfs tells, in bytes; {@code free} never exceeds {@code total}. */
public record SpaceUsage(long total, long free) {}
