package org.vosfs.fs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What utimens asks for.
 *
 * @param accessed new atime; null = leave as it is (UTIME_OMIT)
 * @param modified new mtime; null = leave as it is
 */
public record TimeChange(@Nullable Instant accessed, @Nullable Instant modified) {}
