#define _GNU_SOURCE
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

#define BUCKETS 65536u

pthread_mutex_t tree_lock = PTHREAD_MUTEX_INITIALIZER;
static struct inode *inodes[BUCKETS];
static struct entry *names[BUCKETS];
static struct handle *handles;
static uint64_t last_id;
static size_t count;
static int place = -1;

void tree_open(const char *directory) {
  place = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  CHECK(place >= 0);
  struct inode *root = tree_new(S_IFDIR | 0755, getuid(), getgid());
  CHECK(root->id == 1);
  root->links = 1;
}

int tree_place(void) { return place; }

static struct inode **bucket_of(uint64_t id) { return &inodes[id % BUCKETS]; }

static struct inode *node(uint64_t id) {
  struct inode *at = *bucket_of(id);
  while (at != NULL && at->id != id) at = at->next;
  return at;
}

static struct entry **chain_of(uint64_t directory, const char *name) {
  uint64_t hash = directory * UINT64_C(0x9e3779b97f4a7c15);
  for (; *name != '\0'; name++) hash = hash * 31 + (unsigned char)*name;
  return &names[(hash >> 16) % BUCKETS];
}

struct inode *tree_new(mode_t mode, uid_t uid, gid_t gid) {
  struct inode *inode = calloc(1, sizeof *inode);
  CHECK(inode != NULL);
  inode->id = ++last_id;
  inode->mode = mode;
  inode->uid = uid;
  inode->gid = gid;
  inode->fd = -1;
  inode->next = *bucket_of(inode->id);
  *bucket_of(inode->id) = inode;
  count++;
  if (S_ISREG(mode)) {
    char name[32];
    tree_content_name(name, inode);
    int fd = openat(place, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
    close(fd);
  }
  return inode;
}

void tree_content_name(char name[32], const struct inode *inode) {
  snprintf(name, 32, "%llu", (unsigned long long)inode->id);
}

int tree_find(const char *path, struct found *found) {
  CHECK(path[0] == '/' && path[1] == '@');
  char *end;
  memset(found, 0, sizeof *found);
  struct inode *at = node(strtoull(path + 2, &end, 10));
  if (at == NULL) return -ENOENT;
  if (*end == '\0') {
    found->inode = at;
    return 0;
  }
  CHECK(*end == '/' && end[1] != '\0' && strchr(end + 1, '/') == NULL);
  if (!S_ISDIR(at->mode)) return -ENOTDIR;
  if (at->links == 0) return -ENOENT;
  found->directory = at;
  found->name = end + 1;
  struct entry *entry = *chain_of(at->id, found->name);
  while (entry != NULL && (entry->directory != at || strcmp(entry->name, found->name) != 0)) {
    entry = entry->chain;
  }
  found->entry = entry;
  if (entry != NULL) found->inode = entry->inode;
  return 0;
}

int tree_existing(const char *path, struct found *found) {
  int result = tree_find(path, found);
  return result == 0 && found->inode == NULL ? -ENOENT : result;
}

void tree_add(struct inode *directory, const char *name, struct inode *inode) {
  struct entry *entry = calloc(1, sizeof *entry);
  CHECK(entry != NULL && (entry->name = strdup(name)) != NULL);
  entry->directory = directory;
  entry->inode = inode;
  entry->cookie = ++directory->last_cookie;
  entry->previous = directory->last;
  if (directory->last != NULL) directory->last->next = entry;
  if (directory->first == NULL) directory->first = entry;
  directory->last = entry;
  struct entry **chain = chain_of(directory->id, name);
  entry->chain = *chain;
  *chain = entry;
  inode->links++;
}

void tree_remove(struct entry *entry) {
  struct inode *directory = entry->directory;
  struct inode *inode = entry->inode;
  struct entry **chain = chain_of(directory->id, entry->name);
  while (*chain != entry) chain = &(*chain)->chain;
  *chain = entry->chain;
  if (entry->next != NULL) entry->next->previous = entry->previous;
  if (entry->previous != NULL) entry->previous->next = entry->next;
  if (directory->first == entry) directory->first = entry->next;
  if (directory->last == entry) directory->last = entry->previous;
  free(entry->name);
  free(entry);
  inode->links--;
  tree_drop_if_unused(inode);
}

static void free_inode(struct inode *inode) {
  if (S_ISREG(inode->mode)) {
    char name[32];
    tree_content_name(name, inode);
    unlinkat(place, name, 0);
  }
  while (inode->attributes != NULL) {
    struct attribute *attribute = inode->attributes;
    inode->attributes = attribute->next;
    free(attribute->name);
    free(attribute->value);
    free(attribute);
  }
  free(inode->target);
  free(inode);
  count--;
}

void tree_drop_if_unused(struct inode *inode) {
  if (inode->links > 0 || inode->opens > 0) return;
  struct inode **link = bucket_of(inode->id);
  while (*link != inode) link = &(*link)->next;
  *link = inode->next;
  free_inode(inode);
}

struct handle *tree_handle(struct inode *inode) {
  struct handle *handle = calloc(1, sizeof *handle);
  CHECK(handle != NULL);
  if (S_ISREG(inode->mode) && inode->opens == 0) {
    char name[32];
    tree_content_name(name, inode);
    inode->fd = openat(place, name, O_RDWR | O_CLOEXEC);
    CHECK(inode->fd >= 0);
  }
  inode->opens++;
  handle->inode = inode;
  handle->fd = inode->fd;
  handle->next = handles;
  handle->link = &handles;
  if (handles != NULL) handles->link = &handle->next;
  handles = handle;
  return handle;
}

void tree_release(struct handle *handle) {
  struct inode *inode = handle->inode;
  *handle->link = handle->next;
  if (handle->next != NULL) handle->next->link = handle->link;
  free(handle);
  if (--inode->opens == 0 && inode->fd >= 0) {
    close(inode->fd);
    inode->fd = -1;
  }
  tree_drop_if_unused(inode);
}

void tree_each_name(void (*use)(void *, uint64_t, const char *), void *with, uint64_t directory) {
  struct inode *at = node(directory);
  if (at == NULL) return;
  for (struct entry *entry = at->first; entry != NULL; entry = entry->next) {
    use(with, directory, entry->name);
  }
}

uint64_t tree_last_id(void) { return last_id; }

size_t tree_count(void) { return count; }

void tree_close(bool all_closed) {
  CHECK(!all_closed || handles == NULL);
  while (handles != NULL) tree_release(handles);
  for (size_t i = 0; i < BUCKETS; i++) {
    for (struct entry *next, *entry = names[i]; entry != NULL; entry = next) {
      next = entry->chain;
      free(entry->name);
      free(entry);
    }
    for (struct inode *next, *inode = inodes[i]; inode != NULL; inode = next) {
      next = inode->next;
      free_inode(inode);
    }
  }
  close(place);
}
