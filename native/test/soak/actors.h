/*
 * Those who use the mount. Each is a process of its own that ends with 0 when everything was as it
 * must be, and says what was not.
 */
#ifndef VOSFS_SOAK_ACTORS_H
#define VOSFS_SOAK_ACTORS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

struct actor {
  void (*act)(const struct actor *);
  const char *name;
  const char *mount;
  uint64_t seed;
  unsigned number; /* among those of its kind */
  time_t seconds;
};

/* Files of its own in all states, compared with a model in memory: model.c. */
void act_model(const struct actor *actor);
/* Names that everybody replaces, removes and reads; each content tells whole what it is. */
void act_churn(const struct actor *actor);
/* The same until the mount goes away, however that shows. */
void act_churn_to_the_end(const struct actor *actor);
/* 10,000 files open at once. */
void act_many(const struct actor *actor);
/* Callers that are killed, or signalled, while they wait. */
void act_killed(const struct actor *actor);
/* Calls that are rare, and some that no filesystem of ours has. */
void act_odd(const struct actor *actor);

/* Numbers that depend on the seed alone. */
void random_begin(uint64_t seed);
uint64_t random_number(void);
unsigned random_below(unsigned limit);

/* Seconds since the machine began. */
time_t seconds_now(void);

/* The program ends with this line, the place, and errno. */
#define MUST(condition)                                                                       \
  do {                                                                                        \
    if (!(condition)) must_failed(__FILE__, __LINE__, #condition);                             \
  } while (0)
void must_failed(const char *file, int line, const char *what);

#endif
