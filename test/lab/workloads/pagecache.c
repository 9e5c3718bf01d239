/*
 * pagecache [mib=32]: a file on the real disk (/mnt), written, synced and read again: clean page cache that belongs to
 * no process. Only the file stays open. The key counts what is cached at that moment, by mincore(2).
 */
#include "answer-key.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
#define PIECE (1 << 20)

static uint64_t cached_pages(int file, size_t bytes)
{
    void *start = must(mmap(NULL, bytes, PROT_READ, MAP_SHARED, file, 0));
    unsigned char *present = must(malloc(bytes / PAGE));
    uint64_t count = 0;

    if (mincore(start, bytes, present) != 0)
        abort();
    for (size_t i = 0; i < bytes / PAGE; i++)
        count += present[i] & 1;
    free(present);
    munmap(start, bytes);
    return count;
}

int main(int argc, char **argv)
{
    static char piece[PIECE];
    size_t bytes = option(argc, argv, "mib", 32) << 20;
    const char *path = "/mnt/pagecache.bin";
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);

    key_prepare();
    memset(piece, 'P', sizeof piece);
    for (size_t at = 0; at < bytes; at += PIECE)
        if (file < 0 || write(file, piece, PIECE) != PIECE) {
            perror(path);
            return 1;
        }
    fdatasync(file);
    for (size_t at = 0; at < bytes; at += PIECE)
        if (pread(file, piece, PIECE, (off_t)at) != PIECE)
            return 1;
    do {
        key_begin("pagecache");
        key_text("file", path);
        key_number("bytes", bytes);
        key_number("cached_pages", cached_pages(file, bytes));
        key_end();
    } while (key_wait(0));
    return 0;
}
