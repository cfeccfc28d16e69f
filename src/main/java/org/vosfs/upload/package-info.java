/**
 * Brings staged files to the service: when, in which order, how often, and what counts as done.
 *
 * <p>IN: {@link org.vosfs.upload.UploadItem}s from {@code fs} once their last writer closed. OUT:
 * whole uploads to {@code vospace}, the outcome back to the item. One monitor in {@link
 * org.vosfs.upload.UploadQueue}, never held across a network call or a call of an item.
 */
@NullMarked
package org.vosfs.upload;

import org.jspecify.annotations.NullMarked;
