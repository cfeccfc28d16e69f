/** The walls between the packages, and the conventions that hold everywhere. */
@NullMarked
package org.vosfs.arch;

import org.jspecify.annotations.NullMarked;
