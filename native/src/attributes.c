#include "attributes.h"

#include <string.h>

#include "reply.h"

_Static_assert(sizeof(struct stat) >= VOSFS_HINT_OFFSET + sizeof(struct vosfs_stat_hint),
               "no room for the hint");

void attributes_fill(struct proto_attr *attr, const struct stat *from) {
  memset(attr, 0, sizeof *attr);
  attr->ino = from->st_ino;
  attr->size = (uint64_t)from->st_size;
  attr->blocks = (uint64_t)from->st_blocks;
  attr->atime = (uint64_t)from->st_atim.tv_sec;
  attr->mtime = (uint64_t)from->st_mtim.tv_sec;
  attr->ctime = (uint64_t)from->st_ctim.tv_sec;
  attr->atime_nsec = (uint32_t)from->st_atim.tv_nsec;
  attr->mtime_nsec = (uint32_t)from->st_mtim.tv_nsec;
  attr->ctime_nsec = (uint32_t)from->st_ctim.tv_nsec;
  attr->mode = from->st_mode;
  attr->nlink = (uint32_t)from->st_nlink;
  attr->uid = from->st_uid;
  attr->gid = from->st_gid;
  attr->rdev = (uint32_t)from->st_rdev;
  attr->blksize = (uint32_t)from->st_blksize;
}

uint32_t attributes_fresh(const struct stat *from, uint32_t otherwise) {
  struct vosfs_stat_hint hint;
  memcpy(&hint, (const char *)from + VOSFS_HINT_OFFSET, sizeof hint);
  return hint.magic == VOSFS_HINT_MAGIC ? hint.fresh_millis : otherwise;
}

static void timeout(uint32_t millis, uint64_t *seconds, uint32_t *nanos) {
  *seconds = millis / 1000;
  *nanos = millis % 1000 * 1000000;
}

void attributes_entry(const struct session *session, struct proto_entry_out *out,
                      const struct stat *from) {
  memset(out, 0, sizeof *out);
  out->nodeid = from->st_ino;
  timeout(attributes_fresh(from, session->options.entry_timeout_millis), &out->entry_valid,
          &out->entry_valid_nsec);
  timeout(attributes_fresh(from, session->options.attr_timeout_millis), &out->attr_valid,
          &out->attr_valid_nsec);
  attributes_fill(&out->attr, from);
}

bool attributes_reply(struct request *request, const struct stat *from) {
  struct proto_attr_out out;
  memset(&out, 0, sizeof out);
  timeout(attributes_fresh(from, request->session->options.attr_timeout_millis), &out.attr_valid,
          &out.attr_valid_nsec);
  attributes_fill(&out.attr, from);
  return reply_data(request, &out, sizeof out);
}
