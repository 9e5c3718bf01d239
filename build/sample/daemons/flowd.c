/* flowd: keeps its flow tables on the stacks of its threads. `flowd THREADS KIB_PER_STACK` */
#include <alloca.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static size_t stack_bytes;

static void *watch_flows(void *unused)
{
    volatile char *table = alloca(stack_bytes);

    (void)unused;
    for (size_t at = 0; at < stack_bytes; at++)
        table[at] = (char)at;
    for (;;) {
        sleep(1);
        table[0]++;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: flowd THREADS KIB_PER_STACK\n");
        return 2;
    }
    stack_bytes = (size_t)atoi(argv[2]) << 10;
    for (int i = 0; i < atoi(argv[1]); i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, watch_flows, NULL) != 0)
            return 1;
    }
    for (;;)
        pause();
}
