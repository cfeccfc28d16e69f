@NullMarked
package org.vosfs;

import org.jspecify.annotations.NullMarked;
