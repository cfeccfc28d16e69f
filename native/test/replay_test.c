/*
 * What kernels really sent, as recorded by the soak (VOSFS_RECORD), once more: as it was, changed
 * in all ways, and from several threads at once. Every request that waits for an answer must get
 * exactly one. VOSFS_FUZZ_ROUNDS says how many changed messages (default 200000), VOSFS_FUZZ_SEED
 * where they begin; the seed is printed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>

#include "anything.h"
#include "harness.h"

#define RECORDINGS "test/recorded"
#define MOST_MESSAGES 4096
#define LARGEST 8192
#define THREADS 3
/* Answers to the messages of the kind INTERRUPT have this bit, as with a kernel. */
#define INTERRUPT_BIT (UINT64_C(1) << 63)

struct message {
  uint32_t size;
  char *bytes;
};

static struct message messages[MOST_MESSAGES];
static size_t message_count;
static struct harness kernel;

static void load(const char *path) {
  FILE *file = fopen(path, "re");
  CHECK(file != NULL);
  struct message message;
  while (fread(&message.size, sizeof message.size, 1, file) == 1) {
    CHECK(message_count < MOST_MESSAGES && message.size <= LARGEST);
    CHECK((message.bytes = malloc(message.size)) != NULL);
    CHECK(fread(message.bytes, message.size, 1, file) == 1);
    messages[message_count++] = message;
  }
  fclose(file);
}

static void unload(void) {
  while (message_count > 0) free(messages[--message_count].bytes);
}

static struct proto_in_header header_of(const char *message) {
  struct proto_in_header header;
  memcpy(&header, message, sizeof header);
  return header;
}

/* Whether the kernel waits for an answer. */
static bool waits(const char *message, size_t size) {
  if (size < sizeof(struct proto_in_header)) return false;
  uint32_t opcode = header_of(message).opcode;
  return opcode != OP_FORGET && opcode != OP_BATCH_FORGET && opcode != OP_INTERRUPT;
}

static void check_answer(const char *answer, ssize_t size) {
  struct proto_out_header out;
  CHECK(size >= (ssize_t)sizeof out);
  memcpy(&out, answer, sizeof out);
  CHECK(out.len == (uint32_t)size && out.error <= 0 && out.error > -512);
  CHECK(out.error == 0 || size == sizeof out);
}

/* A copy of exactly that size, so that a sanitizer sees what is read beyond it. */
static char *exactly(const char *message, size_t size) {
  char *exact = malloc(size > 0 ? size : 1);
  CHECK(exact != NULL);
  memcpy(exact, message, size);
  return exact;
}

/* Sends it; what waits is answered once, with its own number, and nothing stays in the tables. */
static int send_one(const char *message, size_t size) {
  char *exact = exactly(message, size);
  harness_raw(&kernel, exact, size);
  free(exact);
  CHECK(kernel.session.requests.first == NULL && kernel.session.requests.interrupted == 0);
  if (kernel.answered < 0) {
    CHECK(!waits(message, size));
    return 0;
  }
  check_answer(kernel.answer, kernel.answered);
  struct proto_out_header out;
  memcpy(&out, kernel.answer, sizeof out);
  CHECK(out.unique == header_of(message).unique);
  CHECK(waits(message, size) || header_of(message).opcode == OP_INTERRUPT);
  CHECK(recv(kernel.kernel, kernel.answer, sizeof kernel.answer, MSG_DONTWAIT) < 0);
  return -out.error;
}

static void as_it_was(void) {
  harness_open(&kernel, &anything);
  bool seen[64] = {false};
  for (size_t i = 0; i < message_count; i++) {
    int error = send_one(messages[i].bytes, messages[i].size);
    uint32_t opcode = header_of(messages[i].bytes).opcode;
    /* Not one that a kernel sends is taken for malformed. */
    CHECK(error != EINVAL && error != EPROTO && error != EIO);
    if (opcode < 64) seen[opcode] = true;
  }
  for (uint32_t opcode = 1; opcode < OP_END; opcode++) { /* 7 is no request; 38 is for others */
    bool sent = opcode != 7 && opcode != 19 && opcode != OP_DESTROY && opcode != 31 &&
                opcode != 32 && opcode != 33 && opcode != 37 && opcode != 39 && opcode != 40 &&
                opcode != 41;
    CHECK(!sent || seen[opcode]);
  }
  CHECK(seen[OP_INIT] && kernel.session.minor != 0);
  CHECK(atomic_load(&kernel.session.features) & FEATURE_READDIRPLUS);
  harness_close(&kernel);
}

