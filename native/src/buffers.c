/* The buffer vectors of libfuse 2: pieces in memory or in files. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "vosfs.h"

#define PIECE 65536

size_t fuse_buf_size(const struct fuse_bufvec *vector) {
  size_t size = 0;
  for (size_t i = 0; i < vector->count; i++) size += vector->buf[i].size;
  return size;
}

static ssize_t from_file(char *to, const struct fuse_buf *from, size_t offset, size_t size) {
  if (from->flags & FUSE_BUF_FD_SEEK) return pread(from->fd, to, size, from->pos + (off_t)offset);
  return read(from->fd, to, size);
}

static ssize_t to_file(const struct fuse_buf *to, size_t offset, const char *from, size_t size) {
  if (to->flags & FUSE_BUF_FD_SEEK) return pwrite(to->fd, from, size, to->pos + (off_t)offset);
  return write(to->fd, from, size);
}

/* One piece from buffer to buffer; how many bytes, 0 at the end of a file, -1 with errno. */
static ssize_t copy_piece(const struct fuse_buf *to, size_t to_offset, const struct fuse_buf *from,
                          size_t from_offset, size_t size) {
  char between[PIECE];
  const char *content = between;
  ssize_t got = (ssize_t)(size < PIECE ? size : PIECE);
  if (from->flags & FUSE_BUF_IS_FD) {
    got = from_file(between, from, from_offset, (size_t)got);
    if (got <= 0) return got;
  } else {
    content = (const char *)from->mem + from_offset;
  }
  if (to->flags & FUSE_BUF_IS_FD) return to_file(to, to_offset, content, (size_t)got);
  memmove((char *)to->mem + to_offset, content, (size_t)got);
  return got;
}

/* Where the vector stands now, or NULL at its end. */
static struct fuse_buf *current(struct fuse_bufvec *vector) {
  while (vector->idx < vector->count && vector->off >= vector->buf[vector->idx].size) {
    vector->idx++;
    vector->off = 0;
  }
  return vector->idx < vector->count ? &vector->buf[vector->idx] : NULL;
}

ssize_t fuse_buf_copy(struct fuse_bufvec *to, struct fuse_bufvec *from, int flags) {
  (void)flags; /* about splice, which is not used */
  ssize_t copied = 0;
  struct fuse_buf *target;
  struct fuse_buf *source;
  while ((target = current(to)) != NULL && (source = current(from)) != NULL) {
    size_t room = target->size - to->off;
    size_t size = source->size - from->off;
    ssize_t got = copy_piece(target, to->off, source, from->off, size < room ? size : room);
    if (got < 0) return copied > 0 ? copied : -errno;
    if (got == 0) break;
    to->off += (size_t)got;
    from->off += (size_t)got;
    copied += got;
  }
  return copied;
}
