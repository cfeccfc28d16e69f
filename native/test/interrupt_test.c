/* A caller that is killed is answered at once; one that only got a signal is not. */
#include "harness.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#include "workers.h"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static bool entered;
static bool let_go;

/* Hangs until it is let go. */
static int hanging_getattr(const char *path, struct stat *st) {
  (void)path;
  pthread_mutex_lock(&gate);
  entered = true;
  pthread_cond_broadcast(&moved);
  while (!let_go) pthread_cond_wait(&moved, &gate);
  pthread_mutex_unlock(&gate);
  st->st_ino = 8;
  return 0;
}

static int hanging_fgetattr(const char *path, struct stat *st, struct fuse_file_info *info) {
  CHECK(info->fh == 55);
  return hanging_getattr(path, st);
}

static int releases;

static int counting_release(const char *path, struct fuse_file_info *info) {
  CHECK(strcmp(path, "/@1") == 0 && info->fh == 55);
  releases++;
  return 0;
}

static const struct fuse_operations operations = {
    .getattr = hanging_getattr, .fgetattr = hanging_fgetattr, .release = counting_release};

static struct harness kernel;
static char out[SESSION_BUFFER];
static struct {
  struct proto_in_header header;
  char body[32];
} question;

static void *work(void *unused) {
  (void)unused;
  dispatch(&kernel.session, (const char *)&question, question.header.len, out, sizeof out);
  return NULL;
}

static pthread_t begin(pid_t caller, uint32_t opcode, const void *body, size_t size) {
  entered = false;
  let_go = false;
  question.header = (struct proto_in_header){.len = (uint32_t)(sizeof question.header + size),
                                             .opcode = opcode,
                                             .unique = 1000,
                                             .nodeid = 1,
                                             .pid = (uint32_t)caller};
  memcpy(question.body, body, size);
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, work, NULL) == 0);
  pthread_mutex_lock(&gate);
  while (!entered) pthread_cond_wait(&moved, &gate);
  pthread_mutex_unlock(&gate);
  return thread;
}

static void end(pthread_t thread) {
  pthread_mutex_lock(&gate);
  let_go = true;
  pthread_cond_broadcast(&moved);
  pthread_mutex_unlock(&gate);
  pthread_join(thread, NULL);
}

static void interrupt(uint64_t unique) {
  struct proto_interrupt_in in = {unique};
  harness_ask(&kernel, OP_INTERRUPT, 0, &in, sizeof in);
}

static void a_signal_alone_changes_nothing(void) {
  pthread_t thread = begin(getpid(), OP_LOOKUP, "name", 5);
  interrupt(1000);
  CHECK(kernel.answered < 0);
  CHECK(requests_answer_killed(&kernel.session.requests) == 1); /* is watched on */
  end(thread);
  CHECK(kernel.session.requests.interrupted == 0);
  CHECK(recv(kernel.kernel, kernel.answer, sizeof kernel.answer, 0) > 16);
  CHECK(nodes_count(&kernel.session.nodes) == 1);
  nodes_forget(&kernel.session.nodes, 8, 1);
}

/* A process that does not exist any more is as dead as one that is being killed. */
static pid_t dead_process(void) {
  pid_t child = fork();
  if (child == 0) _exit(0);
  CHECK(waitpid(child, NULL, 0) == child);
  return child;
}

static void interrupt_is_answered_for_it(void) {
  struct proto_interrupt_in in = {1000};
  struct proto_in_header header = {.len = sizeof header + sizeof in, .opcode = OP_INTERRUPT};
  memcpy(kernel.in, &header, sizeof header);
  memcpy(kernel.in + sizeof header, &in, sizeof in);
  harness_raw(&kernel, kernel.in, header.len);
  struct proto_out_header answer;
  memcpy(&answer, kernel.answer, sizeof answer);
  CHECK(kernel.answered == sizeof answer && answer.error == -EINTR && answer.unique == 1000);
}

static void a_killed_caller_is_answered_before_the_work_is_done(void) {
  pthread_t thread = begin(dead_process(), OP_LOOKUP, "name", 5);
  interrupt_is_answered_for_it();
  end(thread);
  CHECK(recv(kernel.kernel, kernel.answer, sizeof kernel.answer, MSG_DONTWAIT) < 0); /* once */
  CHECK(nodes_count(&kernel.session.nodes) == 0); /* its lookup does not count */
}

/* The kernel releases what a killed process had open, while its call still uses the handle. */
static void a_handle_is_released_after_the_last_call_that_uses_it(void) {
  struct proto_getattr_in by_handle = {.flags = GETATTR_BY_HANDLE, .fh = 55};
  struct proto_release_in release = {.fh = 55};
  pthread_t thread = begin(dead_process(), OP_GETATTR, &by_handle, sizeof by_handle);
  interrupt_is_answered_for_it();
  CHECK(harness_ask(&kernel, OP_RELEASE, 1, &release, sizeof release) == 0);
  CHECK(kernel.answered > 0 && releases == 0);
  end(thread);
  CHECK(releases == 1);
  CHECK(harness_ask(&kernel, OP_RELEASE, 1, &release, sizeof release) == 0);
  CHECK(releases == 2); /* nobody uses it: at once */
}

static void an_unknown_request_is_said_again(void) {
  struct proto_interrupt_in in = {4711};
  CHECK(harness_ask(&kernel, OP_INTERRUPT, 0, &in, sizeof in) == EAGAIN);
}

int main(void) {
  harness_open(&kernel, &operations);
  CHECK(harness_hello(&kernel, 45, 0) == 0);
  a_signal_alone_changes_nothing();
  a_killed_caller_is_answered_before_the_work_is_done();
  a_handle_is_released_after_the_last_call_that_uses_it();
  an_unknown_request_is_said_again();
  harness_close(&kernel);
  PASSED();
  return 0;
}