struct chance {
  uint64_t state;
};

static uint32_t random_number(struct chance *chance) {
  chance->state = chance->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(chance->state >> 33);
}

static uint32_t below(struct chance *chance, uint32_t limit) { return random_number(chance) % limit; }

/* One of the changes that hurt most: numbers at their limits, at places where numbers are. */
static void change_number(struct chance *chance, char *message, size_t size) {
  static const uint32_t limits[] = {0, 1, 2, 0x7f, 4096, 0xffff, 1u << 20, 0x7fffffff, 0x80000000,
                                    0xfffffff8, UINT32_MAX};
  if (size < 8) return;
  uint32_t number = limits[below(chance, sizeof limits / sizeof *limits)];
  if (below(chance, 4) == 0) number = (uint32_t)size + below(chance, 17) - 8;
  memcpy(message + below(chance, (uint32_t)size / 4) * 4, &number, sizeof number);
}

static size_t change(struct chance *chance, char *message, size_t size) {
  const struct message *other = &messages[below(chance, (uint32_t)message_count)];
  size_t head = sizeof(struct proto_in_header);
  switch (below(chance, 8)) {
    case 0: message[below(chance, (uint32_t)size)] ^= (char)(1u << below(chance, 8)); break;
    case 1: message[below(chance, (uint32_t)size)] = (char)random_number(chance); break;
    case 2: change_number(chance, message, size); break;
    case 3: size = 1 + below(chance, (uint32_t)size); break;
    case 4: size += below(chance, LARGEST - (uint32_t)size); break;
    case 5: memcpy(message + 4, other->bytes + 4, 4); break; /* another opcode */
    case 6: memcpy(message + 8, other->bytes + 8, 16); break; /* another number and node */
    default: /* the body of another one */
      if (size < head) break;
      memcpy(message + head, other->bytes + head, other->size - head);
      size = other->size;
  }
  return size;
}

/* The next message, from anywhere or in its order, with a few changes. */
static size_t next_message(struct chance *chance, size_t *at, char message[LARGEST]) {
  *at = below(chance, 4) == 0 ? below(chance, (uint32_t)message_count) : (*at + 1) % message_count;
  memset(message, 0, LARGEST);
  size_t size = messages[*at].size;
  memcpy(message, messages[*at].bytes, size);
  for (uint32_t changes = below(chance, 5); changes > 0 && size > 0; changes--) {
    size = change(chance, message, size);
  }
  if (below(chance, 8) != 0) { /* mostly the right length, or nothing else is looked at */
    uint32_t length = (uint32_t)size;
    memcpy(message, &length, sizeof length);
  }
  return size;
}

static void changed(uint64_t rounds, uint64_t seed) {
  static char message[LARGEST];
  struct chance chance = {seed};
  size_t at = 0;
  harness_open(&kernel, &anything);
  CHECK(harness_hello(&kernel, 45, ~UINT64_C(0)) == 0);
  for (uint64_t round = 0; round < rounds; round++) {
    size_t size = next_message(&chance, &at, message);
    send_one(message, size);
  }
  harness_close(&kernel);
}

/* --- several threads: the same numbers come twice, and interrupts meet what is being answered --- */

static atomic_ulong expected;
static atomic_ulong interrupts;
static atomic_bool done;

struct sender {
  pthread_t thread;
  struct chance chance;
  uint64_t rounds;
};

