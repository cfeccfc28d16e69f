/* The program that mounts for ordinary users: this one itself plays it, under its names. */
#define _GNU_SOURCE
#include "helper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

#define PLAY "HELPER_TEST_PLAYS"

static char directory[] = "/tmp/vosfs-helper-XXXXXX";
static struct options options;

/* Sends standard input, which is as good as any descriptor. */
static void send_descriptor(int socket) {
  char byte = 0;
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
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memset(CMSG_DATA(header), 0, sizeof(int));
  CHECK(sendmsg(socket, &message, 0) == 1);
}

static int play(const char *part, int argc, char **argv) {
  const char *socket = getenv("_FUSE_COMMFD");
  if (socket == NULL) return 9;
  if (strcmp(part, "mounts") == 0) {
    fprintf(stderr, "a warning\n");
    send_descriptor(atoi(socket));
    return 0;
  }
  if (strcmp(part, "refuses") == 0) fprintf(stderr, "fusermount3: mount failed:\nno permission\n");
  if (strcmp(part, "tells its arguments") == 0) {
    for (int i = 0; i < argc; i++) fprintf(stderr, "[%s]", argv[i]);
  }
  return 1;
}

static void install(const char *name) {
  char link[128];
  snprintf(link, sizeof link, "%s/%s", directory, name);
  char self[4096] = "";
  CHECK(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
  CHECK(symlink(self, link) == 0);
}

static void uninstall(const char *name) {
  char link[128];
  snprintf(link, sizeof link, "%s/%s", directory, name);
  CHECK(unlink(link) == 0);
}

/* What helper_mount returns and says when the program plays that part. */
static int mount_with(const char *part, char *problem, size_t room) {
  CHECK(setenv(PLAY, part, 1) == 0);
  memset(problem, 0, room);
  int before = dup(0);
  close(before);
  int result = helper_mount(&options, problem, room);
  if (result >= 0) CHECK((fcntl(result, F_GETFD) & FD_CLOEXEC) != 0 && close(result) == 0);
  int after = dup(0);
  CHECK(after == before); /* no descriptor is left */
  close(after);
  return result;
}

static void what_it_sends_is_the_device(void) {
  char problem[512];
  CHECK(mount_with("mounts", problem, sizeof problem) >= 0);
}

static void what_it_says_is_told_in_one_line(void) {
  char problem[512];
  CHECK(mount_with("refuses", problem, sizeof problem) < 0);
  CHECK(strcmp(problem, "fusermount3: mount failed: no permission") == 0);
  CHECK(mount_with("says nothing", problem, sizeof problem) < 0);
  CHECK(strcmp(problem, "fusermount3 failed and did not say why") == 0);
  char small[8];
  CHECK(mount_with("refuses", small, sizeof small) < 0 && strcmp(small, "fusermo") == 0);
}

static void it_is_given_the_options(void) {
  char problem[512];
  CHECK(mount_with("tells its arguments", problem, sizeof problem) < 0);
  CHECK(strcmp(problem, "[fusermount3][-o][ro,nosuid,nodev,allow_other,fsname=a\\,b,subtype=vosfs]"
                        "[--][/some/where]") == 0);
}

/* The old one has another name and does not mount over files unless told to. */
static void the_old_one_will_do(void) {
  char problem[512];
  uninstall("fusermount3");
  CHECK(mount_with("mounts", problem, sizeof problem) == -ENOENT);
  CHECK(strcmp(problem, "fusermount3: not installed, and no fusermount either") == 0);
  install("fusermount");
  CHECK(mount_with("mounts", problem, sizeof problem) >= 0);
  CHECK(mount_with("tells its arguments", problem, sizeof problem) < 0);
  CHECK(strstr(problem, "[fusermount]") == problem && strstr(problem, ",nonempty,") != NULL);
  uninstall("fusermount");
}

int main(int argc, char **argv) {
  const char *part = getenv(PLAY);
  if (part != NULL) return play(part, argc, argv);
  CHECK(mkdtemp(directory) != NULL);
  CHECK(setenv("PATH", directory, 1) == 0);
  char problem[128];
  char *words[] = {"vosfs", "-ofsname=a\\,b,subtype=vosfs,ro,allow_other,nonempty", "/some/where"};
  CHECK(options_parse(&options, 3, words, problem, sizeof problem) == 0);
  install("fusermount3");
  what_it_sends_is_the_device();
  what_it_says_is_told_in_one_line();
  it_is_given_the_options();
  the_old_one_will_do();
  CHECK(rmdir(directory) == 0);
  options_free(&options);
  PASSED();
  return 0;
}
