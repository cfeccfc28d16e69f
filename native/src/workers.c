#define _GNU_SOURCE
#include "workers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "dispatch.h"
#include "jvm.h"

#define STACK_SIZE (2u << 20)
#define TICK_MILLIS 20
/* A request that takes longer waits for something else than this machine. */
#define SLOW_MILLIS 100
#define NEVER UINT64_MAX
/*
 * Threads that wait for a request in the kernel; the others wait here until all of these have one.
 * The kernel wakes its waiters in turn, so that with many of them each one's memory is cold again.
 */
#define MOST_READING 3

struct worker {
  struct workers *pool;
  pthread_t thread;
  unsigned number;
  atomic_ullong since; /* when its request began, in milliseconds; NEVER = it has none */
};

/*
 * Room for answers. What was given back last is taken first: it is still in the processor's cache,
 * while the kernel gives requests to threads in turn, each of which would fill room of its own.
 */
struct room {
  pthread_mutex_t lock;
  unsigned count;
  char *spare[WORKERS_MOST];
};

struct workers {
  struct session *session;
  struct room room;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  pthread_cond_t turn; /* nobody reads any more */
  unsigned spare;      /* threads that wait for that */
  unsigned started;
  unsigned running;
  atomic_uint reading; /* threads that wait for a request */
  bool watching;       /* there are interrupted requests */
  struct worker all[WORKERS_MOST];
};

static uint64_t now_millis(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Nobody waits for a request: a spare thread is to, and if there is none, all are busy. */
static void wake(struct workers *pool) {
  pthread_mutex_lock(&pool->lock);
  pthread_cond_signal(pool->spare > 0 ? &pool->turn : &pool->changed);
  pthread_mutex_unlock(&pool->lock);
}

static void wait_for_turn(struct workers *pool) {
  if (atomic_load(&pool->reading) < MOST_READING) return; /* one more does no harm */
  pthread_mutex_lock(&pool->lock);
  pool->spare++;
  while (!atomic_load(&pool->session->ended) && atomic_load(&pool->reading) >= MOST_READING) {
    pthread_cond_wait(&pool->turn, &pool->lock);
  }
  pool->spare--;
  pthread_mutex_unlock(&pool->lock);
}

/* NULL only when there is no memory. */
static char *take(struct room *room) {
  pthread_mutex_lock(&room->lock);
  char *taken = room->count > 0 ? room->spare[--room->count] : NULL;
  pthread_mutex_unlock(&room->lock);
  return taken != NULL ? taken : malloc(SESSION_BUFFER);
}

/* As many are taken as there are threads at most, so there is always a place. */
static void give_back(struct room *room, char *taken) {
  pthread_mutex_lock(&room->lock);
  room->spare[room->count++] = taken;
  pthread_mutex_unlock(&room->lock);
}

/* One request: false when the mount has ended. */
static bool serve_one(struct worker *worker, char *in) {
  struct workers *pool = worker->pool;
  struct session *session = pool->session;
  atomic_fetch_add(&pool->reading, 1);
  ssize_t size = read(session->device, in, SESSION_BUFFER);
  int error = errno;
  bool last = atomic_fetch_sub(&pool->reading, 1) == 1;
  if (size < 0) {
    /* ENOENT: the request was taken back while it was being read. */
    if (error == EINTR || error == EAGAIN || error == ENOENT) return true;
    /* Unmounted, or the connection aborted, which one reader may be told in another way. */
    session_end(session, error == ENODEV || error == ECONNABORTED ? 0 : -error);
    return false;
  }
  atomic_store(&worker->since, now_millis());
  if (last) wake(pool);
  char *out = take(&pool->room);
  if (out == NULL) {
    session_end(session, -ENOMEM);
    return false;
  }
  dispatch(session, in, (size_t)size, out, SESSION_BUFFER);
  give_back(&pool->room, out);
  atomic_store(&worker->since, NEVER);
  return true;
}

static void serve(struct worker *worker) {
  char *in = malloc(SESSION_BUFFER);
  if (in == NULL) {
    session_end(worker->pool->session, -ENOMEM);
  } else {
    do {
      wait_for_turn(worker->pool);
    } while (!atomic_load(&worker->pool->session->ended) && serve_one(worker, in));
  }
  free(in);
}

static void *work(void *argument) {
  struct worker *worker = argument;
  struct workers *pool = worker->pool;
  char name[32];
  snprintf(name, sizeof name, "vosfs-fuse-%u", worker->number);
  jvm_attach(name);
  serve(worker);
  jvm_detach();
  pthread_mutex_lock(&pool->lock);
  pool->running--;
  pthread_cond_broadcast(&pool->turn); /* it has ended for all */
  pthread_cond_signal(&pool->changed);
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

/* Starts up to that many more; holds the lock. 0, or a negative errno when none is there at all. */
static int start(struct workers *pool, unsigned more) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_SIZE);
  int error = 0;
  while (error == 0 && more-- > 0 && pool->started < WORKERS_MOST) {
    struct worker *worker = &pool->all[pool->started];
    worker->pool = pool;
    worker->number = pool->started + 1;
    atomic_store(&worker->since, NEVER);
    error = pthread_create(&worker->thread, &attributes, work, worker);
    if (error == 0) {
      pool->started++;
      pool->running++;
    }
  }
  pthread_attr_destroy(&attributes);
  return pool->running > 0 ? 0 : -error;
}

