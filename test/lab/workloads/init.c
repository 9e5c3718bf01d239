/* init: first process of a node. Buries the dead; ends with SIGKILL from outside, and the node with it. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    for (;;) {
        int signal;
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
        sigwait(&child, &signal);
    }
}