static void *send_many(void *argument) {
  struct sender *sender = argument;
  char *message = malloc(LARGEST);
  char *out = malloc(SESSION_BUFFER);
  CHECK(message != NULL && out != NULL);
  size_t at = 0;
  for (uint64_t round = 0; round < sender->rounds; round++) {
    size_t size = next_message(&sender->chance, &at, message);
    bool interrupt = size >= sizeof(struct proto_in_header) + 8 && below(&sender->chance, 6) == 0;
    uint64_t unique = below(&sender->chance, 6);
    uint32_t dead = 0x7ffffff0; /* no process has that number, so its requests are answered at once */
    if (size >= sizeof(struct proto_in_header)) {
      uint32_t opcode = interrupt ? OP_INTERRUPT : header_of(message).opcode;
      if (opcode == OP_INTERRUPT) unique |= INTERRUPT_BIT;
      memcpy(message + 4, &opcode, sizeof opcode);
      memcpy(message + 8, &unique, sizeof unique);
      memcpy(message + 32, &dead, sizeof dead);
    }
    if (interrupt) {
      uint64_t meant = below(&sender->chance, 6);
      memcpy(message + sizeof(struct proto_in_header), &meant, sizeof meant);
    }
    if (waits(message, size)) atomic_fetch_add(&expected, 1);
    if (size >= 8 && header_of(message).opcode == OP_INTERRUPT) atomic_fetch_add(&interrupts, 1);
    char *exact = exactly(message, size);
    dispatch(&kernel.session, exact, size, out, SESSION_BUFFER);
    free(exact);
  }
  free(message);
  free(out);
  return NULL;
}

static void *take_answers(void *unused) {
  (void)unused;
  unsigned long answers = 0;
  unsigned long again = 0;
  while (true) {
    bool last = atomic_load(&done);
    ssize_t size = recv(kernel.kernel, kernel.answer, sizeof kernel.answer, MSG_DONTWAIT);
    if (size < 0 && last) break;
    if (size < 0) {
      usleep(100);
      continue;
    }
    check_answer(kernel.answer, size);
    struct proto_out_header out;
    memcpy(&out, kernel.answer, sizeof out);
    if (out.unique & INTERRUPT_BIT) {
      again++;
    } else {
      answers++;
    }
  }
  CHECK(answers == atomic_load(&expected));
  CHECK(again <= atomic_load(&interrupts));
  return NULL;
}

static void at_once(uint64_t rounds, uint64_t seed) {
  struct sender senders[THREADS];
  pthread_t taker;
  harness_open(&kernel, &anything);
  CHECK(harness_hello(&kernel, 45, ~UINT64_C(0)) == 0);
  CHECK(pthread_create(&taker, NULL, take_answers, NULL) == 0);
  for (int i = 0; i < THREADS; i++) {
    senders[i].chance.state = seed + (uint64_t)i;
    senders[i].rounds = rounds / THREADS;
    CHECK(pthread_create(&senders[i].thread, NULL, send_many, &senders[i]) == 0);
  }
  for (int i = 0; i < THREADS; i++) CHECK(pthread_join(senders[i].thread, NULL) == 0);
  atomic_store(&done, true);
  CHECK(pthread_join(taker, NULL) == 0);
  CHECK(kernel.session.requests.first == NULL && kernel.session.requests.interrupted == 0);
  harness_close(&kernel);
}

int main(void) {
  const char *rounds = getenv("VOSFS_FUZZ_ROUNDS");
  const char *seed = getenv("VOSFS_FUZZ_SEED");
  uint64_t count = rounds == NULL ? 200000 : strtoull(rounds, NULL, 10);
  uint64_t begin = seed == NULL ? 1 : strtoull(seed, NULL, 10);
  printf("%s: %llu changed messages, VOSFS_FUZZ_SEED=%llu\n", __FILE__, (unsigned long long)count,
         (unsigned long long)begin);
  DIR *directory = opendir(RECORDINGS);
  CHECK(directory != NULL);
  const struct dirent *entry;
  while ((entry = readdir(directory)) != NULL) {
    char path[300];
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, RECORDINGS "/%s", entry->d_name);
    load(path);
    as_it_was();
    changed(count, begin);
    at_once(count, begin);
    unload();
  }
  closedir(directory);
  PASSED();
  return 0;
}
