#define _GNU_SOURCE
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The helper takes the descriptor number of a socket from this variable and sends the device. */
#define SOCKET_VARIABLE "_FUSE_COMMFD"
#define LIMIT_MILLIS 30000
#define MOST_SAID 400

static const char *const programs[] = {"fusermount3", "fusermount"};

/* A running helper: our ends of its socket and of its standard error. */
struct helper {
  const char *program;
  pid_t process;
  int socket;
  int said;
};

/* Copies with a backslash before commas and backslashes. */
static void escape(char *to, const char *from) {
  while (*from != '\0') {
    if (*from == ',' || *from == '\\') *to++ = '\\';
    *to++ = *from++;
  }
  *to = '\0';
}

/* The -o text, to be freed; NULL without memory. `old`: for fusermount of libfuse 2. */
static char *option_text(const struct options *options, bool old) {
  const char *subtype = options->subtype == NULL ? "" : options->subtype;
  size_t room = 2 * strlen(options->source) + 2 * strlen(subtype) + 128;
  char *text = malloc(room);
  char *source = malloc(2 * strlen(options->source) + 1);
  if (text != NULL && source != NULL) {
    escape(source, options->source);
    snprintf(text, room, "%s,nosuid,nodev%s%s,fsname=%s%s%s", options->read_only ? "ro" : "rw",
             options->allow_other ? ",allow_other" : "",
             old && options->nonempty ? ",nonempty" : "", source, *subtype ? ",subtype=" : "",
             subtype);
  } else {
    free(text);
    text = NULL;
  }
  free(source);
  return text;
}

/* This process's environment with the number of the socket; the list is to be freed. */
static char **environment_with(char *variable) {
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

static int spawn_program(struct helper *helper, const struct options *options, bool old,
                         int socket, int error_output) {
  char variable[64];
  snprintf(variable, sizeof variable, SOCKET_VARIABLE "=%d", socket);
  char *text = option_text(options, old);
  char **environment = environment_with(variable);
  posix_spawn_file_actions_t actions;
  int error = text == NULL || environment == NULL ? ENOMEM : posix_spawn_file_actions_init(&actions);
  if (error == 0) {
    char *arguments[] = {(char *)helper->program, "-o", text, "--", options->mount_point, NULL};
    /* The socket is closed on exec, so that no other child gets it; duplicating it lifts that. */
    error = posix_spawn_file_actions_adddup2(&actions, socket, socket);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, error_output, 2);
    if (error == 0) {
      error = posix_spawnp(&helper->process, helper->program, &actions, NULL, arguments, environment);
    }
    posix_spawn_file_actions_destroy(&actions);
  }
  free(text);
  free(environment);
  return error;
}

/* 0, or an errno; then nothing runs and nothing is open. */
static int start(struct helper *helper, const struct options *options) {
  int sockets[2];
  int said[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return errno;
  if (pipe2(said, O_CLOEXEC) != 0) {
    int error = errno;
    close(sockets[0]);
    close(sockets[1]);
    return error;
  }
  int error = ENOENT;
  for (size_t i = 0; error == ENOENT && i < sizeof programs / sizeof *programs; i++) {
    helper->program = programs[i];
    error = spawn_program(helper, options, i > 0, sockets[1], said[1]);
  }
  close(sockets[1]);
  close(said[1]);
  helper->socket = sockets[0];
  helper->said = said[0];
  if (error != 0) {
    close(sockets[0]);
    close(said[0]);
  }
  return error;
}

/* Ends a helper that takes too long, which also ends the waiting for what it says. */
static void await_input(const struct helper *helper, int descriptor) {
  struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
  int ready;
  do {
    ready = poll(&waiting, 1, LIMIT_MILLIS);
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) kill(helper->process, SIGKILL);
}

/* The descriptor that comes over the socket, or a negative errno. */
static int receive(const struct helper *helper) {
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
  await_input(helper, helper->socket);
  ssize_t got;
  do {
    got = recvmsg(helper->socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return -errno;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (got == 0 || header == NULL || header->cmsg_type != SCM_RIGHTS) return -ECONNABORTED;
  int device;
  memcpy(&device, CMSG_DATA(header), sizeof device);
  return device;
}

/* What it wrote to standard error, its lines joined; empty when it said nothing. */
static void listen_to(const struct helper *helper, char *text, size_t room) {
  size_t length = 0;
  char piece[256];
  ssize_t got;
  await_input(helper, helper->said);
  while ((got = read(helper->said, piece, sizeof piece)) > 0 || (got < 0 && errno == EINTR)) {
    for (ssize_t i = 0; i < got && length + 1 < room; i++) {
      text[length++] = (unsigned char)piece[i] < ' ' ? ' ' : piece[i];
    }
    await_input(helper, helper->said);
  }
  while (length > 0 && text[length - 1] == ' ') length--;
  text[length] = '\0';
}

int helper_mount(const struct options *options, char *problem, size_t room) {
  struct helper helper;
  int error = start(&helper, options);
  if (error != 0) {
    snprintf(problem, room, "fusermount3: %s",
             error == ENOENT ? "not installed, and no fusermount either" : strerror(error));
    return -error;
  }
  int device = receive(&helper);
  char said[MOST_SAID] = "";
  listen_to(&helper, said, sizeof said);
  close(helper.socket);
  close(helper.said);
  int status = 0;
  while (waitpid(helper.process, &status, 0) < 0 && errno == EINTR) {
  }
  if (device < 0) {
    const char *end = WIFSIGNALED(status) ? "did not end in time" : "failed and did not say why";
    snprintf(problem, room, "%s%s%s", *said ? "" : helper.program, *said ? "" : " ",
             *said ? said : end);
  }
  return device;
}
