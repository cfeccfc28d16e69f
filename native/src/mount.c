#include "mount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper.h"

#define DEVICE "/dev/fuse"

static int failed(char *problem, size_t room, const char *what, int error) {
  snprintf(problem, room, "%s: %s", what, strerror(error));
  return -error;
}

static int mount_as_root(const struct options *options, char *problem, size_t room) {
  struct stat top;
  if (stat(options->mount_point, &top) != 0) {
    return failed(problem, room, options->mount_point, errno);
  }
  int device = open(DEVICE, O_RDWR | O_CLOEXEC);
  if (device < 0) return failed(problem, room, DEVICE, errno);
  char data[128];
  snprintf(data, sizeof data, "fd=%d,rootmode=%o,user_id=%u,group_id=%u%s", device,
           (unsigned)(top.st_mode & S_IFMT), (unsigned)getuid(), (unsigned)getgid(),
           options->allow_other ? ",allow_other" : "");
  char type[64] = "fuse";
  if (options->subtype != NULL) snprintf(type, sizeof type, "fuse.%s", options->subtype);
  unsigned long flags = MS_NOSUID | MS_NODEV | (options->read_only ? MS_RDONLY : 0);
  if (mount(options->source, options->mount_point, type, flags, data) != 0) {
    int error = errno;
    close(device);
    return failed(problem, room, "mount", error);
  }
  return device;
}

int mount_open(const struct options *options, char *problem, size_t room) {
  return geteuid() == 0 ? mount_as_root(options, problem, room)
                        : helper_mount(options, problem, room);
}
