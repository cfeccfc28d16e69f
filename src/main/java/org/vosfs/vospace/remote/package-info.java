/**
 * The VOSpace port over HTTP (protocol §2–§12, §20, §21).
 *
 * <p>IN: a {@link org.vosfs.vospace.remote.RemoteSettings} record and the surroundings (time,
 * chance, timer). OUT: {@link org.vosfs.vospace.remote.RemoteVospaceClient}. What a service can do
 * is learned from its replies. Fault texts and statuses become exceptions in {@code FaultMapper}
 * and nowhere else. Locks: none held across a request; learned facts are volatile fields.
 */
@NullMarked
package org.vosfs.vospace.remote;

import org.jspecify.annotations.NullMarked;
