/** Fixtures for tests of several packages: an in-memory filesystem, mounts that always end. */
@NullMarked
package org.vosfs.testing;

import org.jspecify.annotations.NullMarked;
