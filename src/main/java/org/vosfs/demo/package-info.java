/**
 * The embedded VOSpace server: a space on disk served over plain HTTP on the loopback interface,
 * imitating a metadata service with storage sites ({@link org.vosfs.demo.Profile#VAULT}), a service
 * over a POSIX tree ({@link org.vosfs.demo.Profile#CAVERN}) or the bare specification ({@link
 * org.vosfs.demo.Profile#SPEC}), with the oddities that were measured on the running services.
 *
 * <p>IN: {@link org.vosfs.demo.DemoSettings}, HTTP requests, fault rules. OUT: replies, a request
 * log, the server's own view of its space ({@link org.vosfs.demo.Space}). It is an island: it
 * shares no protocol code with the client, so that one mistake cannot hide on both sides.
 *
 * <p>Durability: a change that was acknowledged survives the death of the process (it was written
 * to the journal), not power loss (nothing is synced).
 *
 * <p>Locks: one monitor in {@code NodeTree} for changes of names and node records; readers take
 * none. It is never held across network I/O. The journal's monitor is taken inside it. The request
 * log and the fault injector have their own monitors and call nothing.
 */
@NullMarked
package org.vosfs.demo;

import org.jspecify.annotations.NullMarked;
