/** Random operations on the filesystem and on a plain reference, compared after every step. */
@NullMarked
package org.vosfs.model;

import org.jspecify.annotations.NullMarked;
