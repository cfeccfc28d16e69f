package org.vosfs.fs;

import java.nio.file.Path;

/**
 * One file that is not, or not wholly, on the service.
 *
 * @param path in the mount, as programs see it
 * @param state what {@code user.vos.state} says
 * @param queued whether it goes by itself; false for what is still being written, failed for good,
 *     or was interrupted
 * @param size bytes
 * @param sent bytes on the wire in the running upload
 * @param rate bytes a second in the last seconds; 0 = nothing moves, or not known yet
 * @param attempts failed uploads so far
 * @param pause nanoseconds until the next upload may begin; 0 = now, or never by itself
 * @param problem the last failure in one line, or empty
 * @param bytes the local file that holds what was written
 */
public record PendingFile(
    String path,
    String state,
    boolean queued,
    long size,
    long sent,
    long rate,
    int attempts,
    long pause,
    String problem,
    Path bytes) {}
