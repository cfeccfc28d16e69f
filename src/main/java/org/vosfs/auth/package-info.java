/**
 * Who the user is towards a service, and how a request shows it (protocol §4).
 *
 * <p>IN: certificates and tokens by file, environment or command, netrc. OUT: what to show, asked
 * for anew for every request, so that a renewed file takes effect by itself, and TLS contexts. What
 * host it may go to is not decided here but by {@code org.vosfs.http.CredentialScope}. Owner of
 * {@code org.bouncycastle}. Locks: one per credential; that of a token is held while its source is
 * read, and only those wait who have no good token.
 */
@NullMarked
package org.vosfs.auth;

import org.jspecify.annotations.NullMarked;
