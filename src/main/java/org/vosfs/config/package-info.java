/**
 * Where settings come from: {@code -o} options, environment, TOML files, defaults, in that order.
 *
 * <p>IN: the command line's words, environment variables, {@code config.toml} of the user and of
 * the system. OUT: typed values with the source of each. Every option is defined once, in {@link
 * org.vosfs.config.MountOptions}; help, documentation and parsing follow from there. Nobody but
 * {@code cli} imports this package. No locks: immutable values.
 */
@NullMarked
package org.vosfs.config;

import org.jspecify.annotations.NullMarked;
