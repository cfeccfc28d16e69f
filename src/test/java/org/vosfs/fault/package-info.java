/** What goes wrong on the way to the service, and what becomes of the bytes. */
@NullMarked
package org.vosfs.fault;

import org.jspecify.annotations.NullMarked;
