/* webd: a web server's memory without its protocol. `webd PORT CACHE_MIB`; instances share one session table. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define TABLE_BYTES (4 << 20)
#define PAGE_BYTES 2000

static void share_session_table(void)
{
    int fd = open("/dev/shm/webd.sessions", O_RDWR | O_CREAT, 0660);
    if (fd < 0 || ftruncate(fd, TABLE_BYTES) != 0)
        exit(1);
    char *table = mmap(NULL, TABLE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (table == MAP_FAILED)
        exit(1);
    for (size_t at = 0; at + 64 <= TABLE_BYTES; at += 64)
        snprintf(table + at, 64, "slot=%06zu state=free last_user=-", at / 64);
    close(fd);
}

/* Rendered pages, each its own chunk of the main heap. */
static void fill_cache(size_t bytes)
{
    for (size_t used = 0; used < bytes; used += PAGE_BYTES) {
        char *page = malloc(PAGE_BYTES);
        if (!page)
            exit(1);
        memset(page, ' ', PAGE_BYTES);
        snprintf(page, PAGE_BYTES, "<!doctype html><title>Page %zu</title><p>Made for the portal.", used / PAGE_BYTES);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: webd PORT CACHE_MIB\n");
        return 2;
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(argv[1]))};
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 64) != 0)
        return 1;

    share_session_table();
    fill_cache((size_t)atoi(argv[2]) << 20);
    void *templates = malloc(3 << 20); /* above the mmap threshold: a mapping of its own */
    if (!templates)
        return 1;
    memset(templates, 'T', 3 << 20);

    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client >= 0)
            close(client);
    }
}
