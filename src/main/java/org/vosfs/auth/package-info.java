/**
 * Who the user is towards a service, and how a request shows it (protocol §4).
 *
 * <p>IN: tokens given directly, by file or by environment. OUT: header values, asked for anew for
 * every request, so that a renewed file takes effect by itself. What host a header may go to is not
 * decided here but by {@code org.vosfs.http.CredentialScope}. Locks: one tiny monitor per
 * credential, never held across a network call.
 */
@NullMarked
package org.vosfs.auth;

import org.jspecify.annotations.NullMarked;
