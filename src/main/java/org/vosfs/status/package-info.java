/**
 * What a running mount tells and can be told, over a Unix socket.
 *
 * <p>IN: {@link org.vosfs.status.StatusSource}s that the layers publish, {@link
 * org.vosfs.status.Command}s that the assembly registers. OUT: one JSON object per line. A request
 * is one line, {@code {"request":"drain","timeout":30}}; the answer is any number of {@code
 * {"progress":…}} lines and then one {@code {"result":…}} or {@code {"error":"…"}}. Unknown fields
 * are ignored, so that both sides can grow.
 *
 * <p>The socket lies in a directory that only its owner may enter; who can connect is the mount's
 * owner or root. Uses Jackson for the lines. Locks: none.
 */
@NullMarked
package org.vosfs.status;

import org.jspecify.annotations.NullMarked;
