#define _GNU_SOURCE
#include "jvm.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* From the Invocation API of the JNI specification; its layout never changes. */
#define JNI_VERSION 0x00010008

struct attach_arguments {
  int32_t version;
  const char *name;
  void *group;
};

struct invoke_interface;
typedef const struct invoke_interface *java_vm;

struct invoke_interface {
  void *reserved[3];
  int32_t (*destroy)(java_vm *);
  int32_t (*attach)(java_vm *, void **, void *);
  int32_t (*detach)(java_vm *);
  int32_t (*get_env)(java_vm *, void **, int32_t);
  int32_t (*attach_as_daemon)(java_vm *, void **, void *);
};

typedef int32_t (*get_created)(java_vm **, int32_t, int32_t *);

/* The JVM of this process, or NULL. */
static java_vm *running(void) {
  void *symbol = dlsym(RTLD_DEFAULT, "JNI_GetCreatedJavaVMs");
  if (symbol == NULL) return NULL;
  get_created created;
  memcpy(&created, &symbol, sizeof created); /* ISO C has no cast for it */
  java_vm *vm = NULL;
  int32_t count = 0;
  return created(&vm, 1, &count) == 0 && count > 0 ? vm : NULL;
}

void jvm_attach(const char *name) {
  pthread_setname_np(pthread_self(), name);
  java_vm *vm = running();
  if (vm == NULL) return;
  struct attach_arguments arguments = {JNI_VERSION, name, NULL};
  void *environment;
  (*vm)->attach_as_daemon(vm, &environment, &arguments);
}

void jvm_detach(void) {
  java_vm *vm = running();
  if (vm != NULL) (*vm)->detach(vm);
}
