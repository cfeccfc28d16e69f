/**
 * Vocabulary shared by every layer: paths, byte ranges, time sources, orderly closing.
 *
 * <p>IN: nothing of ours. OUT: values without behaviour of their own. No locks.
 */
@NullMarked
package org.vosfs.base;

import org.jspecify.annotations.NullMarked;
