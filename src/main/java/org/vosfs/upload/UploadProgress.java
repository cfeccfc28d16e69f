package org.vosfs.upload;

/**
 * How much there is still to send.
 *
 * @param files still to send
 * @param bytes still to send, those already on the wire not counted
 * @param failed files that will not go without help
 * @param stored files that were brought to the service since the mount began
 */
public record UploadProgress(int files, long bytes, int failed, long stored) {}
