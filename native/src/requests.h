/*
 * Requests that are being worked on, so that an interrupt finds them. A request is answered once:
 * by its worker, or before that with EINTR when the process that asks was killed.
 */
#ifndef VOSFS_REQUESTS_H
#define VOSFS_REQUESTS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol.h"

struct session;
struct late_release; /* see releases.h */

struct request {
  struct session *session;
  const struct proto_in_header *header;
  const char *body;
  size_t body_size;
  char *out; /* room for the content of an answer */
  size_t out_room;
  atomic_bool answered;
  /* Under the table's lock. */
  bool interrupted;
  struct late_release *late; /* what is to be released at its end */
  struct request *next;
  struct request **link;
};

struct requests {
  pthread_mutex_t lock;
  struct request *first;
  size_t interrupted; /* how many of them were interrupted and are not answered */
};

void requests_init(struct requests *requests);
void requests_destroy(struct requests *requests);

void requests_add(struct requests *requests, struct request *request);
void requests_remove(struct requests *requests, struct request *request);

/*
 * Somebody signalled the process that asked. False when no such request is under way: the kernel
 * is to say it again. When found, the caller has requests_answer_killed look now and then, since
 * the kernel does not tell of a second signal.
 */
bool requests_interrupt(struct requests *requests, uint64_t unique);

/*
 * Leaves the release of a handle to a request that still uses it. False when there is none. For
 * releases.c; where an operation has its handle in a message is known here.
 */
bool requests_leave(struct requests *requests, struct late_release *late);

/*
 * Answers the interrupted requests whose process is being killed; other signals are no reason to
 * fail a call. The number that go on waiting.
 */
size_t requests_answer_killed(struct requests *requests);

#endif
