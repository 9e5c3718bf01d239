/* stacks [threads=16] [kib=192]: threads that keep their tables on their stacks. */
#include "answer-key.h"

#include <alloca.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_THREADS 256

struct worker {
    pid_t tid;
    void *stack;
    size_t stack_bytes, guard_bytes;
};

static size_t touched;
static pthread_barrier_t done;

static void *work(void *argument)
{
    struct worker *w = argument;
    pthread_attr_t attributes;
    volatile char *table = alloca(touched);

    for (size_t at = 0; at < touched; at++)
        table[at] = (char)at;
    w->tid = (pid_t)syscall(SYS_gettid);
    if (pthread_getattr_np(pthread_self(), &attributes) != 0)
        _exit(1);
    pthread_attr_getstack(&attributes, &w->stack, &w->stack_bytes);
    pthread_attr_getguardsize(&attributes, &w->guard_bytes);
    pthread_attr_destroy(&attributes);
    pthread_barrier_wait(&done);
    for (;;) {
        pause();
        table[0]++;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    static struct worker workers[MAX_THREADS];
    unsigned threads = (unsigned)option(argc, argv, "threads", 16);
    pthread_t thread;

    touched = option(argc, argv, "kib", 192) << 10;
    if (threads > MAX_THREADS || touched > 7 << 20)
        return 2;
    key_prepare();
    pthread_barrier_init(&done, NULL, threads + 1);
    for (unsigned i = 0; i < threads; i++)
        if (pthread_create(&thread, NULL, work, &workers[i]) != 0)
            return 1;
    pthread_barrier_wait(&done);
    do {
        key_begin("stacks");
        key_number("touched_bytes", touched);
        key_list("threads");
        for (unsigned i = 0; i < threads; i++) {
            key_item();
            key_number("tid", (uint64_t)workers[i].tid);
            key_address("stack", workers[i].stack); /* lowest address, above the guard */
            key_number("stack_bytes", workers[i].stack_bytes);
            key_number("guard_bytes", workers[i].guard_bytes);
        }
        key_list_end();
        key_end();
    } while (key_wait(0));
    return 0;
}
