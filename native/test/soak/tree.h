/*
 * What the soak's filesystem knows: files, directories, links and their names. The content of each
 * file lies in a local file of its own, so that the kernel can be given it to read and write.
 *
 * All functions but tree_open and tree_close are for callers that hold the lock.
 */
#ifndef VOSFS_SOAK_TREE_H
#define VOSFS_SOAK_TREE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct attribute {
  struct attribute *next;
  char *name;
  char *value;
  size_t size;
};

struct inode {
  uint64_t id;
  mode_t mode;
  unsigned links; /* names */
  unsigned opens;
  uid_t uid;
  gid_t gid;
  int fd; /* of its content; -1 while nobody has it open */
  char *target;
  struct attribute *attributes;
  struct entry *first; /* a directory's names, by cookie */
  struct entry *last;
  uint64_t last_cookie;
  struct inode *next;
};

struct entry {
  char *name;
  struct inode *directory;
  struct inode *inode;
  uint64_t cookie; /* where a listing goes on after it */
  struct entry *next;
  struct entry *previous;
  struct entry *chain;
};

/* What a path leads to; of "/@ID" only the inode, of "/@ID/NAME" perhaps nothing but a place. */
struct found {
  struct inode *inode;
  struct inode *directory;
  struct entry *entry;
  const char *name;
};

struct handle {
  struct inode *inode;
  int fd;
  struct handle *next;
  struct handle **link;
};

extern pthread_mutex_t tree_lock;

/* With a directory for the contents. */
void tree_open(const char *place);

/* Frees everything; `all_closed` says that no handle may be left. */
void tree_close(bool all_closed);

/* 0, or a negative errno when there is no such directory. */
int tree_find(const char *path, struct found *found);

/* The same for what must be there. */
int tree_existing(const char *path, struct found *found);

struct inode *tree_new(mode_t mode, uid_t uid, gid_t gid);
void tree_add(struct inode *directory, const char *name, struct inode *inode);
void tree_remove(struct entry *entry);

/* Frees it when it has neither names nor users. */
void tree_drop_if_unused(struct inode *inode);

/* The name of the local file with its content. */
void tree_content_name(char name[32], const struct inode *inode);
int tree_place(void);

struct handle *tree_handle(struct inode *inode);
void tree_release(struct handle *handle);

/* The names that are in the tree now, each given to the function with its directory's number. */
void tree_each_name(void (*use)(void *, uint64_t, const char *), void *with, uint64_t directory);

/* The greatest number given so far, and how many inodes there are. */
uint64_t tree_last_id(void);
size_t tree_count(void);

#endif
