#include "answer-key.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define TEXT_BYTES (4 << 20)

/* Not in the heap: what the key says of the heap must not change by saying it. Touched only as far as it is used. */
static char text[TEXT_BYTES];
static size_t used;
static int fresh; /* no comma needed */

static void put(const char *piece)
{
    size_t length = strlen(piece);

    if (used + length >= TEXT_BYTES)
        abort();
    memcpy(text + used, piece, length + 1);
    used += length;
}

static void put_string(const char *value)
{
    put("\"");
    for (; *value; value++) {
        char piece[8] = {*value};
        if (*value == '"' || *value == '\\')
            snprintf(piece, sizeof piece, "\\%c", *value);
        else if ((unsigned char)*value < ' ')
            snprintf(piece, sizeof piece, "\\u%04x", *value);
        put(piece);
    }
    put("\"");
}

static void put_name(const char *name)
{
    if (!fresh)
        put(",");
    fresh = 0;
    put_string(name);
    put(":");
}

static sigset_t usr1(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    return set;
}

void key_prepare(void)
{
    sigset_t set = usr1();

    sigprocmask(SIG_BLOCK, &set, NULL);
}

void key_begin(const char *workload)
{
    used = 0;
    fresh = 1;
    put("{");
    key_text("workload", workload);
    key_number("pid", (uint64_t)getpid());
}

void key_number(const char *name, uint64_t value)
{
    char number[24];

    put_name(name);
    snprintf(number, sizeof number, "%llu", (unsigned long long)value);
    put(number);
}

void key_text(const char *name, const char *value)
{
    put_name(name);
    put_string(value);
}

void key_address(const char *name, const void *address)
{
    char number[24];

    snprintf(number, sizeof number, "0x%llx", (unsigned long long)(uintptr_t)address);
    key_text(name, number);
}

void key_malloc_info(void)
{
    static char xml[TEXT_BYTES];
    FILE *stream = fmemopen(xml, sizeof xml, "w");

    if (!stream || malloc_info(0, stream) != 0)
        abort();
    fclose(stream);
    key_text("malloc_info", xml);
}

void key_list(const char *name)
{
    put_name(name);
    put("[");
    fresh = 1;
}

void key_item(void)
{
    put(text[used - 1] == '[' ? "{" : "},{");
    fresh = 1;
}

void key_list_end(void)
{
    put(text[used - 1] == '[' ? "]" : "}]");
    fresh = 0;
}

void key_end(void)
{
    const char *path = getenv("LAB_KEY");
    char temporary[256];

    put("}\n");
    if (!path) {
        fputs(text, stdout);
        fflush(stdout);
        return;
    }
    snprintf(temporary, sizeof temporary, "%s.new", path);
    FILE *file = fopen(temporary, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0 || rename(temporary, path) != 0) {
        perror(path);
        exit(1);
    }
}

int key_wait(unsigned seconds)
{
    sigset_t set = usr1();
    struct timespec limit = {.tv_sec = seconds};

    for (;;) {
        int signal = sigtimedwait(&set, NULL, seconds ? &limit : NULL);
        /* Being stopped and continued ends the wait too (signal(7)). */
        if (signal == SIGUSR1 || errno != EINTR || seconds)
            return signal == SIGUSR1;
    }
}

uint64_t option(int argc, char **argv, const char *name, uint64_t otherwise)
{
    size_t length = strlen(name);

    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], name, length) != 0 || argv[i][length] != '=')
            continue;
        char *end;
        uint64_t value = strtoull(argv[i] + length + 1, &end, 10);
        if (*end || end == argv[i] + length + 1) {
            fprintf(stderr, "%s: needs a number\n", argv[i]);
            exit(2);
        }
        return value;
    }
    return otherwise;
}

void *must(void *pointer)
{
    if (!pointer || pointer == MAP_FAILED) {
        perror("out of memory");
        exit(1);
    }
    return pointer;
}
