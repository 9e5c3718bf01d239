/*
 * shared [memfd=MIB] [sysv=MIB] [tmpfs=MIB] [anonymous=MIB] [unmapped=MIB] (each 4 unless named): memory that counts
 * as Shmem. `unmapped` is a file in /dev/shm that no process maps: in no process's RSS.
 */
#include "answer-key.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#define FLAGS (PROT_READ | PROT_WRITE)

static int tmpfs_file(const char *name)
{
    int file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

    if (file < 0) {
        perror(name);
        exit(1);
    }
    return file;
}

static void *map_file(int file, size_t bytes)
{
    if (file < 0 || ftruncate(file, (off_t)bytes) != 0)
        abort();
    return must(mmap(NULL, bytes, FLAGS, MAP_SHARED, file, 0));
}

static void entry(const char *kind, void *address, size_t bytes)
{
    key_item();
    key_text("kind", kind);
    key_address("address", address);
    key_number("bytes", bytes);
}

int main(int argc, char **argv)
{
    size_t memfd = option(argc, argv, "memfd", 4) << 20, sysv = option(argc, argv, "sysv", 4) << 20;
    size_t tmpfs = option(argc, argv, "tmpfs", 4) << 20, anonymous = option(argc, argv, "anonymous", 4) << 20;
    size_t unmapped = option(argc, argv, "unmapped", 4) << 20;

    key_prepare();
    void *at_memfd = map_file(memfd_create("lab-cache", 0), memfd);
    void *at_tmpfs = map_file(tmpfs_file("/dev/shm/lab.table"), tmpfs);
    void *at_anonymous = must(mmap(NULL, anonymous, FLAGS, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    int segment = shmget(IPC_PRIVATE, sysv, IPC_CREAT | 0600);
    void *at_sysv = must(shmat(segment, NULL, 0));
    shmctl(segment, IPC_RMID, NULL); /* goes with the last process */
    int file = tmpfs_file("/dev/shm/lab.spool");
    void *at_unmapped = map_file(file, unmapped);

    memset(at_memfd, 'M', memfd);
    memset(at_tmpfs, 'T', tmpfs);
    memset(at_anonymous, 'A', anonymous);
    memset(at_sysv, 'S', sysv);
    memset(at_unmapped, 'U', unmapped);
    munmap(at_unmapped, unmapped);
    do {
        key_begin("shared");
        key_number("sysv_id", (uint64_t)segment);
        key_number("unmapped_bytes", unmapped);
        key_list("mappings");
        entry("memfd", at_memfd, memfd);
        entry("tmpfs", at_tmpfs, tmpfs);
        entry("anonymous", at_anonymous, anonymous);
        entry("sysv", at_sysv, sysv);
        key_list_end();
        key_end();
    } while (key_wait(0));
    return 0;
}
