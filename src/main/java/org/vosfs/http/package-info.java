/**
 * HTTP as the VOSpace protocol needs it (protocol §12): one request in, one reply out, or an {@link
 * org.vosfs.http.HttpFailure} that tells whether the request may have reached the service.
 *
 * <p>IN: {@link org.vosfs.http.Call}s with a time limit. OUT: open {@link org.vosfs.http.Reply}s.
 * The order of concerns stands in {@link org.vosfs.http.Transport}: retry, redirect, credentials,
 * wire. Nothing here knows VOSpace. Owner of {@code org.apache.hc}. Locks: none of ours.
 */
@NullMarked
package org.vosfs.http;

import org.jspecify.annotations.NullMarked;
