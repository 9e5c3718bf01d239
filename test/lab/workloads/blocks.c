/* blocks [count=12] [kib=3072]: large blocks, each a mapping of its own (above M_MMAP_THRESHOLD). */
#include "answer-key.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BLOCKS 1024

int main(int argc, char **argv)
{
    static char *blocks[MAX_BLOCKS];
    size_t count = option(argc, argv, "count", 12), bytes = option(argc, argv, "kib", 3072) << 10;

    if (count > MAX_BLOCKS)
        return 2;
    key_prepare();
    mallopt(M_MMAP_THRESHOLD, 128 << 10); /* set by hand it no longer moves (mallopt(3)) */
    for (size_t i = 0; i < count; i++)
        memset(blocks[i] = must(malloc(bytes)), 'B', bytes);
    do {
        key_begin("blocks");
        key_number("block_bytes", bytes);
        key_list("blocks");
        for (size_t i = 0; i < count; i++) {
            key_item();
            key_address("address", blocks[i]);
        }
        key_list_end();
        key_malloc_info();
        key_end();
    } while (key_wait(0));
    return 0;
}
