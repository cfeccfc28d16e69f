package org.vosfs.vospace;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A finished upload: length and MD5 are ours and the service agreed.
 *
 * @param length bytes
 * @param md5 32 lower-case hex digits
 * @param serverDate the service's own clock when it answered ({@code Date} header)
 * @param digestConfirmed true when the service itself returned this MD5
 */
public record Stored(
    long length, String md5, @Nullable Instant serverDate, boolean digestConfirmed) {}
