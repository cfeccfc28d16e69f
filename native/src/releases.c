#include "releases.h"

#include <stdlib.h>
#include <string.h>

#include "operations.h"
#include "session.h"

static void call(struct request *request, const struct late_release *late) {
  const struct fuse_operations *operations = &request->session->operations;
  struct proto_in_header header = {.nodeid = late->node};
  struct request about = {.session = request->session, .header = &header};
  struct fuse_file_info info = late->info;
  char room[PATH_ROOM];
  const char *path = path_beside_handle(room, &about);
  int (*release)(const char *, struct fuse_file_info *) =
      late->directory ? operations->releasedir : operations->release;
  if (release != NULL) release(path, &info);
}

void releases_call(struct request *request, const struct fuse_file_info *info, bool directory) {
  struct late_release now = {.node = request->header->nodeid, .info = *info, .directory = directory};
  struct late_release *late = malloc(sizeof *late);
  if (late != NULL) {
    *late = now;
    if (requests_leave(&request->session->requests, late)) return;
    free(late);
  }
  call(request, &now);
}

void releases_end(struct request *request) {
  while (request->late != NULL) {
    struct late_release *late = request->late;
    request->late = late->next;
    if (requests_leave(&request->session->requests, late)) continue; /* somebody else uses it too */
    call(request, late);
    free(late);
  }
}
