/**
 * Benchmarks: {@code bin/bench NAME} runs the class {@code NameBench}. Each claim is a ratio of
 * sides measured in turn in one run, so that it means the same on every machine.
 *
 * <p>{@link org.vosfs.bench.Comparison} measures, {@link org.vosfs.bench.Report} prints the machine
 * and the tables, {@link org.vosfs.bench.Arguments} reads the command line.
 */
@NullMarked
package org.vosfs.bench;

import org.jspecify.annotations.NullMarked;
