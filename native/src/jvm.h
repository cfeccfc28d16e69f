/*
 * Threads of ours in a JVM, when this process is one: attached once for their life, as daemons,
 * with a name. A callback from a thread that is not attached would be attached and detached again
 * each time. Nothing of the JDK is needed to build this.
 */
#ifndef VOSFS_JVM_H
#define VOSFS_JVM_H

/* Attaches the calling thread; does nothing without a JVM. */
void jvm_attach(const char *name);
void jvm_detach(void);

#endif
