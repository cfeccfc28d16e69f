#include "requests.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "releases.h"
#include "reply.h"

/* SIGKILL in the mask of /proc; the kernel turns every signal that ends a process into it. */
#define KILL_BIT (UINT64_C(1) << 8)

void requests_init(struct requests *requests) {
  pthread_mutex_init(&requests->lock, NULL);
  requests->first = NULL;
  requests->interrupted = 0;
}

void requests_destroy(struct requests *requests) { pthread_mutex_destroy(&requests->lock); }

void requests_add(struct requests *requests, struct request *request) {
  request->interrupted = false;
  request->late = NULL;
  pthread_mutex_lock(&requests->lock);
  request->next = requests->first;
  request->link = &requests->first;
  if (request->next != NULL) request->next->link = &request->next;
  requests->first = request;
  pthread_mutex_unlock(&requests->lock);
}

void requests_remove(struct requests *requests, struct request *request) {
  pthread_mutex_lock(&requests->lock);
  *request->link = request->next;
  if (request->next != NULL) request->next->link = request->link;
  if (request->interrupted) requests->interrupted--;
  pthread_mutex_unlock(&requests->lock);
}

/* What must have happened when its process goes on or ends: closing, and forgetting. */
static bool must_complete(const struct request *request) {
  return request->header->opcode == OP_FLUSH || request->header->opcode == OP_RELEASE ||
         request->header->opcode == OP_RELEASEDIR;
}

bool requests_interrupt(struct requests *requests, uint64_t unique) {
  bool found = false;
  pthread_mutex_lock(&requests->lock);
  for (struct request *at = requests->first; at != NULL && !found; at = at->next) {
    if (at->header->unique != unique) continue;
    found = true;
    if (!at->interrupted && !must_complete(at)) {
      at->interrupted = true;
      requests->interrupted++;
    }
  }
  pthread_mutex_unlock(&requests->lock);
  return found;
}

/* Whether the request is about that open file; dispatch has seen to the length of its body. */
static bool uses(const struct request *request, uint64_t node, uint64_t fh) {
  if (request->header->nodeid != node) return false;
  uint64_t used;
  uint32_t flags = 0; /* the first field of those that may be without a handle */
  if (request->body_size >= sizeof flags) memcpy(&flags, request->body, sizeof flags);
  switch (request->header->opcode) {
    case OP_READ:
    case OP_WRITE:
    case OP_FLUSH:
    case OP_FSYNC:
    case OP_FSYNCDIR:
    case OP_READDIR:
    case OP_READDIRPLUS:
    case OP_FALLOCATE:
      memcpy(&used, request->body, sizeof used); /* the first field of all of them */
      return used == fh;
    case OP_GETATTR:
      memcpy(&used, request->body + offsetof(struct proto_getattr_in, fh), sizeof used);
      return (flags & GETATTR_BY_HANDLE) && used == fh;
    case OP_SETATTR:
      memcpy(&used, request->body + offsetof(struct proto_setattr_in, fh), sizeof used);
      return (flags & SETATTR_FH) && used == fh;
    default:
      return false;
  }
}

bool requests_leave(struct requests *requests, struct late_release *late) {
  pthread_mutex_lock(&requests->lock);
  struct request *at = requests->first;
  while (at != NULL && !uses(at, late->node, late->info.fh)) at = at->next;
  if (at != NULL) {
    late->next = at->late;
    at->late = late;
  }
  pthread_mutex_unlock(&requests->lock);
  return at != NULL;
}

/* Whether the thread is being killed, or is gone. Where /proc does not tell, it is not. */
static bool killed(uint32_t thread) {
  if (thread == 0) return false; /* of a pid namespace that is not seen from here */
  char path[64];
  snprintf(path, sizeof path, "/proc/%u/status", thread);
  FILE *status = fopen(path, "re");
  if (status == NULL) return errno == ENOENT && access("/proc/self", F_OK) == 0;
  char line[256];
  uint64_t pending = 0;
  while (fgets(line, sizeof line, status) != NULL) {
    unsigned long long mask;
    if (sscanf(line, "SigPnd: %llx", &mask) == 1 || sscanf(line, "ShdPnd: %llx", &mask) == 1) {
      pending |= mask;
    }
  }
  fclose(status);
  return (pending & KILL_BIT) != 0;
}

size_t requests_answer_killed(struct requests *requests) {
  pthread_mutex_lock(&requests->lock);
  size_t waiting = 0;
  for (struct request *at = requests->first; requests->interrupted > 0 && at != NULL;
       at = at->next) {
    if (!at->interrupted) continue;
    if (!killed(at->header->pid)) {
      waiting++;
      continue;
    }
    at->interrupted = false;
    requests->interrupted--;
    reply_error(at, EINTR);
  }
  pthread_mutex_unlock(&requests->lock);
  return waiting;
}
