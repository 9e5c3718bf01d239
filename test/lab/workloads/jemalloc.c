/* jemalloc [mib=32] [bytes=600]: linked against jemalloc; half of its chunks are freed again. */
#include "answer-key.h"

#include <jemalloc/jemalloc.h>
#include <string.h>

static uint64_t statistic(const char *name)
{
    size_t value = 0, size = sizeof value;

    return mallctl(name, &value, &size, NULL, 0) == 0 ? value : 0;
}

int main(int argc, char **argv)
{
    size_t bytes = option(argc, argv, "bytes", 600);
    size_t count = (option(argc, argv, "mib", 32) << 20) / bytes;
    const char *version = "";
    size_t size = sizeof version;

    key_prepare();
    char **chunks = must(malloc(count * sizeof *chunks));
    for (size_t i = 0; i < count; i++)
        memset(chunks[i] = must(malloc(bytes)), 'j', bytes);
    for (size_t i = 0; i < count; i += 2)
        free(chunks[i]);
    mallctl("version", &version, &size, NULL, 0);
    do {
        uint64_t epoch = 1;
        size = sizeof epoch;
        mallctl("epoch", &epoch, &size, &epoch, size); /* statistics of now */
        key_begin("jemalloc");
        key_text("version", version);
        key_address("first_chunk", chunks[1]);
        key_number("live_chunks", count / 2);
        key_number("chunk_bytes", bytes);
        key_number("allocated", statistic("stats.allocated"));
        key_number("active", statistic("stats.active"));
        key_number("resident", statistic("stats.resident"));
        key_number("mapped", statistic("stats.mapped"));
        key_number("retained", statistic("stats.retained"));
        key_end();
    } while (key_wait(0));
    return 0;
}
