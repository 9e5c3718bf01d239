/*
 * A process whose heap hangs together in known ways: linked FILE. FILE gets one line per structure before the process says
 * that it is ready, all written from the structures themselves:
 *     NAME NODES BYTES NEXT-OFFSET TARGET-OFFSET FIRST LAST
 * BYTES are those of the chunks: what malloc_usable_size(3) says, and its size field.
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unistd.h>

struct plain { char name[24]; struct plain *next; char rest[]; };
struct message { char head[72]; TAILQ_ENTRY(message) link; char body[60]; };
struct link { struct link *next, *prev; };
struct ringed { long id[2]; struct link link; char body[30]; };
struct tree { struct tree *left, *right, *parent; long key; };
struct owner { char name[8]; char *text; };
TAILQ_HEAD(queue, message);

static FILE *out;

static size_t chunk(void *block) { return malloc_usable_size(block) + sizeof(size_t); }

static void say(const char *name, long nodes, size_t bytes, size_t next, size_t target, void *first, void *last) {
  fprintf(out, "%s %ld %zu %zu %zu %p %p\n", name, nodes, bytes, next, target, first, last);
}

static void plain_list(long nodes) {
  struct plain *first = NULL, *last = NULL;
  size_t bytes = 0;
  for (long i = 0; i < nodes; i++) {
    struct plain *node = calloc(1, sizeof *node + (size_t)(rand() % 1500));
    bytes += chunk(node);
    if (last) last->next = node;
    else first = node;
    last = node;
  }
  say("plain", nodes, bytes, offsetof(struct plain, next), 0, first, last);
}

/* Its head lies in static memory, so that the last node leads out of the heap both ways. */
static struct queue queue = TAILQ_HEAD_INITIALIZER(queue);

static void tail_queue(long nodes) {
  size_t bytes = 0;
  for (long i = 0; i < nodes; i++) {
    struct message *node = calloc(1, sizeof *node);
    bytes += chunk(node);
    if (i % 3 == 0) TAILQ_INSERT_HEAD(&queue, node, link);
    else TAILQ_INSERT_TAIL(&queue, node, link);
  }
  say("tailq", nodes, bytes, offsetof(struct message, link), 0, TAILQ_FIRST(&queue), TAILQ_LAST(&queue, queue));
}

static void ring(long nodes) {
  struct ringed *first = calloc(1, sizeof *first);
  size_t bytes = chunk(first);
  first->link.next = first->link.prev = &first->link;
  for (long i = 1; i < nodes; i++) {
    struct ringed *node = calloc(1, sizeof *node);
    bytes += chunk(node);
    node->link.prev = first->link.prev;
    node->link.next = &first->link;
    first->link.prev->next = &node->link;
    first->link.prev = &node->link;
  }
  size_t at = offsetof(struct ringed, link);
  say("ring", nodes, bytes, at, at, first, first);
}

static void table(long slots, long filled) {
  void **table = calloc((size_t)slots, sizeof *table);
  size_t bytes = 0;
  for (long i = 0; i < filled; i++) {
    long at = i * slots / filled;
    table[at] = calloc(1, 100);
    bytes += chunk(table[at]);
  }
  say("table", filled, bytes, 0, 0, table, table);
}

/* What is no list: a tree with parents, blocks with one owner each, and a list that was freed. */
static void others(void) {
  static struct tree *root;
  for (long i = 0; i < 20000; i++) {
    struct tree *node = calloc(1, sizeof *node), **at = &root, *parent = NULL;
    node->key = rand();
    while (*at) {
      parent = *at;
      at = node->key < parent->key ? &parent->left : &parent->right;
    }
    node->parent = parent;
    *at = node;
  }
  for (long i = 0; i < 20000; i++) {
    struct owner *owner = calloc(1, sizeof *owner);
    owner->text = malloc(700);
    memset(owner->text, 'x', 700);
  }
  static struct plain *freed[4000];
  for (long i = 0; i < 4000; i++) {
    freed[i] = calloc(1, sizeof *freed[i] + 600);
    if (i) freed[i - 1]->next = freed[i];
    memset(malloc(40), 'y', 40); /* lives between two of them, so that they stay apart */
  }
  for (long i = 0; i < 4000; i++) free(freed[i]);
}

int main(int argc, char **argv) {
  if (argc != 2 || !(out = fopen(argv[1], "w"))) return 2;
  srand(7);
  plain_list(5000);
  others();
  tail_queue(3000);
  ring(1500);
  table(4096, 3000);
  fclose(out);
  if (write(1, "ready\n", 6) != 6) return 1;
  for (;;) pause();
}
