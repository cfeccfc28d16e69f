/*
 * A session without a kernel: its device is one end of a pair of sockets that keep messages apart,
 * as the device does. Tests send requests by calling dispatch, and read the answers at the other
 * end. The filesystem behind is a few files whose callbacks count their calls.
 */
#ifndef VOSFS_HARNESS_H
#define VOSFS_HARNESS_H

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "dispatch.h"
#include "session.h"

struct harness {
  struct session session;
  int kernel; /* the other end */
  uint64_t unique;
  char in[SESSION_BUFFER];
  char out[SESSION_BUFFER];
  char answer[SESSION_BUFFER];
  ssize_t answered; /* bytes of the last answer; -1 = there was none */
};

static inline void harness_open(struct harness *harness, const struct fuse_operations *operations) {
  int pair[2];
  CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
  int room = 4 << 20;
  setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  CHECK(session_init(&harness->session, pair[0], operations, sizeof *operations, NULL) == 0);
  harness->session.options.passthrough = true;
  harness->session.options.max_readahead = 1 << 20;
  harness->session.options.attr_timeout_millis = 1000;
  harness->session.options.entry_timeout_millis = 1000;
  harness->kernel = pair[1];
  harness->unique = 0;
}

static inline void harness_close(struct harness *harness) {
  session_destroy(&harness->session);
  close(harness->kernel);
}

/* Has exactly these bytes worked on; reads the answer if there is one. */
static inline void harness_raw(struct harness *harness, const char *message, size_t size) {
  dispatch(&harness->session, message, size, harness->out, sizeof harness->out);
  harness->answered = recv(harness->kernel, harness->answer, sizeof harness->answer, MSG_DONTWAIT);
}

/* Sends a request; the errno of its answer, or 0. */
static inline int harness_ask(struct harness *harness, uint32_t opcode, uint64_t node,
                              const void *body, size_t size) {
  struct proto_in_header header = {.len = (uint32_t)(sizeof header + size),
                                   .opcode = opcode,
                                   .unique = ++harness->unique,
                                   .nodeid = node,
                                   .uid = 7,
                                   .pid = (uint32_t)getpid()};
  memcpy(harness->in, &header, sizeof header);
  if (size > 0) memcpy(harness->in + sizeof header, body, size);
  harness_raw(harness, harness->in, sizeof header + size);
  if (harness->answered < 0) return 0;
  struct proto_out_header out;
  CHECK(harness->answered >= (ssize_t)sizeof out);
  memcpy(&out, harness->answer, sizeof out);
  CHECK(out.unique == header.unique && out.len == (uint32_t)harness->answered);
  return -out.error;
}

static inline const void *harness_content(const struct harness *harness) {
  return harness->answer + sizeof(struct proto_out_header);
}

static inline size_t harness_content_size(const struct harness *harness) {
  return (size_t)harness->answered - sizeof(struct proto_out_header);
}

/* The kernel says hello with everything it can do. */
static inline int harness_hello(struct harness *harness, uint32_t minor, uint64_t flags) {
  struct proto_init_in in = {.major = PROTO_MAJOR,
                             .minor = minor,
                             .max_readahead = 131072,
                             .flags = (uint32_t)flags,
                             .flags2 = (uint32_t)(flags >> 32)};
  return harness_ask(harness, OP_INIT, 0, &in, sizeof in);
}

#endif
