#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "reply.h"

#define MAX_BACKGROUND 64
#define CONGESTION 48
/* The backing files of passthrough must not lie on a stacked filesystem themselves. */
#define STACK_DEPTH 1

int session_init(struct session *session, int device, const struct fuse_operations *operations,
                 size_t size, void *private_data) {
  memset(session, 0, sizeof *session);
  memcpy(&session->operations, operations,
         size < sizeof session->operations ? size : sizeof session->operations);
  session->private_data = private_data;
  session->device = device;
  int result = nodes_init(&session->nodes);
  if (result == 0) requests_init(&session->requests);
  return result;
}

void session_destroy(struct session *session) {
  if (session->minor != 0 && session->operations.destroy != NULL) {
    session->operations.destroy(session->private_data);
  }
  close(session->device);
  nodes_destroy(&session->nodes);
  requests_destroy(&session->requests);
  options_free(&session->options);
}

void session_end(struct session *session, int error) {
  int none = 0;
  if (error != 0) atomic_compare_exchange_strong(&session->end_error, &none, error);
  atomic_store(&session->ended, true);
}

/*
 * HANDLE_KILLPRIV_V2: a file here never has set-id bits or capabilities that a write would have to
 * take away. Without that promise the kernel asks for security.capability before every write.
 */
static uint64_t wanted(const struct session *session) {
  uint64_t flags = INIT_ASYNC_READ | INIT_ATOMIC_O_TRUNC | INIT_BIG_WRITES | INIT_READDIRPLUS |
                   INIT_READDIRPLUS_AUTO | INIT_ASYNC_DIO | INIT_PARALLEL_DIROPS | INIT_MAX_PAGES |
                   INIT_HANDLE_KILLPRIV_V2 | INIT_EXT;
  if (session->options.passthrough) flags |= INIT_PASSTHROUGH;
  return flags;
}

static unsigned features(uint64_t flags) {
  unsigned found = FEATURE_INVALIDATION | FEATURE_INTERRUPT;
  if (flags & INIT_READDIRPLUS) found |= FEATURE_READDIRPLUS;
  if (flags & INIT_PARALLEL_DIROPS) found |= FEATURE_PARALLEL_DIROPS;
  if (flags & INIT_MAX_PAGES) found |= FEATURE_LARGE_REQUESTS;
  if (flags & INIT_PASSTHROUGH) found |= FEATURE_PASSTHROUGH;
  return found;
}

/* Without MAX_PAGES a request holds at most 32 pages. */
static uint32_t most_content(uint64_t flags) {
  uint32_t small = 32u * (uint32_t)sysconf(_SC_PAGESIZE);
  return (flags & INIT_MAX_PAGES) || small > SESSION_MOST_CONTENT ? SESSION_MOST_CONTENT : small;
}

static void tell_init(struct session *session, const struct proto_init_out *out) {
  if (session->operations.init == NULL) return;
  struct fuse_conn_info connection = {.proto_major = out->major,
                                      .proto_minor = out->minor,
                                      .async_read = 1,
                                      .max_write = out->max_write,
                                      .max_readahead = out->max_readahead,
                                      .max_background = out->max_background,
                                      .congestion_threshold = out->congestion_threshold};
  void *result = session->operations.init(&connection);
  if (result != NULL) session->private_data = result;
}

void session_negotiate(struct request *request) {
  struct session *session = request->session;
  struct proto_init_in in;
  memset(&in, 0, sizeof in);
  memcpy(&in, request->body, request->body_size < sizeof in ? request->body_size : sizeof in);
  struct proto_init_out out;
  memset(&out, 0, sizeof out);
  out.major = PROTO_MAJOR;
  out.minor = PROTO_MINOR;
  if (session->minor != 0) {
    reply_error(request, EIO); /* said hello before */
    return;
  }
  if (in.major > PROTO_MAJOR) {
    reply_data(request, &out, sizeof out); /* the kernel asks again, with our version */
    return;
  }
  if (in.major < PROTO_MAJOR || in.minor < PROTO_OLDEST_MINOR) {
    reply_error(request, EPROTO);
    session_end(session, -EPROTO);
    return;
  }
  if (in.minor < out.minor) out.minor = in.minor;
  uint64_t offered = in.flags;
  if (in.flags & INIT_EXT) offered |= (uint64_t)in.flags2 << 32;
  uint64_t flags = offered & wanted(session);
  out.flags = (uint32_t)flags;
  out.flags2 = (uint32_t)(flags >> 32);
  out.max_readahead = in.max_readahead < session->options.max_readahead
                          ? in.max_readahead
                          : session->options.max_readahead;
  out.max_background = MAX_BACKGROUND;
  out.congestion_threshold = CONGESTION;
  out.max_write = most_content(flags);
  out.time_gran = 1;
  out.max_pages = (uint16_t)(out.max_write / (uint32_t)sysconf(_SC_PAGESIZE));
  out.max_stack_depth = flags & INIT_PASSTHROUGH ? STACK_DEPTH : 0;
  session->max_write = out.max_write;
  session->minor = out.minor;
  atomic_store(&session->features, features(flags));
  tell_init(session, &out);
  size_t size = in.minor < PROTO_MINOR_LONG_INIT ? PROTO_SHORT_INIT_SIZE : sizeof out;
  reply_data(request, &out, size);
}
