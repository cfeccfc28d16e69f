#define _GNU_SOURCE
#include "stage.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "filesystem.h"
#include "vosfs.h"

#define FORGET_LIMIT_SECONDS 60

static unsigned entries(const char *path) {
  DIR *directory = opendir(path);
  CHECK(directory != NULL);
  unsigned found = 0;
  while (readdir(directory) != NULL) found++;
  closedir(directory);
  return found;
}

void stage_open(struct stage *stage, const char *place) {
  memset(stage, 0, sizeof *stage);
  struct rlimit limit;
  CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = limit.rlim_max;
  CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  snprintf(stage->mount, sizeof stage->mount, "%s/mount", place);
  snprintf(stage->contents, sizeof stage->contents, "%s/contents", place);
  CHECK(mkdir(place, 0700) == 0 && mkdir(stage->mount, 0700) == 0);
  CHECK(mkdir(stage->contents, 0700) == 0);
  CHECK(pipe(stage->gate) == 0);
  stage->tasks = entries("/proc/self/task");
  stage->files = entries("/proc/self/fd");
}

void stage_actor(struct stage *stage, struct actor actor) {
  CHECK(stage->actor_count < STAGE_MOST_ACTORS);
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    char byte;
    close(stage->gate[1]);
    if (read(stage->gate[0], &byte, 1) != 1) _exit(3);
    close(stage->gate[0]);
    actor.mount = stage->mount;
    random_begin(actor.seed * 1000 + stage->actor_count);
    actor.act(&actor);
    fflush(stdout);
    _exit(0);
  }
  stage->actors[stage->actor_count++] = child;
}

static void *serve(void *argument) {
  struct stage *stage = argument;
  stage->result = vosfs_serve(stage->session);
  return NULL;
}

void stage_begin(struct stage *stage) {
  char problem[200] = "";
  char *arguments[] = {"soak", "-o", "fsname=soak,subtype=vosfs-soak,allow_other", stage->mount,
                       NULL};
  tree_open(stage->contents);
  const struct fuse_operations *operations = filesystem(stage->contents);
  stage->session = vosfs_mount(4, arguments, operations, sizeof *operations, problem, sizeof problem);
  if (stage->session == NULL) fprintf(stderr, "soak: %s\n", problem);
  CHECK(stage->session != NULL);
  CHECK(pthread_create(&stage->serving, NULL, serve, stage) == 0);
  for (size_t i = 0; i < stage->actor_count; i++) CHECK(write(stage->gate[1], "", 1) == 1);
}

bool stage_wait(struct stage *stage) {
  bool good = true;
  for (size_t i = 0; i < stage->actor_count; i++) {
    int status;
    pid_t ended = wait(&status);
    CHECK(ended > 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
    fprintf(stderr, "soak: the actor %d ended with %s %d\n", (int)ended,
            WIFEXITED(status) ? "code" : "signal",
            WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    good = false;
  }
  return good;
}

/* Names of the top directory, copied: the kernel is told without the lock. */
struct names {
  char all[256][256];
  size_t count;
};

static void note(void *with, uint64_t directory, const char *name) {
  struct names *names = with;
  (void)directory;
  if (names->count < 256) snprintf(names->all[names->count++], 256, "%s", name);
}

bool stage_forget(struct stage *stage) {
  static struct names names;
  time_t end = seconds_now() + FORGET_LIMIT_SECONDS;
  names.count = 0;
  pthread_mutex_lock(&tree_lock);
  tree_each_name(note, &names, 1);
  pthread_mutex_unlock(&tree_lock);
  while (vosfs_nodes(stage->session) > 0 && seconds_now() < end) {
    for (size_t i = 0; i < names.count; i++) vosfs_forget_name(stage->session, 1, names.all[i]);
    usleep(10000);
  }
  size_t left = vosfs_nodes(stage->session);
  if (left > 0) fprintf(stderr, "soak: %zu nodes are never forgotten\n", left);
  return left == 0;
}

void stage_close(struct stage *stage, bool all_closed) {
  CHECK(pthread_join(stage->serving, NULL) == 0);
  if (stage->result != 0) fprintf(stderr, "soak: served until %s\n", strerror(-stage->result));
  CHECK(stage->result == 0);
  struct session *session = stage->session;
  CHECK(session->requests.first == NULL && session->requests.interrupted == 0);
  CHECK(!all_closed || vosfs_nodes(session) == 0);
  CHECK(!all_closed || recorded_backings() == 0);
  vosfs_free(session);
  tree_close(all_closed);
  CHECK(entries("/proc/self/task") == stage->tasks);
  CHECK(entries("/proc/self/fd") == stage->files);
}
