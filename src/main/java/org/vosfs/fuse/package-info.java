/**
 * Between the kernel and {@link org.vosfs.fs.FileSystem}: no logic, only translation.
 *
 * <p>IN: libfuse callbacks as raw addresses. OUT: calls of the filesystem port; results written
 * into the kernel's structs; every failure as an errno. One {@code Gate} stands before every
 * callback: it times, logs and lets no throwable through, since an exception that escapes into
 * native code reads as success there.
 *
 * <p>jnr-fuse supplies the layout of the operations table, jffi the calls in both directions.
 * jnr-fuse's filesystem base classes are not used: they register what is not supported, copy paths
 * through a lossy decoder, take bits for bytes, and bring a shutdown hook that lazily detaches
 * whatever is mounted at the place.
 *
 * <p>Below stands one of two C libraries, see {@code FuseLibrary}. Locks: none that a callback
 * waits for. Requests are answered on the threads of {@code SessionLoop}, or on those of the native
 * layer.
 */
@NullMarked
package org.vosfs.fuse;

import org.jspecify.annotations.NullMarked;
