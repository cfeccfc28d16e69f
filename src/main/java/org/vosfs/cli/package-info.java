/**
 * The command line: what users type, and {@link org.vosfs.cli.Assembly}, the only place that wires
 * the layers together.
 *
 * <p>IN: words, environment, configuration files. OUT: a running mount or server, or one line on
 * standard error and an exit code. Commands hold no logic. Owns picocli, logback's setup, {@code
 * System.exit} and the wall clock. Locks: none but {@code MountRun}'s monitor, which orders
 * stopping and is never held while waiting.
 */
@NullMarked
package org.vosfs.cli;

import org.jspecify.annotations.NullMarked;
