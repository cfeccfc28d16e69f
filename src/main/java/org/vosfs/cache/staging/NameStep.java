package org.vosfs.cache.staging;

import org.jspecify.annotations.Nullable;
import org.vosfs.base.NodePath;

/**
 * A change of names on the service that takes several requests, or a request and a commit here: in
 * the journal from before the first until after the last, so that it is finished or undone after a
 * crash.
 *
 * @param id number in the journal
 * @param from the node that moves
 * @param to where it goes
 * @param aside where the node that stood at {@code to} waits meanwhile; null: nothing stood there
 */
public record NameStep(long id, NodePath from, NodePath to, @Nullable NodePath aside) {}
