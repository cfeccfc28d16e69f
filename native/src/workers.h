/*
 * The threads that read requests and answer them: a constant number, attached to the JVM once when
 * there is one, and named. Few of them wait in the kernel at a time: who has answered takes the
 * next request, its memory still warm, and the others are woken when nobody waits. Only when all
 * of them wait for something slow does the pool grow, so that one hanging service does not stop
 * what needs no service.
 */
#ifndef VOSFS_WORKERS_H
#define VOSFS_WORKERS_H

#include "session.h"

#define WORKERS_FIRST 12
#define WORKERS_STEP 4
#define WORKERS_MOST 128

/* Serves the mount until it ends; then all threads are gone. 0, or a negative errno. */
int workers_run(struct session *session);

/* Interrupted requests are to be looked at, now and until they are answered. */
void workers_watch(struct session *session);

#endif
