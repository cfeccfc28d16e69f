/* What a process knows of its own files: model.c; what it does with their content: model_content.c. */
#ifndef VOSFS_SOAK_MODEL_H
#define VOSFS_SOAK_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#define MODEL_SLOTS 12
#define MODEL_DIRECTORIES 3
#define MODEL_FDS 3
#define MODEL_LARGEST 200000u
#define MODEL_PATH 256

struct slot {
  bool there; /* it has a name */
  unsigned directory;
  unsigned name;
  unsigned char *content; /* zeros after the end */
  size_t size;
  int fds[MODEL_FDS]; /* -1 = none */
  bool writes[MODEL_FDS];
  unsigned held;  /* how many of them are open */
  unsigned value; /* of its attribute; 0 = it has none */
};

const char *model_path(const struct slot *slot, char path[MODEL_PATH]);
const struct slot *model_slots(void);
const char *model_home(void);
void model_resized(struct slot *slot, size_t size);

void model_write(struct slot *slot);
void model_read(struct slot *slot);
void model_map(struct slot *slot);
void model_stat(struct slot *slot);
void model_fsync(struct slot *slot);
void model_holes(struct slot *slot);
void model_times(struct slot *slot);
void model_list(struct slot *slot);

#endif
