#include "reply.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

#include "session.h"

/* The most of an errno that the kernel takes for one. */
#define LARGEST_ERRNO 511

static bool send(struct request *request, int error, const void *data, size_t size) {
  if (atomic_exchange(&request->answered, true)) return false;
  struct session *session = request->session;
  struct proto_out_header header = {.len = (uint32_t)(sizeof header + size),
                                    .error = -error,
                                    .unique = request->header->unique};
  struct iovec parts[2] = {{&header, sizeof header}, {(void *)data, size}};
  ssize_t written;
  do {
    written = writev(session->device, parts, size > 0 ? 2 : 1);
  } while (written < 0 && errno == EINTR);
  if (written >= 0) return true;
  if (errno == ENODEV) session_end(session, 0); /* unmounted */
  if (errno == EINVAL && error != EIO) {
    /* Not an answer to this question: better a failure than a caller that waits for ever. */
    fprintf(stderr, "vosfs: the kernel refuses the answer to request %u\n",
            request->header->opcode);
    atomic_store(&request->answered, false);
    send(request, EIO, NULL, 0);
  }
  return false; /* ENOENT: nobody waits for it */
}

bool reply_error(struct request *request, int error) {
  return send(request, error > 0 && error <= LARGEST_ERRNO ? error : EIO, NULL, 0);
}

bool reply_status(struct request *request, int error) {
  return error == 0 ? send(request, 0, NULL, 0) : reply_error(request, error);
}

bool reply_data(struct request *request, const void *data, size_t size) {
  return send(request, 0, data, size);
}

bool reply_out(struct request *request, size_t size) {
  return send(request, 0, request->out, size);
}
