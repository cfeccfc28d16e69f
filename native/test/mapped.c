/*
 * Writes a file, maps it shared, closes it, and stores into the mapping long after that, when told
 * to. What programs in other languages rarely do: they keep a descriptor beside the mapping.
 *
 *   mapped FILE
 *
 * Says "closed", stores at the first line it reads, says "stored", unmaps at the second.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE 8192
#define AT 5000

static int failed(const char *what) {
  perror(what);
  return 1;
}

static void say(const char *word) {
  puts(word);
  fflush(stdout);
}

int main(int argc, char **argv) {
  char line[16];
  static char content[SIZE];
  if (argc != 2) return 2;
  memset(content, 'a', sizeof content);
  int fd = open(argv[1], O_RDWR | O_CREAT | O_EXCL, 0644);
  if (fd < 0) return failed("open");
  if (write(fd, content, sizeof content) != SIZE) return failed("write");
  char *map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map == MAP_FAILED) return failed("mmap");
  memcpy(map, "before", 6); /* the page is dirty already when the file is closed */
  if (close(fd) != 0) return failed("close");
  say("closed");
  if (fgets(line, sizeof line, stdin) == NULL) return failed("stdin");
  memcpy(map, "stored", 6);
  memcpy(map + AT, "stored", 6);
  say("stored");
  if (fgets(line, sizeof line, stdin) == NULL) return failed("stdin");
  if (munmap(map, SIZE) != 0) return failed("munmap");
  say("unmapped");
  return 0;
}
