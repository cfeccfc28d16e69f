/** Servers that lie, drip, flood and lead astray, and what the client makes of it. */
@NullMarked
package org.vosfs.hostile;

import org.jspecify.annotations.NullMarked;
