#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_TIMEOUT_MILLIS 86400000.0

/* "1.5" as 1500; false when it is no number. */
static bool millis(const char *text, uint32_t *result) {
  char *end;
  errno = 0;
  double seconds = strtod(text, &end);
  if (end == text || *end != '\0' || errno != 0 || !(seconds >= 0)) return false;
  double value = seconds * 1000.0;
  *result = (uint32_t)(value > LONGEST_TIMEOUT_MILLIS ? LONGEST_TIMEOUT_MILLIS : value);
  return true;
}

static bool bytes(const char *text, uint32_t *result) {
  char *end;
  errno = 0;
  unsigned long long value = strtoull(text, &end, 10);
  if (end == text || *end != '\0' || errno != 0 || value > UINT32_MAX) return false;
  *result = (uint32_t)value;
  return true;
}

static int replace(char **where, const char *text) {
  char *copy = strdup(text);
  if (copy == NULL) return -ENOMEM;
  free(*where);
  *where = copy;
  return 0;
}

static const char *value_of(const char *option, const char *name) {
  size_t length = strlen(name);
  return strncmp(option, name, length) == 0 && option[length] == '=' ? option + length + 1 : NULL;
}

static int take(struct options *options, const char *option, char *problem, size_t room) {
  const char *value;
  bool good = true;
  if ((value = value_of(option, "fsname")) != NULL) return replace(&options->source, value);
  if ((value = value_of(option, "subtype")) != NULL) return replace(&options->subtype, value);
  if (strcmp(option, "ro") == 0) options->read_only = true;
  if (strcmp(option, "rw") == 0) options->read_only = false;
  if (strcmp(option, "allow_other") == 0) options->allow_other = true;
  if (strcmp(option, "nonempty") == 0) options->nonempty = true;
  if (strcmp(option, "no_passthrough") == 0) options->passthrough = false;
  if ((value = value_of(option, "max_readahead")) != NULL) {
    good = bytes(value, &options->max_readahead);
  } else if ((value = value_of(option, "attr_timeout")) != NULL) {
    good = millis(value, &options->attr_timeout_millis);
  } else if ((value = value_of(option, "entry_timeout")) != NULL) {
    good = millis(value, &options->entry_timeout_millis);
  }
  if (good) return 0;
  snprintf(problem, room, "not a number: %s", option);
  return -EINVAL;
}

/* Options are separated by commas; a backslash takes the meaning of what follows away. */
static int take_list(struct options *options, const char *list, char *problem, size_t room) {
  char *option = malloc(strlen(list) + 1);
  if (option == NULL) return -ENOMEM;
  int result = 0;
  while (result == 0 && *list != '\0') {
    size_t length = 0;
    while (*list != '\0' && *list != ',') {
      if (*list == '\\' && list[1] != '\0') list++;
      option[length++] = *list++;
    }
    option[length] = '\0';
    if (*list == ',') list++;
    if (length > 0) result = take(options, option, problem, room);
  }
  free(option);
  return result;
}

int options_parse(struct options *options, int argc, char *const *argv, char *problem,
                  size_t room) {
  memset(options, 0, sizeof *options);
  options->passthrough = true;
  options->max_readahead = 1u << 20;
  options->attr_timeout_millis = 1000;
  options->entry_timeout_millis = 1000;
  int result = 0;
  for (int i = 1; result == 0 && i < argc; i++) {
    const char *word = argv[i];
    if (strcmp(word, "-o") == 0 && i + 1 < argc) {
      result = take_list(options, argv[++i], problem, room);
    } else if (strncmp(word, "-o", 2) == 0) {
      result = take_list(options, word + 2, problem, room);
    } else if (word[0] != '-' && options->mount_point == NULL) {
      result = replace(&options->mount_point, word);
    } else if (word[0] != '-') {
      snprintf(problem, room, "two mount points: %s and %s", options->mount_point, word);
      result = -EINVAL;
    } /* -f, -s and -d ask for what is the case here anyway */
  }
  if (result == 0 && options->mount_point == NULL) {
    snprintf(problem, room, "no mount point");
    result = -EINVAL;
  }
  if (result == 0 && options->source == NULL) {
    result = replace(&options->source, argc > 0 && argv[0] != NULL ? argv[0] : "fuse");
  }
  if (result == -ENOMEM) snprintf(problem, room, "out of memory");
  if (result != 0) options_free(options);
  return result;
}

void options_free(struct options *options) {
  free(options->mount_point);
  free(options->source);
  free(options->subtype);
  memset(options, 0, sizeof *options);
}
