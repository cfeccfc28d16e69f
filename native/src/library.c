#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mount.h"
#include "session.h"
#include "vosfs.h"
#include "workers.h"

const int vosfs_native_abi = VOSFS_NATIVE_ABI;

static struct session *mount_session(int argc, char **argv,
                                     const struct fuse_operations *operations, size_t size,
                                     void *private_data, char *problem, size_t room) {
  struct options options;
  if (options_parse(&options, argc, argv, problem, room) != 0) return NULL;
  struct session *session = malloc(sizeof *session);
  int device = mount_open(&options, problem, room);
  if (session == NULL || device < 0 ||
      session_init(session, device, operations, size, private_data) != 0) {
    if (device >= 0) {
      snprintf(problem, room, "out of memory");
      close(device);
    }
    free(session);
    options_free(&options);
    return NULL;
  }
  session->options = options;
  return session;
}

struct session *vosfs_mount(int argc, char **argv, const struct fuse_operations *operations,
                            size_t size, char *problem, size_t room) {
  return mount_session(argc, argv, operations, size, NULL, problem, room);
}

int vosfs_serve(struct session *session) {
  int result = workers_run(session);
  return result == 0 ? atomic_load(&session->end_error) : result;
}

void vosfs_free(struct session *session) {
  session_destroy(session);
  free(session);
}

unsigned vosfs_features(struct session *session) { return atomic_load(&session->features); }

size_t vosfs_nodes(struct session *session) { return nodes_count(&session->nodes); }

unsigned vosfs_request_size(struct session *session) { return session->max_write; }

int fuse_main_real(int argc, char **argv, const struct fuse_operations *operations, size_t size,
                   void *private_data) {
  char problem[512] = "";
  struct session *session =
      mount_session(argc, argv, operations, size, private_data, problem, sizeof problem);
  if (session == NULL) {
    fprintf(stderr, "vosfs: %s\n", problem);
    return 1;
  }
  int result = vosfs_serve(session);
  vosfs_free(session);
  return result == 0 ? 0 : 1;
}

/* Threads end after their next request; who wants them to end at once unmounts. */
void fuse_exit(void *fuse) {
  if (fuse != NULL) session_end(fuse, 0);
}

/* Poll is not passed on, so nobody ever gets a handle. */
int fuse_notify_poll(struct fuse_pollhandle *handle) {
  (void)handle;
  return -ENOSYS;
}

void fuse_pollhandle_destroy(struct fuse_pollhandle *handle) { free(handle); }
