package org.vosfs.upload;

import org.jspecify.annotations.Nullable;

/**
 * One item of the queue, for people to read.
 *
 * @param path where it is to go; the last known one when the name is gone
 * @param sent bytes on the wire in the running try
 * @param rate bytes a second in the last seconds; 0 = nothing moves, or not known yet
 * @param size bytes in all
 * @param attempts failed tries so far
 * @param pause nanoseconds until its next try may begin; 0 = it may now, runs, or has failed for
 *     good
 * @param problem the last failure in one line; null = none
 */
public record UploadStatus(
    long id,
    String path,
    UploadState state,
    long sent,
    long rate,
    long size,
    int attempts,
    long pause,
    @Nullable String problem) {}
