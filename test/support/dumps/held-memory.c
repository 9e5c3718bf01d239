/*
 * held-memory MIB STRIDE [lose]: a mapping of MIB MiB of which every STRIDE-th page is written (each 32-bit word is its
 * offset times an odd constant). Prints its address, and waits. `lose` unmaps the third page and protects nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096

int main(int argc, char **argv)
{
    size_t bytes = (size_t)atoi(argv[1]) << 20, stride = (size_t)atoi(argv[2]);
    unsigned char *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (start == MAP_FAILED)
        return 1;
    madvise(start, bytes, MADV_NOHUGEPAGE);
    for (size_t page = 0; page < bytes; page += PAGE * stride)
        for (size_t at = page; at < page + PAGE; at += 4)
            *(uint32_t *)(start + at) = (uint32_t)at * 2654435761u;
    if (argc > 3 && strcmp(argv[3], "lose") == 0)
        munmap(start + 2 * PAGE, PAGE);
    printf("%p\n", (void *)start);
    fflush(stdout);
    for (;;)
        pause();
}
