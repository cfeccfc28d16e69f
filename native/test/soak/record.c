/*
 * Between the library and the kernel, by the linker's --wrap: counts the backing files that are
 * registered, and with VOSFS_RECORD=FILE writes what the kernel sends to the mixed stage there: each message after its
 * length in four bytes. Of every kind a few are kept, and none with much content, so that the
 * recording is small.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "stage.h"

#define KINDS 64
#define MOST_OF_A_KIND 12
#define LARGEST 5000

ssize_t __real_read(int fd, void *to, size_t size);
ssize_t __wrap_read(int fd, void *to, size_t size);
int __real_ioctl(int fd, unsigned long request, void *argument);
int __wrap_ioctl(int fd, unsigned long request, ...);

static atomic_long backings;
static atomic_long backings_ever;

static FILE *recording; /* NULL = none */

void record_begin(void) {
  const char *path = getenv("VOSFS_RECORD");
  if (path != NULL) recording = fopen(path, "we");
}

long recorded_backings(void) { return atomic_load(&backings); }

long recorded_backings_ever(void) { return atomic_load(&backings_ever); }

static void record(const char *message, uint32_t size) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static unsigned of_kind[KINDS];
  struct proto_in_header header;
  if (recording == NULL || size < sizeof header || size > LARGEST) return;
  memcpy(&header, message, sizeof header);
  unsigned kind = header.opcode < KINDS ? header.opcode : KINDS - 1;
  pthread_mutex_lock(&lock);
  if (of_kind[kind]++ < MOST_OF_A_KIND) {
    fwrite(&size, sizeof size, 1, recording);
    fwrite(message, size, 1, recording);
    fflush(recording);
  }
  pthread_mutex_unlock(&lock);
}

ssize_t __wrap_read(int fd, void *to, size_t size) {
  ssize_t got = __real_read(fd, to, size);
  if (got > 0 && size == SESSION_BUFFER) record(to, (uint32_t)got);
  return got;
}

int __wrap_ioctl(int fd, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  int result = __real_ioctl(fd, request, argument);
  if (request == PROTO_BACKING_OPEN && result > 0) {
    atomic_fetch_add(&backings, 1);
    atomic_fetch_add(&backings_ever, 1);
  }
  if (request == PROTO_BACKING_CLOSE && result == 0) atomic_fetch_sub(&backings, 1);
  return result;
}