/* Whether everybody is busy, and most of them with something slow. */
static bool is_stuck(const struct workers *pool) {
  if (atomic_load(&pool->reading) > 0) return false;
  uint64_t now = now_millis();
  unsigned slow = 0;
  for (unsigned i = 0; i < pool->started; i++) {
    uint64_t since = atomic_load(&pool->all[i].since);
    if (since != NEVER && now >= since && now - since >= SLOW_MILLIS) slow++;
  }
  return slow * 2 >= pool->started;
}

static void wait_for_change(struct workers *pool, bool tick) {
  if (!tick) {
    pthread_cond_wait(&pool->changed, &pool->lock);
    return;
  }
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += TICK_MILLIS * 1000000L;
  if (until.tv_nsec >= 1000000000L) {
    until.tv_nsec -= 1000000000L;
    until.tv_sec++;
  }
  pthread_cond_timedwait(&pool->changed, &pool->lock, &until);
}

/* Sleeps while requests go their way; looks every tick while all are busy or some interrupted. */
static void watch(struct workers *pool) {
  while (pool->running > 0) {
    bool busy = atomic_load(&pool->reading) == 0 && pool->started < WORKERS_MOST;
    wait_for_change(pool, busy || pool->watching);
    if (pool->watching) {
      pool->watching = false;
      pthread_mutex_unlock(&pool->lock);
      size_t waiting = requests_answer_killed(&pool->session->requests);
      pthread_mutex_lock(&pool->lock);
      if (waiting > 0) pool->watching = true;
    }
    if (!atomic_load(&pool->session->ended) && is_stuck(pool)) start(pool, WORKERS_STEP);
  }
}

static void init(struct workers *pool, struct session *session) {
  pool->session = session;
  pthread_mutex_init(&pool->room.lock, NULL);
  pthread_mutex_init(&pool->lock, NULL);
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&pool->changed, &monotonic);
  pthread_cond_init(&pool->turn, NULL);
  pthread_condattr_destroy(&monotonic);
}

int workers_run(struct session *session) {
  struct workers *pool = calloc(1, sizeof *pool);
  if (pool == NULL) return -ENOMEM;
  init(pool, session);
  session->workers = pool;
  pthread_mutex_lock(&pool->lock);
  int result = start(pool, WORKERS_FIRST);
  if (result == 0) watch(pool);
  unsigned started = pool->started;
  pthread_mutex_unlock(&pool->lock);
  for (unsigned i = 0; i < started; i++) pthread_join(pool->all[i].thread, NULL);
  session->workers = NULL;
  while (pool->room.count > 0) free(pool->room.spare[--pool->room.count]);
  pthread_mutex_destroy(&pool->room.lock);
  pthread_cond_destroy(&pool->turn);
  pthread_cond_destroy(&pool->changed);
  pthread_mutex_destroy(&pool->lock);
  free(pool);
  return result;
}

void workers_watch(struct session *session) {
  struct workers *pool = session->workers;
  if (pool == NULL) { /* no pool, as in tests: once is all there is */
    requests_answer_killed(&session->requests);
    return;
  }
  pthread_mutex_lock(&pool->lock);
  pool->watching = true;
  pthread_cond_signal(&pool->changed);
  pthread_mutex_unlock(&pool->lock);
}
