/* The command line that fuse_main_real takes: program name, flags, -o options, the mount point. */
#ifndef VOSFS_OPTIONS_H
#define VOSFS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct options {
  char *mount_point;
  char *source;  /* what /proc/mounts shows as the device */
  char *subtype; /* what it shows after "fuse." */
  bool read_only;
  bool allow_other;
  bool nonempty; /* for the old helper; everything else mounts over what is there anyway */
  bool passthrough; /* wanted; whether it works shows at INIT */
  uint32_t max_readahead;
  uint32_t attr_timeout_millis;  /* where a callback leaves no hint */
  uint32_t entry_timeout_millis; /* the same for names */
};

/*
 * Fills `options`, which options_free empties again. Options that are not known here are ignored:
 * they mean something to libfuse 2 only. 0, or a negative errno with one line in `problem`.
 */
int options_parse(struct options *options, int argc, char *const *argv, char *problem,
                  size_t room);
void options_free(struct options *options);

#endif
