/* One assertion for all tests: says where, and ends the program. */
#ifndef VOSFS_CHECK_H
#define VOSFS_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                    \
  do {                                                                      \
    if (!(condition)) {                                                     \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                              \
    }                                                                       \
  } while (0)

#define PASSED() printf("%s: passed\n", __FILE__)

#endif
