/*
 * arenas [threads=4] [chunks=20000] [bytes=1000] [keep=4]: fragmentation. Each thread fills an arena of its own with
 * chunks and frees all but every `keep`-th: the arena cannot shrink, its free bytes stay resident.
 */
#include "answer-key.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_THREADS 64

struct worker {
    char **chunks;
    size_t live, freed;
};

static size_t chunk_count, chunk_bytes, keep;
static pthread_barrier_t done;

static void *work(void *argument)
{
    struct worker *w = argument;

    w->chunks = must(malloc(chunk_count * sizeof *w->chunks));
    for (size_t i = 0; i < chunk_count; i++)
        memset(w->chunks[i] = must(malloc(chunk_bytes)), 'a' + (int)(i % 26), chunk_bytes);
    for (size_t i = 0; i < chunk_count; i++) {
        if (i % keep == 0) {
            w->live++;
        } else {
            free(w->chunks[i]);
            w->freed++;
        }
    }
    pthread_barrier_wait(&done);
    for (;;)
        pause();
    return NULL;
}

int main(int argc, char **argv)
{
    static struct worker workers[MAX_THREADS];
    unsigned threads = (unsigned)option(argc, argv, "threads", 4);
    pthread_t thread;

    chunk_count = option(argc, argv, "chunks", 20000);
    chunk_bytes = option(argc, argv, "bytes", 1000);
    keep = option(argc, argv, "keep", 4);
    if (threads < 1 || threads > MAX_THREADS || keep < 1)
        return 2;
    key_prepare();
    pthread_barrier_init(&done, NULL, threads + 1);
    for (unsigned i = 0; i < threads; i++)
        if (pthread_create(&thread, NULL, work, &workers[i]) != 0)
            return 1;
    pthread_barrier_wait(&done);
    do {
        key_begin("arenas");
        key_number("chunk_bytes", chunk_bytes);
        key_list("threads");
        for (unsigned i = 0; i < threads; i++) {
            key_item();
            key_address("first_chunk", workers[i].chunks[0]);
            key_number("live_chunks", workers[i].live);
            key_number("freed_chunks", workers[i].freed);
        }
        key_list_end();
        key_malloc_info();
        key_end();
    } while (key_wait(0));
    return 0;
}
