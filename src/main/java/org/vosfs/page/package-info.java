/**
 * A page to look at for one mount, over HTTP on this machine: what is sent and waits, what failed,
 * with retry and discard, and how the mount has been lately.
 *
 * <p>IN: the {@link org.vosfs.status.Command}s that the control socket has. OUT: three fixed files
 * for a browser, and JSON for these.
 *
 * <p>Every user of the machine can connect to a port of 127.0.0.1, and every web page can make the
 * owner's browser do so. So: the fixed files hold nothing secret; everything else needs a token in
 * a header, which pages of others can neither know nor send. The token comes in the fragment of the
 * address, which is never sent, and not as a cookie, since browsers show the cookies of 127.0.0.1
 * to all its ports, whoever listens there. The {@code Host} header is compared, so that a name that
 * somebody points here does not make another page's origin ours. Locks: none.
 */
@NullMarked
package org.vosfs.page;

import org.jspecify.annotations.NullMarked;
