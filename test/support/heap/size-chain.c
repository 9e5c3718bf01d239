/*
 * The least that a walk can be: size-chain (FILE FIRST)... follows the sizes of glibc's chunks from offset FIRST of each
 * file to its end or to a fence-post, and prints how many there are and their bytes. No states, no lists, no arenas.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

int main(int count, char **words) {
  uint64_t chunks = 0, bytes = 0;
  for (int i = 1; i + 1 < count; i += 2) {
    struct stat status;
    int file = open(words[i], O_RDONLY);
    if (file < 0 || fstat(file, &status) != 0) return 1;
    const char *heap = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    if (heap == MAP_FAILED) return 1;
    for (uint64_t at = strtoull(words[i + 1], NULL, 10); at + 16 <= (uint64_t)status.st_size;) {
      uint64_t size = *(const uint64_t *)(heap + at + 8) & ~7ull;
      if (size < 32) break;
      chunks++;
      bytes += size;
      at += size;
    }
  }
  printf("%lu chunks, %lu bytes\n", chunks, bytes);
  return 0;
}
