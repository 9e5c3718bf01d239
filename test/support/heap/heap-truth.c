/*
 * A process with heaps of every kind and the truth about them: heap-truth FILE SEED THREADS OPERATIONS BIG
 * Each thread takes and gives back blocks of many sizes by a seeded rule, then parks. FILE gets, before the process
 * says that it is ready:
 *     L ADDRESS SIZE    a block that lives (hexadecimal, decimal: as asked for)
 *     F ADDRESS         a block that was given back
 * then malloc_info(3), where libc has it. Nothing allocates after that.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SLOTS = 40000, MOST_THREADS = 16 };

struct block { char *address; size_t size; int lives; };

static struct block blocks[MOST_THREADS + 1][SLOTS];
static uint64_t seed;
static long operations, big;
static pthread_barrier_t done;

static uint64_t next(uint64_t *state) {
  uint64_t x = *state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return *state = x;
}

static size_t draw(uint64_t *state) {
  uint64_t r = next(state) % 1000;
  if (r < 500) return 1 + next(state) % 120;
  if (r < 800) return 1 + next(state) % 1040;
  if (r < 985) return 1 + next(state) % 6000;
  if (r < 999) return 1 + next(state) % 100000;
  return 140000 + next(state) % 900000; /* mmapped, unless the threshold has grown */
}

static void take(struct block *block, size_t size, uint64_t mark) {
  block->address = malloc(size);
  block->size = size;
  block->lives = 1;
  memset(block->address, (int)(mark | 1), size);
}

static void give(struct block *block) {
  free(block->address);
  block->lives = 0;
}

static void work(int index) {
  uint64_t state = seed * 1000003 + (uint64_t)index * 7919 + 88172645463325252ull;
  struct block *own = blocks[index];
  for (long i = 0; i < operations; i++) {
    struct block *block = &own[next(&state) % (SLOTS / 2)];
    if (block->lives) give(block);
    else take(block, draw(&state), (uint64_t)i);
  }
  /* Blocks that fill several heaps of one arena; every third one goes again. */
  for (long i = 0; i < big && i < SLOTS / 2; i++) take(&own[SLOTS / 2 + i], 60000, (uint64_t)i);
  for (long i = 0; i < big && i < SLOTS / 2; i += 3) give(&own[SLOTS / 2 + i]);
  /* What is given back last stays in the caches and fastbins. */
  for (int i = 0; i < 400; i++) {
    struct block *block = &own[next(&state) % (SLOTS / 2)];
    if (block->lives && block->size <= 1032) give(block);
  }
}

static void *thread(void *argument) {
  work((int)(intptr_t)argument);
  pthread_barrier_wait(&done);
  for (;;) pause();
  return NULL;
}

int main(int count, char **words) {
  static char buffer[1 << 16], line[64];
  if (count != 6) return 2;
  FILE *file = fopen(words[1], "w");
  if (file == NULL) return 1;
  setvbuf(file, buffer, _IOFBF, sizeof buffer);
  setvbuf(stdout, line, _IOLBF, sizeof line);
  seed = strtoull(words[2], NULL, 10);
  int threads = atoi(words[3]);
  if (threads > MOST_THREADS) return 2;
  operations = atol(words[4]);
  big = atol(words[5]);
  pthread_barrier_init(&done, NULL, (unsigned)threads + 1);
  for (int i = 0; i < threads; i++) {
    pthread_t id;
    pthread_create(&id, NULL, thread, (void *)(intptr_t)(i + 1));
  }
  work(0);
  pthread_barrier_wait(&done);
  for (int i = 0; i <= threads; i++)
    for (int j = 0; j < SLOTS; j++) {
      struct block *block = &blocks[i][j];
      if (block->address == NULL) continue;
      if (block->lives) fprintf(file, "L %lx %zu\n", (unsigned long)block->address, block->size);
      else fprintf(file, "F %lx\n", (unsigned long)block->address);
    }
#ifdef __GLIBC__
  malloc_info(0, file);
#endif
  fflush(file); /* fclose would free */
  puts("ready");
  for (;;) pause();
}
