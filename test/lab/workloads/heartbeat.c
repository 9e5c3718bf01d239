/*
 * heartbeat [region=MIB] [sparse=MIB] [stride=PAGES]: wakes up every millisecond and writes down when it did not. A
 * stopped process has a gap of the length of its stop.
 *   region  a mapping of its own, every page written: each 8-byte word is its offset times an odd constant
 *   sparse  a mapping of which only every `stride`-th page (default 512) is written, the same way
 * /run/lab/NAME.beats: lines "gap AT_NS LENGTH_NS" (from 2 ms on, when it is over) and once a second
 * "beat AT_NS COUNT LONGEST_NS". Times are CLOCK_MONOTONIC, the same for the whole machine.
 */
#include "answer-key.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096
#define BEAT_NS 1000000L
#define GAP_NS 2000000L
#define ODD 0x9e3779b97f4a7c15u

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void note(int file, const char *what, uint64_t at, uint64_t first, uint64_t second, int fields)
{
    char line[96];
    int length = fields == 1 ? snprintf(line, sizeof line, "%s %llu %llu\n", what, (unsigned long long)at,
                                        (unsigned long long)first)
                             : snprintf(line, sizeof line, "%s %llu %llu %llu\n", what, (unsigned long long)at,
                                        (unsigned long long)first, (unsigned long long)second);
    if (write(file, line, (size_t)length) != length)
        abort();
}

static void *beat(void *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
    uint64_t last = now_ns(), second = last, count = 0, longest = 0;

    if (file < 0)
        abort();
    for (;;) {
        struct timespec pause = {.tv_nsec = BEAT_NS};
        nanosleep(&pause, NULL);
        uint64_t now = now_ns(), gap = now - last;
        last = now;
        count++;
        if (gap > longest)
            longest = gap;
        if (gap >= GAP_NS)
            note(file, "gap", now, gap, 0, 1);
        if (now - second >= 1000000000u) {
            note(file, "beat", now, count, longest, 2);
            second = now;
            count = longest = 0;
        }
    }
    return NULL;
}

static unsigned char *map(size_t bytes, size_t stride)
{
    unsigned char *start =
        must(mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));

    madvise(start, bytes, MADV_NOHUGEPAGE); /* a huge page would make its neighbours present */
    for (size_t page = 0; page < bytes; page += PAGE * stride) {
        uint64_t *words = (uint64_t *)(start + page);
        for (size_t i = 0; i < PAGE / 8; i++)
            words[i] = (page + i * 8) * ODD;
    }
    return start;
}

int main(int argc, char **argv)
{
    static char path[128];
    const char *name = getenv("LAB_NAME");
    size_t region = option(argc, argv, "region", 0) << 20;
    size_t sparse = option(argc, argv, "sparse", 0) << 20;
    size_t stride = option(argc, argv, "stride", 512);
    pthread_t thread;

    key_prepare();
    unsigned char *region_start = region ? map(region, 1) : NULL;
    unsigned char *sparse_start = sparse ? map(sparse, stride) : NULL;
    snprintf(path, sizeof path, "/run/lab/%s.beats", name ? name : "heartbeat");
    if (pthread_create(&thread, NULL, beat, path) != 0)
        return 1;
    do {
        key_begin("heartbeat");
        key_text("beats", path);
        if (region) {
            key_address("region_start", region_start);
            key_number("region_bytes", region);
        }
        if (sparse) {
            key_address("sparse_start", sparse_start);
            key_number("sparse_bytes", sparse);
            key_number("sparse_present_pages", (sparse / PAGE + stride - 1) / stride);
        }
        key_end();
    } while (key_wait(0));
    return 0;
}
