/*
 * restarter [mib=8]: watches over a worker and starts another one when it has ended. SIGUSR2 ends the worker of the
 * moment. The worker holds `mib` MiB; parent and worker have the same command line, the worker is called "worker".
 */
#include "answer-key.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define REMEMBERED 256

static pid_t workers[REMEMBERED];
static unsigned generations;

static void start_worker(size_t bytes)
{
    int ready[2];
    char byte;

    if (pipe(ready) != 0)
        exit(1);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_NAME, "worker");
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        memset(must(malloc(bytes)), 'W', bytes);
        if (write(ready[1], "", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    if (pid < 0 || read(ready[0], &byte, 1) != 1)
        exit(1);
    close(ready[0]);
    close(ready[1]);
    workers[generations++ % REMEMBERED] = pid;
}

static void write_key(void)
{
    unsigned first = generations > REMEMBERED ? generations - REMEMBERED : 0;

    key_begin("restarter");
    key_number("generations", generations);
    key_number("worker_pid", (uint64_t)workers[(generations - 1) % REMEMBERED]);
    key_list("workers");
    for (unsigned i = first; i < generations; i++) {
        key_item();
        key_number("pid", (uint64_t)workers[i % REMEMBERED]);
    }
    key_list_end();
    key_end();
}

int main(int argc, char **argv)
{
    size_t bytes = option(argc, argv, "mib", 8) << 20;
    sigset_t awaited;

    sigemptyset(&awaited);
    sigaddset(&awaited, SIGUSR1);
    sigaddset(&awaited, SIGUSR2);
    sigaddset(&awaited, SIGCHLD);
    sigprocmask(SIG_BLOCK, &awaited, NULL);
    start_worker(bytes);
    for (;;) {
        int signal;
        write_key();
        sigwait(&awaited, &signal);
        if (signal == SIGUSR2)
            kill(workers[(generations - 1) % REMEMBERED], SIGKILL);
        else if (signal == SIGCHLD && waitpid(-1, NULL, WNOHANG) > 0)
            start_worker(bytes);
    }
}
