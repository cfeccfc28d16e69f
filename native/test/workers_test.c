/* Few threads wait in the kernel, and still every request finds one as long as there are any. */
#include "harness.h"

#include <pthread.h>

#include "workers.h"

/* One more than there are at first: for it the pool has to grow. */
#define HANGING (WORKERS_FIRST + 1)

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static unsigned entered;
static bool let_go;

/* Hangs until it is let go. */
static int hanging_getattr(const char *path, struct stat *st) {
  (void)path;
  pthread_mutex_lock(&gate);
  st->st_ino = 8 + ++entered;
  pthread_cond_broadcast(&moved);
  while (!let_go) pthread_cond_wait(&moved, &gate);
  pthread_mutex_unlock(&gate);
  return 0;
}

static const struct fuse_operations operations = {.getattr = hanging_getattr};
static struct harness kernel;

static void *serve(void *unused) {
  (void)unused;
  CHECK(workers_run(&kernel.session) == 0);
  return NULL;
}

static void ask(uint32_t opcode, uint64_t unique) {
  struct {
    struct proto_in_header header;
    char name[8];
  } question = {{.len = sizeof question.header + 5, .opcode = opcode, .unique = unique, .nodeid = 1},
                "name"};
  CHECK(send(kernel.kernel, &question, question.header.len, 0) == (ssize_t)question.header.len);
}

static void await_entered(unsigned count) {
  pthread_mutex_lock(&gate);
  while (entered < count) pthread_cond_wait(&moved, &gate);
  pthread_mutex_unlock(&gate);
}

/* Each is sent when the one before has its thread, so that all that wait have been used up. */
static void all_that_hang_have_a_thread_each(void) {
  for (unsigned i = 1; i <= HANGING; i++) {
    ask(OP_LOOKUP, i);
    await_entered(i);
  }
}

static void all_are_answered(void) {
  pthread_mutex_lock(&gate);
  let_go = true;
  pthread_cond_broadcast(&moved);
  pthread_mutex_unlock(&gate);
  bool answered[HANGING + 1] = {false};
  for (unsigned i = 1; i <= HANGING; i++) {
    CHECK(recv(kernel.kernel, kernel.answer, sizeof kernel.answer, 0) > 0);
    struct proto_out_header answer;
    memcpy(&answer, kernel.answer, sizeof answer);
    CHECK(answer.error == 0 && answer.unique <= HANGING && !answered[answer.unique]);
    answered[answer.unique] = true;
  }
}

/* Those that wait in the kernel are woken by a message; the others have nothing to wait for. */
static void all_end(pthread_t thread) {
  session_end(&kernel.session, 0);
  for (unsigned i = 0; i < WORKERS_MOST; i++) ask(OP_FORGET, 1000 + i);
  pthread_join(thread, NULL);
}

int main(void) {
  alarm(60); /* a request without a thread would wait for ever */
  harness_open(&kernel, &operations);
  CHECK(harness_hello(&kernel, 45, 0) == 0);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, serve, NULL) == 0);
  all_that_hang_have_a_thread_each();
  all_are_answered();
  all_end(thread);
  harness_close(&kernel);
  PASSED();
  return 0;
}
