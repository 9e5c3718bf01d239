/*
 * heap [mib=32] [bytes=2000] [grow=0]: the main heap of one thread. First `mib` MiB in chunks of `bytes`, then, once
 * a second, `grow` KiB more. Nothing is ever freed.
 */
#include "answer-key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t chunks, chunk_bytes;

static void fill(size_t bytes)
{
    for (size_t used = 0; used < bytes; used += chunk_bytes) {
        char *chunk = must(malloc(chunk_bytes));
        memset(chunk, '.', chunk_bytes);
        snprintf(chunk, chunk_bytes, "heap entry %08zu", chunks++);
    }
}

int main(int argc, char **argv)
{
    size_t grow = option(argc, argv, "grow", 0) << 10;
    char *start = sbrk(0); /* nothing was allocated yet */

    chunk_bytes = option(argc, argv, "bytes", 2000);
    key_prepare();
    fill(option(argc, argv, "mib", 32) << 20);
    for (;;) {
        key_begin("heap");
        key_address("heap_start", start);
        key_address("heap_end", sbrk(0));
        key_number("chunks", chunks);
        key_number("chunk_bytes", chunk_bytes);
        key_malloc_info();
        key_end();
        if (!key_wait(grow ? 1 : 0))
            fill(grow);
    }
}
