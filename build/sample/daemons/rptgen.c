/* rptgen: the nightly report. Holds MIB of memory for SECONDS, then ends. A healthy appliance has that much. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: rptgen MIB SECONDS\n");
        return 2;
    }
    for (int i = 0; i < atoi(argv[1]); i++) {
        char *table = malloc(1 << 20);
        if (!table)
            return 1;
        memset(table, 'R', 1 << 20);
    }
    sleep((unsigned)atoi(argv[2]));
    return 0;
}
