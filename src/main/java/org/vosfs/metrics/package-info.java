/**
 * The figures of a mount for Prometheus, as text over HTTP.
 *
 * <p>IN: {@link org.vosfs.status.Figure}s, which the assembly makes of the counters that the status
 * shows; they are read when somebody asks, and counted nowhere else. OUT: {@code GET /metrics} on
 * one address. The only package that knows the Prometheus client library, so that a mount without
 * the option {@code metrics} loads none of it. Locks: none.
 */
@NullMarked
package org.vosfs.metrics;

import org.jspecify.annotations.NullMarked;
