#define _GNU_SOURCE
#include "mount.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define DEVICE "/dev/fuse"
/* The helper takes the descriptor number of a socket from this variable and sends the device. */
#define SOCKET_VARIABLE "_FUSE_COMMFD"

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

/* Copies with a backslash before commas and backslashes. */
static void escape(char *to, const char *from) {
  while (*from != '\0') {
    if (*from == ',' || *from == '\\') *to++ = '\\';
    *to++ = *from++;
  }
  *to = '\0';
}

/* The -o text for the helper, to be freed; NULL without memory. */
static char *helper_options(const struct options *options) {
  const char *subtype = options->subtype == NULL ? "" : options->subtype;
  size_t room = 2 * strlen(options->source) + 2 * strlen(subtype) + 128;
  char *text = malloc(room);
  char *source = malloc(2 * strlen(options->source) + 1);
  if (text != NULL && source != NULL) {
    escape(source, options->source);
    snprintf(text, room, "%s,nosuid,nodev%s,fsname=%s%s%s", options->read_only ? "ro" : "rw",
             options->allow_other ? ",allow_other" : "", source, *subtype ? ",subtype=" : "",
             subtype);
  } else {
    free(text);
    text = NULL;
  }
  free(source);
  return text;
}

/* This process's environment with the number of the socket; the list is to be freed. */
static char **helper_environment(char *variable) {
  size_t count = 0;
  while (environ[count] != NULL) count++;
  char **list = calloc(count + 2, sizeof *list);
  if (list == NULL) return NULL;
  size_t used = 0;
  list[used++] = variable;
  for (size_t i = 0; i < count; i++) {
    if (strncmp(environ[i], SOCKET_VARIABLE "=", sizeof SOCKET_VARIABLE) != 0) {
      list[used++] = environ[i];
    }
  }
  return list;
}

/* The descriptor that comes over the socket, or a negative errno. */
static int receive(int from) {
  char byte;
  struct iovec data = {&byte, 1};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {.msg_iov = &data,
                           .msg_iovlen = 1,
                           .msg_control = control.room,
                           .msg_controllen = sizeof control.room};
  ssize_t got;
  do {
    got = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return -errno;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (got == 0 || header == NULL || header->cmsg_type != SCM_RIGHTS) return -ECONNABORTED;
  int device;
  memcpy(&device, CMSG_DATA(header), sizeof device);
  return device;
}

static int spawn(pid_t *child, char **arguments, char **environment, int theirs) {
  static const char *const names[] = {"fusermount3", "fusermount"};
  posix_spawn_file_actions_t actions;
  if (posix_spawn_file_actions_init(&actions) != 0) return ENOMEM;
  /* The socket is closed on exec, so that no other child gets it; duplicating it lifts that. */
  int error = posix_spawn_file_actions_adddup2(&actions, theirs, theirs);
  for (size_t i = 0; error == 0 && i < 2; i++) {
    arguments[0] = (char *)names[i];
    error = posix_spawnp(child, names[i], &actions, NULL, arguments, environment);
    if (error != ENOENT) break;
    if (i == 0) error = 0;
  }
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

static int mount_by_helper(const struct options *options, char *problem, size_t room) {
  int sockets[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) {
    return failed(problem, room, "socketpair", errno);
  }
  char variable[64];
  snprintf(variable, sizeof variable, SOCKET_VARIABLE "=%d", sockets[1]);
  char *text = helper_options(options);
  char **environment = helper_environment(variable);
  char *arguments[] = {NULL, "-o", text, "--", options->mount_point, NULL};
  pid_t child;
  int error = text == NULL || environment == NULL
                  ? ENOMEM
                  : spawn(&child, arguments, environment, sockets[1]);
  free(text);
  free(environment);
  close(sockets[1]);
  if (error != 0) {
    close(sockets[0]);
    return failed(problem, room, "fusermount3", error);
  }
  int device = receive(sockets[0]);
  close(sockets[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (device < 0) {
    snprintf(problem, room, "fusermount3 did not mount at %s", options->mount_point);
  }
  return device;
}

int mount_open(const struct options *options, char *problem, size_t room) {
  return geteuid() == 0 ? mount_as_root(options, problem, room)
                        : mount_by_helper(options, problem, room);
}
