package org.vosfs.fs;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vosfs.base.ByteRange;
import org.vosfs.cache.staging.StagedFile;
import org.vosfs.vospace.Version;

/**
 * How far one attempt to read or write came. Either it is done, or bytes are missing that have to
 * be fetched without the lock.
 *
 * @param done bytes read or written; -1 = nothing yet
 * @param staged where missing bytes are to be filled in; null = the file is clean
 * @param base the version that has them; null = nobody has
 */
record Attempt(
    int done, @Nullable StagedFile staged, @Nullable Version base, List<ByteRange> missing) {}
