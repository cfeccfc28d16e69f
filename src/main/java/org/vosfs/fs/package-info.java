/**
 * The filesystem: POSIX meaning on top of VOSpace nodes. Knows neither FUSE nor HTTP.
 *
 * <p>IN: calls of {@link org.vosfs.fs.FileSystem} from the kernel side. OUT: node requests through
 * {@code cache.meta}, bytes from {@code cache.block}, changed bytes to {@code cache.staging} and
 * from there to {@code upload}.
 */
@NullMarked
package org.vosfs.fs;

import org.jspecify.annotations.NullMarked;
