/*
 * A mount of the soak's filesystem in this process, with actors around it. The actors are forked
 * before any thread is started, and begin when the mount serves.
 */
#ifndef VOSFS_SOAK_STAGE_H
#define VOSFS_SOAK_STAGE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "actors.h"
#include "session.h"

#define STAGE_MOST_ACTORS 32

struct stage {
  char mount[200];
  char contents[200];
  struct session *session;
  pthread_t serving;
  int result; /* of vosfs_serve */
  pid_t actors[STAGE_MOST_ACTORS];
  size_t actor_count;
  int gate[2];
  unsigned tasks; /* threads and descriptors of this process at the start */
  unsigned files;
};

/* Makes the two directories below `place`. */
void stage_open(struct stage *stage, const char *place);

/* Forks one that waits for stage_begin. */
void stage_actor(struct stage *stage, struct actor actor);

/* Mounts, serves, lets the actors begin. */
void stage_begin(struct stage *stage);

/* Waits until the actors have ended; false when one of them failed. */
bool stage_wait(struct stage *stage);

/* Has the kernel forget everything; false when it goes on knowing something. */
bool stage_forget(struct stage *stage);

/* Waits for the end of serving, frees everything; the end of the program when something is left. */
void stage_close(struct stage *stage, bool all_closed);

/* record.c: writes what the kernel sends to where VOSFS_RECORD says, if it does. */
void record_begin(void);

/* How many backing files are registered now, and how many were ever. */
long recorded_backings(void);
long recorded_backings_ever(void);

/* The stages: with everything at once, unmounted while busy, and aborted. */
int play_mixed(const char *place, uint64_t seed, time_t seconds);
int play_busy(const char *place, uint64_t seed);
int play_aborted(const char *place, uint64_t seed);

#endif
